"""What one officer is told of cases of theirs (提醒): a clock that runs out in their hands, a case that changed hands.

The inbox is the console's: officers have no number or mini-program of ours, and a case opens at the desk only. Whoever
holds a case is told of its clock; of one that waits for approval, those who may approve it; a case in nobody's hands
is the supervisors' (`clock_notices.py`). Opening the case takes note.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise.connection import get_connections
from tortoise.expressions import Q, Subquery

from app.applications.models import Application
from app.applications.states import State
from app.review.models import OfficerNotice
from core.actors import Actor
from core.errors import NotFound

MAX_PAGE = 100
RUNNING = (State.SUBMITTED, State.IN_REVIEW, State.PENDING_APPROVAL)
"""States in which the clock of the office runs: not while the applicant corrects, nor while the case is stopped."""


class NoticeKind(StrEnum):
    LAST_DAY = "last_day"  # 今日到期
    OVERDUE = "overdue"  # 已超期
    HANDED_OVER = "handed_over"  # 移交给我
    TAKEN_OVER = "taken_over"  # 由主管接管
    SENT_BACK = "sent_back"  # 核准员退回


OF_CLOCKS = (NoticeKind.LAST_DAY, NoticeKind.OVERDUE)
_TELL = """
INSERT INTO officer_notice (id, officer_id, application_id, kind, about, told_at)
SELECT gen_random_uuid(), o.id, a.id, %s, to_char(a.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), %s
FROM application a JOIN officer o ON o.office = a.office AND o.active
WHERE a.due_at >= %s AND a.due_at < %s AND CASE a.state
  WHEN 'IN_REVIEW' THEN EXISTS (
    SELECT 1 FROM claim c WHERE c.application_id = a.id AND c.officer_id = o.id AND c.released_at IS NULL)
  WHEN 'PENDING_APPROVAL' THEN o.roles @> '["approver"]' AND NOT o.roles @> '["supervisor"]' AND NOT EXISTS (
    SELECT 1 FROM claim c WHERE c.application_id = a.id AND c.officer_id = o.id)
  ELSE false END
ON CONFLICT (officer_id, application_id, kind, about) DO NOTHING
"""


@dataclass(frozen=True)
class MyNotice:
    """A notice with its case."""

    notice: OfficerNotice
    application: Application


async def tell(officer_id: UUID, application: Application, kind: NoticeKind, about: UUID, *, now: datetime) -> None:
    """Tell one officer that a case came into or left their hands, in the caller's transaction."""
    await OfficerNotice.create(
        id=uuid4(), officer_id=officer_id, application_id=application.id, kind=kind, about=str(about), told_at=now
    )


async def tell_of_clocks(kind: NoticeKind, since: datetime, until: datetime, *, now: datetime) -> None:
    """Tell whoever works on a case whose limit lies between two moments; once for each limit."""
    await get_connections().get("default").execute_query(_TELL, [kind.value, now, since, until])


async def my_notices(*, by: Actor) -> tuple[list[MyNotice], int]:
    """What the officer has not taken note of, the newest first; and how many in all. A clock that rests is silent."""
    running = Application.filter(state__in=list(RUNNING)).values("id")
    still = ~Q(kind__in=[each.value for each in OF_CLOCKS]) | Q(application_id__in=Subquery(running))
    found = OfficerNotice.filter(still, officer_id=by.id, seen_at=None)
    rows = await found.order_by("-told_at", "id").limit(MAX_PAGE)
    cases = {each.id: each for each in await Application.filter(id__in=[row.application_id for row in rows])}
    return [MyNotice(row, cases[row.application_id]) for row in rows], await found.count()


async def take_note(notice_id: UUID, *, by: Actor, now: datetime) -> None:
    """Raises NotFound (absent, or another officer's)."""
    if not await OfficerNotice.exists(id=notice_id, officer_id=by.id):
        raise NotFound()
    await OfficerNotice.filter(id=notice_id, seen_at=None).update(seen_at=now)


async def take_note_of_case(application_id: UUID, *, by: Actor, now: datetime) -> None:
    """The officer has opened the case itself."""
    await OfficerNotice.filter(officer_id=by.id, application_id=application_id, seen_at=None).update(seen_at=now)
