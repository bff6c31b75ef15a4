"""Tell supervisors of legal clocks that run out (市场主体登记管理条例 art. 19): on the last day,
and when it has passed.

A routine looks every few minutes; each case is told of once a kind, and anew when its clock was set anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.connection import get_connections
from tortoise.expressions import Subquery
from tortoise.transactions import in_transaction

from app.accounts.models import Officer
from app.accounts.offices import offices_of
from app.applications.models import Application
from app.review.models import Claim, ClockNotice
from app.review.officer_notices import RUNNING, NoticeKind, tell_of_clocks
from core import audit
from core.actors import Actor
from core.errors import NotFound
from core.web import live

LAST_DAY, OVERDUE = NoticeKind.LAST_DAY, NoticeKind.OVERDUE
WARN_BEFORE = timedelta(hours=24)
"""The limit is the last moment of a day, so this is from that day's first moment on."""
MAX_PAGE = 200
_TELL = """
INSERT INTO clock_notice (id, application_id, office, kind, due_at, told_at)
SELECT gen_random_uuid(), a.id, a.office, %s, a.due_at, %s FROM application a
WHERE a.state = ANY(%s) AND a.due_at >= %s AND a.due_at < %s
ON CONFLICT (application_id, kind, due_at) DO NOTHING RETURNING office
"""
_NOBODY = UUID(int=0)
_LONG_AGO = timedelta(days=3650)


@dataclass(frozen=True)
class Notice:
    """A notice with its case and who holds that case."""

    notice: ClockNotice
    application: Application
    holder: str | None


async def watch_clocks(*, now: datetime) -> int:
    """Make the notices that are due; how many are new."""
    connection = get_connections().get("default")
    states = [each.value for each in RUNNING]
    told: list[str] = []
    for kind, since, until in ((OVERDUE, now - _LONG_AGO, now), (LAST_DAY, now, now + WARN_BEFORE)):
        await tell_of_clocks(kind, since, until, now=now)
        rows = await connection.execute_query_dict(_TELL, [kind.value, now, states, since, until])
        told += [row["office"] for row in rows]
    await live.publish(*(f"queue:{office}" for office in sorted(set(told))))
    return len(told)


async def open_notices(*, by: Actor) -> tuple[list[Notice], int]:
    """What no supervisor has seen of cases whose clock still runs, the latest limit last; and how many in all."""
    running = Application.filter(state__in=list(RUNNING), office__in=offices_of(by)).values("id")
    found = ClockNotice.filter(office__in=offices_of(by), seen_at=None, application_id__in=Subquery(running))
    total = await found.count()
    rows = await found.order_by("due_at", "told_at", "id").limit(MAX_PAGE)
    cases = {each.id: each for each in await Application.filter(id__in=[row.application_id for row in rows])}
    held = {
        c.application_id: c.officer_id for c in await Claim.filter(application_id__in=list(cases), released_at=None)
    }
    names = {each.id: each.display_name for each in await Officer.filter(id__in=list(set(held.values())))}
    return [Notice(r, cases[r.application_id], names.get(held.get(r.application_id, _NOBODY))) for r in rows], total


async def see(notice_id: UUID, *, by: Actor, now: datetime) -> None:
    """A supervisor has taken note; the log keeps who. Raises NotFound."""
    async with in_transaction():
        notice = await ClockNotice.filter(id=notice_id, office__in=offices_of(by)).select_for_update().first()
        if notice is None:
            raise NotFound()
        if notice.seen_at is None:
            notice.seen_by, notice.seen_at = by.id, now
            await notice.save(update_fields=["seen_by", "seen_at"])
            subject = ("Application", notice.application_id)
            await audit.record("clock.seen", by=by, now=now, subject=subject, kind=notice.kind)
