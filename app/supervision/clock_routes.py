"""HTTP of the notices on legal clocks that run out."""

from datetime import datetime
from uuid import UUID

from sanic import Blueprint, Request

from app.applications.states import State
from app.review.clock_notices import Notice, open_notices, see
from app.review.legal_clock import working_days_left
from core import clock
from core.actors import Role
from core.web.operation import View, operation

bp = Blueprint("clock_notices", url_prefix="/api/v1/supervision/clock-notices")
WHO = {Role.SUPERVISOR}


class ClockNoticeView(View):
    """`kind`: last_day, or overdue."""

    id: UUID
    kind: str
    due_at: datetime
    told_at: datetime
    application_id: UUID
    number: str
    company_name: str
    office: str
    state: State
    holder: str | None
    working_days_left: int


class ClockNoticeList(View):
    """At most 200, the most urgent first; `total` counts all."""

    notices: list[ClockNoticeView]
    total: int


@bp.get("/")
@operation(
    "Cases whose legal time ends today or has ended, and nobody has taken note", who=WHO, returns=ClockNoticeList
)
async def list_clock_notices(request: Request) -> ClockNoticeList:
    found, total = await open_notices(by=request.ctx.actor)
    return ClockNoticeList(notices=[_view(each, clock.now()) for each in found], total=total)


@bp.post("/<notice_id:uuid>/seen")
@operation("Take note of a legal clock", who=WHO)
async def take_note(request: Request, notice_id: UUID) -> None:
    await see(notice_id, by=request.ctx.actor, now=clock.now())


def _view(found: Notice, now: datetime) -> ClockNoticeView:
    return ClockNoticeView(
        id=found.notice.id,
        kind=found.notice.kind,
        due_at=found.notice.due_at,
        told_at=found.notice.told_at,
        application_id=found.application.id,
        number=found.application.number,
        company_name=found.application.company_name,
        office=found.application.office,
        state=found.application.state,
        holder=found.holder,
        working_days_left=working_days_left(found.notice.due_at, now),
    )
