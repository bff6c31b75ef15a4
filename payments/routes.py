"""HTTP of payments: the public price list, charges for their payers, providers' notices."""

from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from core import clock
from core.actors import Role
from core.clock import legal_date
from core.errors import Invalid, Problem, Text
from core.web.bilingual import Bilingual
from core.web.limits import limit
from core.web.operation import ANYONE, operation
from payments import queries, views
from payments.attempt import start_attempt
from payments.catalogue import catalogue
from payments.check import check
from payments.notice import hear
from payments.provider import Channel, all_providers

bp = Blueprint("payments", url_prefix="/api/v1")

OFFICERS = {Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR}
ATTEMPTS_PER_HOUR = 60
CHECKS_PER_MINUTE = 20

_SUBJECT = Problem(
    "PAY-01",
    Text("缺少参数 subject。", "The parameter subject is missing."),
    Text("请写明要查询的事项，例如 delivery:<编号>。", "Name the matter, for example delivery:<id>."),
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
            name=Bilingual(zh=item.name.zh, en=item.name.en),
            basis=item.basis,
            kind=item.kind,
            listed_fen=item.listed_fen(),
            payable_fen=item.payable_fen(),
            payee=Bilingual.of(prices.payees[item.payee]),
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
