"""A new officer's first sign-in: the administrator hands over a link that works once; the officer sets a password,
binds an authenticator and gets recovery codes. Nobody else ever knows any of the three.
"""

import asyncio
import hashlib
import secrets
from datetime import datetime, timedelta

import pyotp
from tortoise.transactions import in_transaction

from app.accounts.authenticator import Offer, adopt, offer
from app.accounts.models import Officer, Session
from app.accounts.officers import hasher
from app.accounts.passwords import check_password
from app.accounts.waiting import forget_failures
from core import audit
from core.actors import Actor
from core.errors import NotFound, Text

LASTS = timedelta(days=3)
_GONE = Text(
    "启用链接无效、已使用或已过期，请向管理员索取新的链接。",
    "This link is wrong, used or expired; ask an administrator for a new one.",
)


async def begin_enrolment(officer: Officer, *, now: datetime) -> tuple[str, datetime]:
    """A code for the link, kept as a hash, and when it ends. What the officer had before ends with it."""
    code = secrets.token_urlsafe(24)
    officer.enrolment_hash, officer.enrolment_expires_at = _hash(code), now + LASTS
    officer.totp_pending = pyotp.random_base32()
    officer.recovery_hashes = []
    officer.password_hash = ""
    await officer.save(
        update_fields=["enrolment_hash", "enrolment_expires_at", "totp_pending", "recovery_hashes", "password_hash"]
    )
    await Session.filter(officer_id=officer.id, revoked_at=None).update(revoked_at=now)
    return code, officer.enrolment_expires_at


async def show_enrolment(code: str, *, now: datetime) -> tuple[Officer, Offer]:
    """Whose link it is, and the QR code to scan. Raises NotFound."""
    officer = await _find(code, now)
    return officer, offer(officer.username, _pending(officer))


async def complete_enrolment(code: str, password: str, totp: str, *, now: datetime) -> tuple[Officer, list[str]]:
    """Set the password and the authenticator; the recovery codes, shown once. Raises NotFound, Invalid."""
    async with in_transaction():
        officer = await _find(code, now, lock=True)
        check_password(password, officer.username)
        codes = await adopt(officer, _pending(officer), totp, now=now)
        officer.password_hash = await asyncio.to_thread(hasher.hash, password)
        officer.enrolment_hash, officer.enrolment_expires_at = None, None
        await officer.save(update_fields=["password_hash", "enrolment_hash", "enrolment_expires_at"])
        await forget_failures(officer, known=False)
        await forget_failures(officer, known=True)
        await audit.record("officer.enrolled", by=Actor(officer.id), now=now, subject=("Officer", officer.id))
    return officer, codes


async def _find(code: str, now: datetime, *, lock: bool = False) -> Officer:
    rows = Officer.filter(enrolment_hash=_hash(code), enrolment_expires_at__gt=now, active=True)
    officer = await (rows.select_for_update() if lock else rows).first()
    if officer is None:
        raise NotFound(_GONE)
    return officer


def _pending(officer: Officer) -> str:
    if officer.totp_pending is None:
        raise NotFound(_GONE)
    return officer.totp_pending


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
