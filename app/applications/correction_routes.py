"""HTTP of the applicant's corrections, and of “not me” on an invitation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sanic import Blueprint, Request

from app.applications import dispute
from app.applications.access import own
from app.applications.correct import latest_correction, unchanged_since
from core import clock
from core.actors import Role
from core.errors import NotFound
from core.web.operation import View, operation

bp = Blueprint("application_corrections", url_prefix="/api/v1")
PERSON = {Role.PERSON}


class CorrectionItemView(View):
    """One point of the officer's list. `touched`: the applicant has changed that field since."""

    rule: str
    field: str
    label: dict[str, str]
    text: dict[str, str]
    cure: dict[str, str]
    basis: str
    note: str
    touched: bool


class CorrectionView(View):
    round: int
    required_at: datetime
    answered_at: datetime | None
    items: list[CorrectionItemView]


class NotMe(View):
    said_at: datetime


@bp.get("/applications/<application_id:uuid>/correction")
@operation("What the office wants corrected, in one list", who=PERSON, returns=CorrectionView)
async def show_correction(request: Request, application_id: UUID) -> CorrectionView:
    application = await own(application_id, request.ctx.actor)
    correction = await latest_correction(application.id)
    if correction is None:
        raise NotFound()
    items: list[dict[str, Any]] = correction.items
    same = set(await unchanged_since(correction, application, [each["field"] for each in items]))
    return CorrectionView(
        round=correction.round,
        required_at=correction.required_at,
        answered_at=correction.answered_at,
        items=[CorrectionItemView(**each, touched=each["field"] not in same) for each in items],
    )


@bp.put("/invitations/<code:str>/dispute")
@operation("Say that this invitation does not concern me (不是我)", who=PERSON, returns=NotMe)
async def say_not_me(request: Request, code: str) -> NotMe:
    said = await dispute.say_not_me(code, by=request.ctx.actor, now=clock.now())
    return NotMe(said_at=said.said_at)
