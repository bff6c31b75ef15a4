"""Sessions: opaque random tokens of 256 bits, stored as SHA-256, listed and revocable by their owner."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app.accounts.models import Account, Officer, Session
from core.actors import Actor, Role
from core.errors import NotFound

PERSON_LASTS = timedelta(days=90)
OFFICER_LASTS = timedelta(hours=10)
"""A working day with its breaks; officers sign in every morning."""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def open_session(
    *,
    account: Account | None = None,
    officer: Officer | None = None,
    device_id: str,
    device_label: str = "",
    now: datetime,
) -> tuple[str, Session]:
    """A new session and its token, which is shown once and never stored."""
    token = secrets.token_urlsafe(32)
    session = await Session.create(
        id=uuid4(),
        token_hash=_hash(token),
        account=account,
        officer=officer,
        device_id=device_id,
        device_label=device_label,
        created_at=now,
        expires_at=now + (PERSON_LASTS if account else OFFICER_LASTS),
    )
    return token, session


async def authenticate(token: str, *, now: datetime) -> Actor | None:
    """The actor of a valid token, or None (unknown, expired, revoked, officer no longer active)."""
    session = (
        await Session.filter(token_hash=_hash(token), revoked_at=None, expires_at__gt=now)
        .select_related("account", "officer")
        .first()
    )
    if session is None:
        return None
    if session.account is not None:
        return Actor(
            session.account.id,
            frozenset({Role.PERSON}),
            session.id,
            session.device_id,
            phone_index=session.account.phone_index,
        )
    if not session.officer.active:
        return None
    roles = frozenset(Role(role) for role in session.officer.roles)
    return Actor(session.officer.id, roles, session.id, session.device_id, office=session.officer.office)


async def list_sessions(*, by: Actor, now: datetime) -> list[Session]:
    """The caller's living sessions, newest first."""
    owner = {"officer_id": by.id} if by.is_officer else {"account_id": by.id}
    return await Session.filter(revoked_at=None, expires_at__gt=now, **owner).order_by("-created_at")


async def revoke(session_id: UUID, *, by: Actor, now: datetime) -> None:
    """End one of the caller's own sessions. Raises NotFound for anybody else's."""
    owner = {"officer_id": by.id} if by.is_officer else {"account_id": by.id}
    if not await Session.filter(id=session_id, revoked_at=None, **owner).update(revoked_at=now):
        raise NotFound()
