"""Sign-in of people by a code to their phone: six digits, five minutes, five tries, one a minute for each who asks.

A code answers to the request by which it was asked for and to no other. The number of that request stands in the answer
to whoever asked and nowhere else, so that a stranger who guesses spends codes of their own, never somebody else's.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID, uuid4

from tortoise.expressions import F
from tortoise.transactions import in_transaction

from app.accounts.models import Account, Session, SignInCode
from app.accounts.phones import normalise, phone_index
from app.accounts.recycled import retire_if_recycled
from app.accounts.sessions import open_session
from core.errors import Invalid, Problem, Text, TooMany
from core.sealed import blind_index
from notifications.inbox import adopt
from notifications.send import Recipient, send

VALID_FOR = timedelta(minutes=5)
PAUSE = timedelta(minutes=1)
MAX_TRIES = 5
PER_DAY = 10
PER_DAY_AND_ADDRESS = 8
"""Whoever asks for codes of a stranger's number leaves its holder some of the day's."""

_WRONG = Problem(
    "AC-02",
    Text("验证码不正确或已失效。", "The code is wrong or no longer valid."),
    Text(
        "请核对短信中最新的 6 位验证码，或一分钟后重新获取。",
        "Check the newest text message, or ask for a new code in a minute.",
    ),
    "",
)


@dataclass(frozen=True)
class CodeSent:
    """What only the one who asked is told: their request's number."""

    request_id: UUID
    expires_at: datetime


async def send_code(phone: str, *, asked_from: str = "", now: datetime) -> CodeSent:
    """Send a fresh code. `asked_from`: a blind index of the asker's address. Raises Invalid (not a mobile number) and
    TooMany.
    """
    number = normalise(phone)
    index = phone_index(number)
    code = f"{secrets.randbelow(1_000_000):06d}"
    async with in_transaction() as connection:
        # Whoever asks twice at once is answered one after the other, or both would find that nothing was sent yet.
        await connection.execute_query("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [index])
        await _refuse_flood(index, asked_from, now)
        asked = await SignInCode.create(
            id=uuid4(),
            phone_index=index,
            code_hash=_hash(index, code),
            asked_from=asked_from,
            created_at=now,
            expires_at=now + VALID_FOR,
        )
        await send(
            "sign_in_code",
            to=Recipient(phone=number, phone_index=index),
            params={"code": code, "minutes": str(VALID_FOR.seconds // 60)},
            now=now,
        )
    return CodeSent(asked.id, asked.expires_at)


async def sign_in(
    phone: str, code: str, request_id: UUID, *, device_id: str, device_label: str = "", now: datetime
) -> tuple[str, Session, Account]:
    """Exchange a code for a session; the account is made at the first sign-in. Raises Invalid."""
    number = await use_code(phone, code, request_id, now=now)
    async with in_transaction():
        account = await account_of(number, device_id=device_id, now=now)
        token, session = await open_session(account=account, device_id=device_id, device_label=device_label, now=now)
    return token, session, account


async def use_code(phone: str, code: str, request_id: UUID, *, now: datetime) -> str:
    """The number that the code has proven, eleven digits; the code is used up. Raises Invalid."""
    number = normalise(phone)
    if not await _use_code(phone_index(number), code, request_id, now):
        raise Invalid({"code": _WRONG})
    return number


async def account_of(number: str, *, device_id: str, now: datetime) -> Account:
    """The account of a proven number, made at its first sign-in, in the caller's transaction; a new one where the
    number has gone to somebody else (`recycled.py`).
    """
    index = phone_index(number)
    await retire_if_recycled(index, device_id, now=now)
    account, made = await Account.get_or_create(phone_index=index, defaults={"id": uuid4(), "phone": number})
    if made:
        await adopt(account.id, index)
    return account


def _hash(index: str, code: str) -> str:
    return blind_index("sign-in code", f"{index}:{code}")


async def _use_code(index: str, code: str, request_id: UUID, now: datetime) -> bool:
    # The try is counted in a statement of its own before the comparison, so that parallel guesses cannot outrun it.
    asked = await SignInCode.get_or_none(id=request_id, phone_index=index, used_at=None, expires_at__gt=now)
    if asked is None:
        return False
    counted = await SignInCode.filter(id=asked.id, used_at=None, tries__lt=MAX_TRIES).update(tries=F("tries") + 1)
    if not counted or not compare_digest(asked.code_hash, _hash(index, code)):
        return False
    if not await SignInCode.filter(id=asked.id, used_at=None).update(used_at=now):
        return False
    # Whoever else asked for a code of this number meanwhile is not who reads its messages.
    await SignInCode.filter(phone_index=index, used_at=None).update(used_at=now)
    return True


async def _refuse_flood(index: str, asked_from: str, now: datetime) -> None:
    recent = await SignInCode.filter(phone_index=index, created_at__gt=now - timedelta(days=1)).order_by("-created_at")
    own = [each for each in recent if each.asked_from == asked_from]
    if own and now - own[0].created_at < PAUSE:
        wait = PAUSE - (now - own[0].created_at)
        raise TooMany(
            Text("验证码已发送，请一分钟后再获取。", "A code was just sent; you can ask for another in a minute."),
            retry_after_s=max(1, int(wait.total_seconds())),
        )
    if len(recent) >= PER_DAY or len(own) >= PER_DAY_AND_ADDRESS:
        raise TooMany(
            Text(
                "今天获取验证码的次数已用完，请明天再试，或到窗口办理。",
                "No more codes today; try tomorrow or visit the office.",
            ),
            retry_after_s=int(timedelta(hours=6).total_seconds()),
        )
