"""HTTP of what one officer is told of their cases."""

from datetime import datetime
from uuid import UUID

from sanic import Blueprint, Request

from app.applications.states import State
from app.review.legal_clock import working_days_left
from app.review.officer_notices import MyNotice, NoticeKind, my_notices, take_note
from app.review.routes import DECIDERS
from core import clock
from core.web.operation import View, operation

bp = Blueprint("officer_notices", url_prefix="/api/v1/cases/notices")


class OfficerNoticeView(View):
    id: UUID
    kind: NoticeKind
    told_at: datetime
    application_id: UUID
    number: str
    company_name: str
    state: State
    due_at: datetime | None
    working_days_left: int | None


class OfficerNoticeList(View):
    """At most 100, the newest first; `total` counts all."""

    notices: list[OfficerNoticeView]
    total: int


@bp.get("/")
@operation("What I am told of my cases, and have not taken note of", who=DECIDERS, returns=OfficerNoticeList)
async def list_my_notices(request: Request) -> OfficerNoticeList:
    found, total = await my_notices(by=request.ctx.actor)
    return OfficerNoticeList(notices=[_view(each, clock.now()) for each in found], total=total)


@bp.post("/<notice_id:uuid>/seen")
@operation("Take note of what I was told", who=DECIDERS)
async def take_note_of_mine(request: Request, notice_id: UUID) -> None:
    await take_note(notice_id, by=request.ctx.actor, now=clock.now())


def _view(found: MyNotice, now: datetime) -> OfficerNoticeView:
    application = found.application
    return OfficerNoticeView(
        id=found.notice.id,
        kind=NoticeKind(found.notice.kind),
        told_at=found.notice.told_at,
        application_id=application.id,
        number=application.number,
        company_name=application.company_name,
        state=application.state,
        due_at=application.due_at,
        working_days_left=working_days_left(application.due_at, now) if application.due_at else None,
    )
