"""Messages from outside parties, stored once before anything acts on them.

Verify → `receive` → acknowledge → job → `act_once`.

Unique on (provider, notice id): a party that sends the same notice five times at once is heard once.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model
from tortoise.transactions import in_transaction

from core.jobs import AsyncTask, enqueue
from core.sealed import SealedJSON


class ExternalNotice(Model):
    """One verified message of one party, as it came (sealed: it may name people)."""

    id = fields.UUIDField(primary_key=True)
    provider = fields.CharField(max_length=32)
    notice_id = fields.CharField(max_length=128)
    payload: Any = SealedJSON()
    received_at = fields.DatetimeField(auto_now_add=True)
    applied_at = fields.DatetimeField(null=True)

    class Meta:
        table = "external_notice"
        unique_together = (("provider", "notice_id"),)


async def receive(provider: str, notice_id: str, payload: dict[str, Any], *, then: AsyncTask) -> bool:
    """Store a verified notice and enqueue `then(notice_id=…)`; False when it was here already."""
    try:
        async with in_transaction():
            notice = await ExternalNotice.create(provider=provider, notice_id=notice_id, payload=payload)
            await enqueue(then, notice_id=str(notice.id))
    except IntegrityError:
        return False
    return True


async def act_once(notice_id: str, act: Callable[[ExternalNotice], Awaitable[bool]], *, now: datetime) -> None:
    """Act on a stored notice and mark it applied in one transaction, so that a crash between the two repeats both.

    One that was applied is left alone; one that `act` could not settle yet (False) stays unapplied.
    """
    async with in_transaction():
        notice = await ExternalNotice.filter(id=notice_id).select_for_update().get()
        if notice.applied_at is None and await act(notice):
            notice.applied_at = now
            await notice.save(update_fields=["applied_at"])
