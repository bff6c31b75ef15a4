"""Sign-in of officers: a password (Argon2id) and a time-based code (TOTP, RFC 6238) that works once.

After five wrong tries the account waits, longer each time, and says until when (`waiting.py`).
"""

import asyncio
import time
from datetime import datetime
from uuid import UUID

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from tortoise.transactions import in_transaction

from app.accounts.models import Officer, Session
from app.accounts.recovery import use_code
from app.accounts.sessions import open_session
from app.accounts.waiting import count_failure, forget_failures, is_known, lock_for_try
from core import audit, clock
from core.actors import Actor
from core.errors import Invalid, Problem, Text

STEP_SECONDS = 30
# OWASP's second choice of parameters (19 MiB, 2 passes): about 80 ms, so that a morning's sign-ins do not queue.
hasher = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
_one_at_a_time = asyncio.Semaphore(2)
_ABSENT = hasher.hash("nobody has this password")

_WRONG = Problem(
    "AC-03",
    Text("用户名、密码或动态验证码不正确。", "User name, password or time-based code is wrong."),
    Text(
        "请核对后重试；动态验证码每 30 秒更换，且只能使用一次。",
        "Check and try again; the code changes every 30 s and works once.",
    ),
    "",
)
_WRONG_PASSWORD = Problem(
    "AC-13",
    Text("当前密码不正确。", "The present password is wrong."),
    Text("请重新输入您登录时使用的密码。", "Enter the password with which you sign in."),
)


async def sign_in_officer(
    username: str, password: str, totp: str, *, device_id: str, device_label: str = "", now: datetime
) -> tuple[str, Session, Officer]:
    """`totp` may also be a recovery code. Raises Invalid (one answer for every wrong part), TooMany (still waiting)."""
    found = await Officer.get_or_none(username=username, active=True)
    right = await _password_matches(found.password_hash if found else _ABSENT, password)
    if found is not None:
        known = await is_known(found.id, device_id)
        async with in_transaction():
            officer = await lock_for_try(found.id, known=known, now=now)
            if right and await _use_second_factor(officer, totp, now):
                await forget_failures(officer, known=known)
                token, session = await open_session(
                    officer=officer, device_id=device_id, device_label=device_label, now=now
                )
                await audit.record("officer.signed_in", by=Actor(officer.id), now=now, subject=("Officer", officer.id))
                return token, session, officer
            await count_failure(officer, known=known, now=now)
    raise Invalid({"password": _WRONG})


async def _password_matches(password_hash: str, password: str) -> bool:
    def verify() -> bool:
        try:
            return hasher.verify(password_hash, password)
        except (Argon2Error, InvalidHashError):
            return False

    async with _one_at_a_time:
        return await asyncio.to_thread(verify)


async def require_password(officer_id: UUID, password: str, *, field: str = "password") -> Officer:
    """The signed-in officer, who repeats their password before a change that matters. Raises Invalid, TooMany."""
    found, now = await Officer.get(id=officer_id), clock.now()
    right = await _password_matches(found.password_hash, password)
    async with in_transaction():
        officer = await lock_for_try(officer_id, known=True, now=now)  # They sit where they have signed in.
        if not right:
            await count_failure(officer, known=True, now=now)
    if not right:
        raise Invalid({field: _WRONG_PASSWORD})
    return officer


async def _use_second_factor(officer: Officer, code: str, now: datetime) -> bool:
    """A time-based code, or a recovery code in its place. The caller holds the officer's row locked."""
    if code.isdigit():
        step = step_of(officer.totp_secret, code, now)
        # No step twice or backwards (RFC 6238, section 5.2).
        later = Officer.filter(id=officer.id, totp_last_step__lt=step or 0)
        return step is not None and bool(await later.update(totp_last_step=step))
    return await use_code(officer, code)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of which this is the code: the present one or a neighbour; None for a wrong code."""
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    present = int(now.timestamp()) // STEP_SECONDS
    steps = (present, present - 1, present + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(totp.generate_otp(step), code)), None)


def present_code(totp_secret: str) -> str:
    """The code of this moment: what an authenticator app would show (seeding and the demo)."""
    return str(pyotp.TOTP(totp_secret, interval=STEP_SECONDS).at(int(time.time())))
