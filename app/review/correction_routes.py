"""HTTP of the officers' other answers: return for correction, refuse, look into a “not me”; and what was sent."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, Request

from app.applications.content import load
from app.applications.models import Application
from app.applications.states import Action, State
from app.review import correct, messages, reject, suspend
from core import clock
from core.actors import Actor, Role
from core.web.body import Body
from core.web.operation import View, operation
from core.web.purpose import STATING, stated
from notifications.routes import MessageSent, MessagesSent

bp = Blueprint("corrections", url_prefix="/api/v1/cases")
OFFICERS = {Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR}
Line = Annotated[str, Field(min_length=2, max_length=500)]


class CorrectionPoint(Body):
    """`rule` of the catalogue, the dotted path of the field, and what the officer adds.

    An empty `rule`: the officer's own words, in `note`, are the point.
    """

    rule: str = Field(max_length=16)
    field: str = Field(max_length=200)
    note: str = Field("", max_length=500)


class CorrectionAsked(Body):
    items: list[CorrectionPoint] = Field(max_length=correct.MAX_POINTS)
    comment: str = Field("", max_length=2000)


class CorrectionGiven(View):
    """`late`: how many points an earlier return could have named."""

    id: UUID
    state: State
    round: int
    late: int


class RejectionGrounds(Body):
    facts: list[Line] = Field(max_length=20)
    articles: list[Line] = Field(max_length=20)
    comment: str = Field("", max_length=2000)


class Leave(Body):
    reason: str = Field(max_length=2000)


class DisputeLine(View):
    """Somebody named in a case says “not me”. `actions`: what I can do about it, by `POST …/resumption`: let a stopped
    case go on, or close it (`settle_dispute`) where there was nothing to stop.
    """

    application_id: UUID
    number: str
    company_name: str
    state: State
    person_key: str
    person_name: str
    said_at: datetime
    actions: list[Action]


class DisputeList(View):
    disputes: list[DisputeLine]


class Answered(View):
    id: UUID
    state: State


@bp.post("/<application_id:uuid>/correction")
@operation(
    "Return a case with one complete list of corrections",
    who={Role.REVIEWER, Role.SUPERVISOR},
    body=CorrectionAsked,
    returns=CorrectionGiven,
    status=201,
    idempotent=True,
)
async def require_correction(request: Request, application_id: UUID, body: CorrectionAsked) -> CorrectionGiven:
    points = [correct.Point(each.rule, each.field, each.note) for each in body.items]
    given = await correct.require_correction(
        application_id, points, body.comment, by=request.ctx.actor, now=clock.now()
    )
    return CorrectionGiven(id=given.id, state=State.CORRECTION_REQUIRED, round=given.round, late=given.late)


@bp.post("/<application_id:uuid>/rejection-proposal")
@operation("Propose a refusal to a second person", who={Role.REVIEWER}, body=RejectionGrounds, returns=Answered)
async def propose_rejection(request: Request, application_id: UUID, body: RejectionGrounds) -> Answered:
    grounds = reject.Grounds(body.facts, body.articles)
    return _answered(
        await reject.propose_rejection(application_id, grounds, body.comment, by=request.ctx.actor, now=clock.now())
    )


@bp.post("/<application_id:uuid>/rejection")
@operation(
    "Refuse the registration that another officer judged", who={Role.APPROVER}, body=RejectionGrounds, returns=Answered
)
async def reject_case(request: Request, application_id: UUID, body: RejectionGrounds) -> Answered:
    grounds = reject.Grounds(body.facts, body.articles)
    return _answered(await reject.reject(application_id, grounds, body.comment, by=request.ctx.actor, now=clock.now()))


@bp.get("/disputes")
@operation("Who says “not me”, in the cases of my office", who=OFFICERS, returns=DisputeList)
async def list_disputes(request: Request) -> DisputeList:
    found = await suspend.open_disputes(by=request.ctx.actor)
    return DisputeList(disputes=[await _dispute(each, request.ctx.actor) for each in found])


@bp.post("/<application_id:uuid>/resumption")
@operation(
    "Let a stopped case go on, or close a “not me” on one that was not, with the reason",
    who={Role.SUPERVISOR},
    body=Leave,
    returns=Answered,
)
async def lift_suspension(request: Request, application_id: UUID, body: Leave) -> Answered:
    return _answered(await suspend.lift(application_id, body.reason, by=request.ctx.actor, now=clock.now()))


@bp.get("/<application_id:uuid>/messages")
@operation("Which messages were sent about a case", who=OFFICERS, returns=MessagesSent, query=STATING)
async def list_messages(request: Request, application_id: UUID) -> MessagesSent:
    sent = await messages.sent_messages(application_id, stated(request), by=request.ctx.actor, now=clock.now())
    return MessagesSent(messages=[MessageSent(**vars(each)) for each in sent])


async def _dispute(each: suspend.OpenDispute, by: Actor) -> DisputeLine:
    person = load(each.application.content).people.get(each.dispute.person_key)
    return DisputeLine(
        application_id=each.application.id,
        number=each.application.number,
        company_name=each.application.company_name,
        state=each.application.state,
        person_key=each.dispute.person_key,
        person_name=(person.name if person else None) or "",
        said_at=each.dispute.said_at,
        actions=await suspend.answers(each.application, by),
    )


def _answered(application: Application) -> Answered:
    return Answered(id=application.id, state=application.state)
