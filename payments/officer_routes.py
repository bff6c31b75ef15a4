"""HTTP of the officers of money: refunds, contradictions, the days' bills. Each sees and decides their own office's."""

from uuid import UUID

from sanic import Blueprint, Request

from core import clock
from core.actors import Role
from core.errors import Invalid, Problem, Text
from core.web.operation import operation
from payments import exceptions, incidents, queries, refund
from payments import officer_views as views
from payments.scope import DECIDERS
from payments.states import RefundState

bp = Blueprint("payments_desk", url_prefix="/api/v1")

OFFICERS = {Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR}

_STATE = Problem(
    "PAY-02",
    Text("没有这种退款状态。", "There is no such state of a refund."),
    Text("请使用接口说明中列出的状态。", "Use one of the states in the API documentation."),
)


@bp.get("/refunds")
@operation("Refunds of one state", who=OFFICERS, returns=views.RefundList, query={"state": "requested unless told"})
async def list_refunds(request: Request) -> views.RefundList:
    state = request.args.get("state", RefundState.REQUESTED)
    if state not in set(RefundState):
        raise Invalid({"state": _STATE})
    found = await queries.refunds_in(RefundState(state), by=request.ctx.actor)
    return views.RefundList(refunds=[views.refund_line(each) for each in found])


@bp.post("/charges/<charge_id:uuid>/refunds")
@operation(
    "Ask for a refund; another officer decides",
    who=OFFICERS,
    body=views.RefundAsked,
    returns=views.RefundView,
    status=201,
    idempotent=True,
)
async def ask_refund(request: Request, charge_id: UUID, body: views.RefundAsked) -> views.RefundView:
    asked = await refund.request_refund(
        charge_id, body.amount_fen, body.reason, note=body.note, by=request.ctx.actor, now=clock.now()
    )
    return views.of_refund(asked)


@bp.post("/refunds/<refund_id:uuid>/approval")
@operation("Approve a refund that somebody else asked for", who=DECIDERS, returns=views.RefundView)
async def approve_refund(request: Request, refund_id: UUID) -> views.RefundView:
    return views.of_refund(await refund.approve_refund(refund_id, by=request.ctx.actor, now=clock.now()))


@bp.post("/refunds/<refund_id:uuid>/refusal")
@operation("Refuse a refund that somebody else asked for", who=DECIDERS, body=views.Explained, returns=views.RefundView)
async def decline_refund(request: Request, refund_id: UUID, body: views.Explained) -> views.RefundView:
    return views.of_refund(
        await refund.decline_refund(refund_id, note=body.note, by=request.ctx.actor, now=clock.now())
    )


@bp.post("/refunds/<refund_id:uuid>/repetition")
@operation(
    "Ask anew for a refund that the provider closed",
    who=OFFICERS,
    returns=views.RefundView,
    status=201,
    idempotent=True,
)
async def repeat_refund(request: Request, refund_id: UUID) -> views.RefundView:
    return views.of_refund(await refund.repeat_refund(refund_id, by=request.ctx.actor, now=clock.now()))


@bp.get("/payment-incidents")
@operation("Contradictions that need an officer", who=OFFICERS, returns=views.IncidentList)
async def list_incidents(request: Request) -> views.IncidentList:
    found = await queries.open_incidents(by=request.ctx.actor)
    return views.IncidentList(incidents=[views.incident_line(each) for each in found])


@bp.post("/payment-incidents/<incident_id:uuid>/resolution")
@operation("Say how a contradiction was resolved", who=DECIDERS, body=views.Explained, returns=views.IncidentView)
async def resolve_incident(request: Request, incident_id: UUID, body: views.Explained) -> views.IncidentView:
    return views.of_incident(
        await incidents.resolve_incident(incident_id, body.note, by=request.ctx.actor, now=clock.now())
    )


@bp.get("/reconciliations")
@operation("Reconciled days and what is unsettled", who=OFFICERS, returns=views.DayList)
async def list_days(request: Request) -> views.DayList:
    by = request.ctx.actor
    return views.DayList(days=[views.of_day(each, by=by) for each in await queries.reconciliations(by=by)])


@bp.post("/reconciliation-differences/<difference_id:uuid>/explanation")
@operation("Explain a difference", who=OFFICERS, body=views.Explained, returns=views.DifferenceView)
async def explain_difference(request: Request, difference_id: UUID, body: views.Explained) -> views.DifferenceView:
    return views.of_difference(
        await exceptions.explain_difference(difference_id, body.note, by=request.ctx.actor, now=clock.now())
    )


@bp.post("/reconciliation-differences/<difference_id:uuid>/signature")
@operation("Sign another officer's explanation", who=DECIDERS, returns=views.DifferenceView)
async def sign_difference(request: Request, difference_id: UUID) -> views.DifferenceView:
    return views.of_difference(await exceptions.sign_difference(difference_id, by=request.ctx.actor, now=clock.now()))
