"""Cases on which nobody does anything: not the applicant, and none of those who are to verify and sign."""

from datetime import datetime
from uuid import UUID

from tortoise.connection import get_connections
from tortoise.transactions import in_transaction

from app.applications.expire import IDLE_DAYS, WARNED_BEFORE, expire, lapses_at, warn
from app.applications.models import Application
from app.applications.states import State

# The last thing that happened to a case: it was saved, or it moved, or a signature or a verification of its people did.
_IDLE = """
SELECT * FROM (
  SELECT a.id, a.state, GREATEST(a.updated_at, (
    SELECT max(t.at) FROM (
      SELECT 'Application' AS kind, a.id AS id
      UNION ALL SELECT 'Signature', s.id FROM signature s WHERE s.application_id = a.id
      UNION ALL SELECT 'VerificationTask', v.id FROM verification_task v WHERE v.subject = 'application:' || a.id
    ) part JOIN transition t ON t.subject_kind = part.kind AND t.subject_id = part.id
  )) AS active_at
  FROM application a WHERE a.state = ANY(%s) AND a.updated_at <= %s AND (%s::uuid IS NULL OR a.id = %s::uuid)
) idle WHERE active_at <= %s ORDER BY active_at
"""


async def expire_idle(*, now: datetime) -> int:
    """Warn those whose time is nearly over, and end the cases whose time is; how many ended."""
    ended = 0
    for application_id, state, active_at in await _idle(now):
        lapses = lapses_at(state, active_at)
        if lapses <= now:
            ended += await end_if_idle(application_id, state, now=now)
        elif lapses - WARNED_BEFORE <= now:
            await warn(application_id, lapses=lapses)
    return ended


async def end_if_idle(application_id: UUID, state: State, *, now: datetime) -> bool:
    """End a case that was found idle, unless somebody has gone on with it since; who signs holds its row meanwhile."""
    async with in_transaction():
        await Application.select_for_update().get(id=application_id)
        again = await _idle(now, only=application_id)
        if not any(lapses_at(state, active_at) <= now for _, _, active_at in again):
            return False
        return await expire(application_id, state, now=now)


async def _idle(now: datetime, *, only: UUID | None = None) -> list[tuple[UUID, State, datetime]]:
    # Whatever is younger than the shortest limit's warning cannot be due yet.
    since = now - min(lapses_at(state, now) - now for state in IDLE_DAYS) + WARNED_BEFORE
    rows = await get_connections().get("default").execute_query_dict(_IDLE, [list(IDLE_DAYS), since, only, only, since])
    return [(row["id"], State(row["state"]), row["active_at"]) for row in rows]
