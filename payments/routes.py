"""HTTP of payments: the public price list, charges for their payers, providers' notices, officers' decisions."""

from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from core import clock
from core.actors import Role
from core.clock import legal_date
from core.errors import Invalid, Problem, Text
from core.web.limits import limit
from core.web.operation import ANYONE, operation
from payments import exceptions, incidents, queries, refund, views
from payments.attempt import start_attempt
from payments.catalogue import catalogue
from payments.check import check
from payments.notice import hear
from payments.provider import Channel, all_providers
from payments.states import RefundState

bp = Blueprint("payments", url_prefix="/api/v1")

OFFICERS = {Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR}
DECIDERS = {Role.APPROVER, Role.SUPERVISOR}
ATTEMPTS_PER_HOUR = 60
CHECKS_PER_MINUTE = 20

_SUBJECT = Problem(
    "PAY-01",
    Text("缺少参数 subject。", "The parameter subject is missing."),
    Text("请写明要查询的事项，例如 delivery:<编号>。", "Name the matter, for example delivery:<id>."),
)
_STATE = Problem(
    "PAY-02",
    Text("没有这种退款状态。", "There is no such state of a refund."),
    Text("请使用接口说明中列出的状态。", "Use one of the states in the API documentation."),
)


def _channels() -> list[Channel]:
    return sorted(channel for each in all_providers() for channel in each.channels)


SUBJECT = {"subject": "what the charges are for, as application:<id>"}


@bp.get("/charge-catalogue")
@operation("The public price list (收费目录清单)", who=ANYONE, returns=views.PriceList)
async def show_prices(request: Request) -> views.PriceList:
    today, prices = legal_date(clock.now()), catalogue()
    items = [
        views.PriceView(
            code=item.code,
            name=views.Words(zh=item.name.zh, en=item.name.en),
            basis=item.basis,
            kind=item.kind,
            listed_fen=item.listed_fen(),
            payable_fen=item.payable_fen(),
            payee=views.Words(**prices.payees[item.payee].as_dict()),
            receipt=item.receipt,
            subsidised_by=item.subsidised_by,
            valid_from=item.valid_from,
            valid_to=item.valid_to,
        )
        for item in prices.on(today)
    ]
    return views.PriceList(on=today, items=items)


@bp.get("/charges")
@operation("Charges of one subject", who={Role.PERSON, *OFFICERS}, returns=views.ChargeList, query=SUBJECT)
async def list_charges(request: Request) -> views.ChargeList:
    subject = request.args.get("subject", "")
    if not subject:
        raise Invalid({"subject": _SUBJECT})
    found = await queries.charges_of(subject, by=request.ctx.actor)
    return views.ChargeList(charges=[await views.of_charge(each, _channels()) for each in found])


@bp.get("/charges/<charge_id:uuid>")
@operation("One charge", who={Role.PERSON, *OFFICERS}, returns=views.ChargeView)
async def show_charge(request: Request, charge_id: UUID) -> views.ChargeView:
    return await views.of_charge(await queries.charge(charge_id, by=request.ctx.actor), _channels())


# Idempotent by nature, and not by a key: a charge has one live attempt, which a repeated request gets again. A key
# would hold one transaction open over the call to the provider.
@bp.post("/charges/<charge_id:uuid>/attempts")
@operation(
    "Start or resume paying a charge", who={Role.PERSON}, body=views.AttemptAsked, returns=views.LaunchView, status=201
)
async def pay_charge(request: Request, charge_id: UUID, body: views.AttemptAsked) -> views.LaunchView:
    actor = request.ctx.actor
    await limit("payment-attempts", str(actor.id), times=ATTEMPTS_PER_HOUR, per_seconds=3600)
    address = request.remote_addr or request.ip
    started = await start_attempt(charge_id, body.channel, client_ip=address, by=actor, now=clock.now())
    return views.of_launch(started.attempt, started.launch)


@bp.post("/charges/<charge_id:uuid>/check")
@operation("Ask the provider whether a charge is paid by now", who={Role.PERSON}, returns=views.ChargeView)
async def check_charge(request: Request, charge_id: UUID) -> views.ChargeView:
    actor = request.ctx.actor
    await limit("payment-checks", str(actor.id), times=CHECKS_PER_MINUTE, per_seconds=60)
    return await views.of_charge(await check(charge_id, by=actor, now=clock.now()), _channels())


@bp.post("/payment-notices/<provider:str>")
@operation("A payment provider's notice", who=ANYONE, stream="*/*")
async def hear_notice(request: Request, provider: str) -> HTTPResponse:
    headers = {name.lower(): value for name, value in request.headers.items()}
    said = await hear(provider, headers, request.body or b"", now=clock.now())
    return HTTPResponse(said.body, said.status, content_type=said.content_type)


@bp.get("/refunds")
@operation("Refunds of one state", who=OFFICERS, returns=views.RefundList, query={"state": "requested unless told"})
async def list_refunds(request: Request) -> views.RefundList:
    state = request.args.get("state", RefundState.REQUESTED)
    if state not in set(RefundState):
        raise Invalid({"state": _STATE})
    found = await queries.refunds_in(RefundState(state))
    return views.RefundList(refunds=[views.of_refund(each) for each in found])


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
    return views.IncidentList(incidents=[views.of_incident(each) for each in await queries.open_incidents()])


@bp.post("/payment-incidents/<incident_id:uuid>/resolution")
@operation("Say how a contradiction was resolved", who=DECIDERS, body=views.Explained, returns=views.IncidentView)
async def resolve_incident(request: Request, incident_id: UUID, body: views.Explained) -> views.IncidentView:
    return views.of_incident(
        await incidents.resolve_incident(incident_id, body.note, by=request.ctx.actor, now=clock.now())
    )


@bp.get("/reconciliations")
@operation("Reconciled days and what is unsettled", who=OFFICERS, returns=views.DayList)
async def list_days(request: Request) -> views.DayList:
    return views.DayList(
        days=[
            views.DayView(
                provider=day.provider,
                day=day.day,
                compared_at=day.compared_at,
                bill_rows=day.bill_rows,
                bill_paid_fen=day.bill_paid_fen,
                bill_refunded_fen=day.bill_refunded_fen,
                closed_at=day.closed_at,
                differences=[views.of_difference(each) for each in unsettled],
            )
            for day, unsettled in await queries.reconciliations()
        ]
    )


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
