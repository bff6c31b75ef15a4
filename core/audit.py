"""The audit log: append-only rows, each bound to the one before by an HMAC, so that a changed, removed or inserted
row shows. `verify` walks the chain. Rows name ids and reasons, never personal values.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.connection import get_connections
from tortoise.models import Model
from tortoise.transactions import in_transaction

from config.keys import key_ring
from core.actors import Actor

GENESIS = "0" * 64
FINGERPRINT = 16
CHAIN_LOCK = 0x617564  # "aud": the advisory lock that makes appending one at a time


class AuditEntry(Model):
    """One act: who did or saw what, of whom, why."""

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    actor_id = fields.UUIDField()
    action = fields.CharField(max_length=64)
    subject_kind = fields.CharField(max_length=64)
    subject_id = fields.UUIDField(null=True)
    detail: dict[str, Any] = fields.JSONField(default=dict)
    chain = fields.CharField(max_length=64)

    class Meta:
        table = "audit_entry"


async def record(
    action: str, *, by: Actor, now: datetime, subject: tuple[str, UUID | None] = ("", None), **detail: str | int
) -> None:
    """Append one row, in the current transaction or a short one of its own."""
    async with in_transaction() as connection:
        await connection.execute_query("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        last = await AuditEntry.all().order_by("-id").first()
        entry = AuditEntry(
            at=now, actor_id=by.id, action=action, subject_kind=subject[0], subject_id=subject[1], detail=detail
        )
        entry.chain = _link(last.chain if last else GENESIS, entry)
        await entry.save()


@dataclass(frozen=True)
class Head:
    """The last row of the chain: kept elsewhere, it proves later that nothing up to it was taken away.

    The chain alone cannot show that its newest rows are missing, since what is left of it is whole.
    """

    id: int
    chain: str

    def __str__(self) -> str:
        return f"{self.id}:{self.chain[:FINGERPRINT]}"


async def head() -> Head | None:
    """The end of the log, or None while it is empty."""
    last = await AuditEntry.all().order_by("-id").first()
    return Head(int(last.id), last.chain) if last else None


async def holds(seen: str) -> bool:
    """Whether the row of a head that was noted earlier (`Head` as text) is still there and the same."""
    number, _, fingerprint = seen.partition(":")
    row = await AuditEntry.get_or_none(id=int(number)) if number.isdigit() and len(number) < 19 else None
    return row is not None and len(fingerprint) == FINGERPRINT and row.chain.startswith(fingerprint)


async def verify() -> int | None:
    """The id of the first row that does not follow from the one before, or None when the chain is whole."""
    previous, last_id = GENESIS, 0
    while rows := await AuditEntry.filter(id__gt=last_id).order_by("id").limit(1000):
        for entry in rows:
            if not hmac.compare_digest(entry.chain, _link(previous, entry)):
                return int(entry.id)
            previous, last_id = entry.chain, entry.id
    return None


def _link(previous: str, entry: AuditEntry) -> str:
    content = json.dumps(
        [
            previous,
            entry.at.isoformat(),
            str(entry.actor_id),
            entry.action,
            entry.subject_kind,
            str(entry.subject_id),
            entry.detail,
        ],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hmac.new(key_ring().index, b"audit\x00" + content.encode(), hashlib.sha256).hexdigest()


async def count() -> int:
    """How many rows the log holds."""
    rows = await get_connections().get("default").execute_query_dict("SELECT count(*) AS n FROM audit_entry")
    return int(rows[0]["n"])
