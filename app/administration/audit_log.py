"""The audit log as a list to read, and the proof that nothing was changed in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.accounts.models import Officer
from core import audit
from core.actors import Actor
from core.audit import AuditEntry

PAGE = 100


@dataclass(frozen=True)
class ChainCheck:
    """`broken_at` is the first row that does not follow from the one before; None when the chain is whole."""

    rows: int
    broken_at: int | None


async def entries(
    *, action: str = "", actor_id: UUID | None = None, subject_id: UUID | None = None, before: int | None = None
) -> tuple[list[AuditEntry], dict[UUID, str]]:
    """Rows before an id, newest first, and the names of the officers in them."""
    rows = AuditEntry.all()
    if action:
        rows = rows.filter(action__startswith=action)
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    if subject_id is not None:
        rows = rows.filter(subject_id=subject_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    page = await rows.order_by("-id").limit(PAGE)
    officers = await Officer.filter(id__in=list({each.actor_id for each in page}))
    return page, {each.id: each.display_name for each in officers}


async def check_chain(*, by: Actor, now: datetime) -> ChainCheck:
    """Walk the whole chain; that it was walked, and what came out, is a row of its own."""
    rows, broken_at = await audit.count(), await audit.verify()
    await audit.record("audit.verified", by=by, now=now, whole=int(broken_at is None), rows=rows)
    return ChainCheck(rows, broken_at)
