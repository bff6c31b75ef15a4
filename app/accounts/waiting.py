"""Waiting after wrong tries: longer each time, and never for good.

Devices on which the officer has signed in before count apart: who merely knows a user name keeps nobody from their own
desk (OWASP, Blocking Brute Force Attacks: device cookies).
"""

from datetime import datetime, timedelta
from uuid import UUID

from app.accounts.models import Officer, Session
from core import audit
from core.actors import SYSTEM
from core.errors import Text, TooMany

FREE_TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)


async def is_known(officer_id: UUID, device_id: str) -> bool:
    """Whether the officer has ever signed in on this device."""
    return await Session.exists(officer_id=officer_id, device_id=device_id)


async def lock_for_try(officer_id: UUID, *, known: bool, now: datetime) -> Officer:
    """The officer's row, locked until the caller's transaction ends, so that parallel guesses cannot outrun the count.

    Raises TooMany while tries must wait.
    """
    officer = await Officer.select_for_update().get(id=officer_id)
    until = officer.known_locked_until if known else officer.locked_until
    if until is not None and until > now:
        raise TooMany(_words(until, now), retry_after_s=int((until - now).total_seconds()) + 1)
    return officer


async def count_failure(officer: Officer, *, known: bool, now: datetime) -> None:
    """One more wrong try of a locked officer, in the caller's transaction."""
    tries = (officer.known_tries or 0 if known else officer.failed_tries) + 1
    until = None
    if tries >= FREE_TRIES:
        until = now + min(FIRST_WAIT * 2 ** min(tries - FREE_TRIES, 10), LONGEST_WAIT)
        await audit.record(
            "officer.locked_out", by=SYSTEM, now=now, subject=("Officer", officer.id), known_device=int(known)
        )
    await _set(officer, tries, until, known=known)


async def forget_failures(officer: Officer, *, known: bool) -> None:
    """A right try ends the count of its own kind of device."""
    await _set(officer, 0, None, known=known)


async def _set(officer: Officer, tries: int, until: datetime | None, *, known: bool) -> None:
    if known:
        officer.known_tries, officer.known_locked_until = tries, until
        await officer.save(update_fields=["known_tries", "known_locked_until"])
    else:
        officer.failed_tries, officer.locked_until = tries, until
        await officer.save(update_fields=["failed_tries", "locked_until"])


def _words(until: datetime, now: datetime) -> Text:
    minutes = max(1, round((until - now).total_seconds() / 60))
    return Text(
        f"多次登录失败，请约 {minutes} 分钟后再试，或请管理员协助。",
        f"Too many wrong tries; try again in about {minutes} min, or ask an administrator.",
    )
