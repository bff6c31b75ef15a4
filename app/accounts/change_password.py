"""An officer changes their own password; every other session of theirs ends."""

import asyncio
from datetime import datetime

from tortoise.transactions import in_transaction

from app.accounts.models import Officer, Session
from app.accounts.officers import hasher, require_password
from app.accounts.passwords import check_password
from core import audit
from core.actors import Actor


async def change_password(present: str, wanted: str, *, by: Actor, now: datetime) -> None:
    """Raises Invalid (the present one is wrong, or the new one too weak)."""
    officer = await require_password(by.id, present, field="present")
    check_password(wanted, officer.username, field="wanted")
    hashed = await asyncio.to_thread(hasher.hash, wanted)
    async with in_transaction():
        await Officer.filter(id=officer.id).update(password_hash=hashed)
        others = Session.filter(officer_id=officer.id, revoked_at=None).exclude(id=by.session_id)
        await others.update(revoked_at=now)
        await audit.record("officer.password_changed", by=by, now=now, subject=("Officer", officer.id))
