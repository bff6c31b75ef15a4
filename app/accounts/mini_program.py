"""Sign-in of people from a mini-program: the platform's code says who it is to the platform, a verified phone number
says who it is to us. Whoever signed in once needs the platform's code alone.

A person is one account however they come in: by phone code, from WeChat or from Alipay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.accounts.models import Account, MiniProgramIdentity, Platform, Session
from app.accounts.phones import normalise
from app.accounts.sessions import open_session
from app.accounts.sign_in import account_of, use_code
from core import audit
from core.actors import Actor, Role
from core.errors import Invalid, NotFound, Problem, Text
from core.sealed import blind_index

_PHONE_NEEDED = Problem(
    "AC-05",
    Text("首次在这里登录，需要验证手机号。", "You sign in here for the first time: your phone number is needed."),
    Text(
        "请授权手机号，或填写手机号和短信验证码后再试。",
        "Share the number of this phone, or enter your number and the code from the text message.",
    ),
)


class MiniProgram(Protocol):
    """One app on one platform."""

    platform: Platform
    app_id: str

    async def identify(self, code: str) -> str:
        """What the platform calls the person of a sign-in code, which works once. Raises Invalid, Unavailable."""

    async def phone_number(self, phone_code: str) -> str | None:
        """The number that the platform vouches for; None where it offers no such code. Raises Invalid, Unavailable."""


@dataclass(frozen=True)
class PhoneProof:
    """How a number is proven: the platform's own code, or ours by text message with the request that asked for it."""

    phone_code: str = ""
    phone: str = ""
    sms_code: str = ""
    request_id: UUID | None = None


_wired: dict[Platform, MiniProgram] = {}


def wire(programs: Sequence[MiniProgram]) -> None:
    """Take the apps that `app/wiring.py` composed. A second call replaces the first."""
    _wired.clear()
    _wired.update({each.platform: each for each in programs})


async def sign_in(
    platform: Platform, code: str, proof: PhoneProof, *, device_id: str, device_label: str = "", now: datetime
) -> tuple[str, Session, Account]:
    """A session for the person behind a platform's code; the first time their number is verified and linked.

    Raises NotFound (no such app here), Invalid (a code refused; AC-05: the number is needed), Unavailable.
    """
    program = _wired.get(platform)
    if program is None:
        raise NotFound()
    open_id = await program.identify(code)
    known = await _identity(program, open_id)
    number = None if known else await _proven_number(program, proof, now)
    async with in_transaction():
        account = known.account if known else await _link(program, open_id, str(number), device_id, now)
        token, session = await open_session(account=account, device_id=device_id, device_label=device_label, now=now)
    return token, session, account


async def payer_reference(account_id: UUID, provider: str) -> str | None:
    """What a payment provider calls this person, if they ever came in through its mini-program."""
    platform = {"wechat_pay": Platform.WECHAT, "alipay": Platform.ALIPAY}.get(provider)
    program = _wired.get(platform) if platform else None
    if program is None:
        return None
    found = (
        await MiniProgramIdentity.filter(account_id=account_id, platform=program.platform, app_id=program.app_id)
        .order_by("-linked_at")
        .first()
    )
    return found.open_id if found else None


async def wechat_address(account_id: UUID | None, phone_index: str | None) -> str | None:
    """What WeChat calls a person, by account or by the number they proved; None for who never signed in there."""
    program = _wired.get(Platform.WECHAT)
    if program is None or (account_id is None and phone_index is None):
        return None
    whose = {"account_id": account_id} if account_id else {"account__phone_index": phone_index}
    found = MiniProgramIdentity.filter(platform=program.platform, app_id=program.app_id, **whose)
    latest = await found.order_by("-linked_at").first()
    return latest.open_id if latest else None


async def _identity(program: MiniProgram, open_id: str) -> MiniProgramIdentity | None:
    return (
        await MiniProgramIdentity.filter(
            platform=program.platform, app_id=program.app_id, open_id_index=_index(open_id)
        )
        .select_related("account")
        .first()
    )


async def _proven_number(program: MiniProgram, proof: PhoneProof, now: datetime) -> str:
    if proof.phone_code and (number := await program.phone_number(proof.phone_code)):
        return normalise(number)
    if proof.phone and proof.sms_code and proof.request_id:
        return await use_code(proof.phone, proof.sms_code, proof.request_id, now=now)
    raise Invalid({"phone_code": _PHONE_NEEDED})


async def _link(program: MiniProgram, open_id: str, number: str, device_id: str, now: datetime) -> Account:
    """Bind the platform's name for a person to their account. Of two first sign-ins at once the earlier one counts."""
    account = await account_of(number, device_id=device_id, now=now)
    identity, made = await MiniProgramIdentity.get_or_create(
        platform=program.platform,
        app_id=program.app_id,
        open_id_index=_index(open_id),
        defaults={"id": uuid4(), "account": account, "open_id": open_id, "linked_at": now},
    )
    if not made:
        return await Account.get(id=identity.account_id)
    who = Actor(account.id, frozenset({Role.PERSON}))
    await audit.record("account.linked", by=who, now=now, subject=("Account", account.id), platform=program.platform)
    return account


def _index(open_id: str) -> str:
    return blind_index("open id", open_id)
