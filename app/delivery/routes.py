"""HTTP of deliveries: the applicant chooses, follows and cancels; officers look on; carriers push."""

from datetime import datetime
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from app.applications.access import for_office, own
from app.applications.models import Application
from app.applications.states import State
from app.delivery import cancel, choose, complete, track
from app.delivery.models import Delivery, DeliveryEvent
from app.delivery.provider import Carrier, offered
from app.delivery.states import ENDED, DeliveryAction, DeliveryState
from core import clock
from core.actors import Role
from core.errors import NotFound
from core.web.body import Body
from core.web.operation import ANYONE, View, operation

bp = Blueprint("delivery", url_prefix="/api/v1")
PERSON = {Role.PERSON}
OFFICERS = {Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR}


class NewDelivery(Body):
    """`person_key`: who receives it, of the people in the filing; `region_code`: the county (GB/T 2260)."""

    carrier: str = Field(pattern="^(ems|sf)$")
    person_key: str = Field(max_length=16)
    region_code: str = Field(pattern=r"^\d{6}$")
    street: str = Field(max_length=120)


class NewsView(View):
    at: datetime
    state: DeliveryState
    description: str
    place: str


class DeliveryView(View):
    """`charge_id` is what is to be paid first; the consignee is shown to the applicant alone. `actions`: what its life
    cycle offers the applicant now.
    """

    id: UUID
    state: DeliveryState
    carrier: Carrier
    carrier_name: str
    waybill: str
    charge_id: UUID
    consignee: dict[str, str]
    chosen_at: datetime
    shipped_at: datetime | None
    ended_at: datetime | None
    news: list[NewsView]
    actions: list[DeliveryAction]


class DeliveryList(View):
    """Newest first. `carriers` are those there are; `may_choose`: one can be chosen now; `may_waive`: or none."""

    deliveries: list[DeliveryView]
    carriers: list[Carrier]
    may_choose: bool
    may_waive: bool


class Closed(View):
    id: UUID
    state: State


@bp.post("/applications/<application_id:uuid>/deliveries")
@operation(
    "Choose a courier for the paper licence",
    who=PERSON,
    body=NewDelivery,
    returns=DeliveryView,
    status=201,
    idempotent=True,
)
async def choose_courier(request: Request, application_id: UUID, body: NewDelivery) -> DeliveryView:
    to = choose.Destination(body.person_key, body.region_code, body.street)
    chosen = await choose.choose(application_id, Carrier(body.carrier), to, by=request.ctx.actor, now=clock.now())
    return await _view(chosen, with_consignee=True)


@bp.get("/applications/<application_id:uuid>/deliveries")
@operation("Follow my paper licence", who=PERSON, returns=DeliveryList)
async def list_mine(request: Request, application_id: UUID) -> DeliveryList:
    application = await own(application_id, request.ctx.actor)
    return await _list(application, with_consignee=True)


@bp.get("/cases/<application_id:uuid>/deliveries")
@operation("Where the paper licence of a case of my office is", who=OFFICERS, returns=DeliveryList)
async def list_of_case(request: Request, application_id: UUID) -> DeliveryList:
    application = await for_office(application_id, request.ctx.actor)
    return await _list(application, with_consignee=False)


@bp.post("/deliveries/<delivery_id:uuid>/cancellation")
@operation("Cancel my delivery before it is picked up", who=PERSON, returns=DeliveryView)
async def cancel_mine(request: Request, delivery_id: UUID) -> DeliveryView:
    cancelled = await cancel.cancel_delivery(delivery_id, by=request.ctx.actor, now=clock.now())
    return await _view(cancelled, with_consignee=True)


@bp.post("/applications/<application_id:uuid>/paper-waiver")
@operation("Do without the paper licence: closes my case", who=PERSON, returns=Closed)
async def waive(request: Request, application_id: UUID) -> Closed:
    application = await complete.do_without_paper(application_id, by=request.ctx.actor, now=clock.now())
    return Closed(id=application.id, state=application.state)


@bp.post("/callbacks/<carrier:str>/<secret:str>")
@operation("A courier's push; the address itself is the secret", who=ANYONE, stream="*/*")
async def hear_push(request: Request, carrier: str, secret: str) -> HTTPResponse:
    if carrier not in set(Carrier):
        raise NotFound()
    return json(dict(await track.hear(Carrier(carrier), secret, request.body or b"")))


async def _list(application: Application, *, with_consignee: bool) -> DeliveryList:
    rows = await Delivery.filter(application_id=application.id).order_by("-chosen_at")
    free = all(each.state in ENDED - {DeliveryState.DELIVERED} for each in rows)
    return DeliveryList(
        deliveries=[await _view(each, with_consignee=with_consignee) for each in rows],
        carriers=offered(),
        may_choose=free and application.state in choose.AFTER_APPROVAL,
        may_waive=free and application.state is State.LICENSED,
    )


async def _view(delivery: Delivery, *, with_consignee: bool) -> DeliveryView:
    news = await DeliveryEvent.filter(delivery_id=delivery.id).order_by("-at", "-received_at")
    return DeliveryView(
        id=delivery.id,
        state=delivery.state,
        carrier=delivery.carrier,
        carrier_name=delivery.carrier.zh,
        waybill=delivery.waybill,
        charge_id=delivery.charge_id,
        consignee=delivery.consignee if with_consignee else {},
        chosen_at=delivery.chosen_at,
        shipped_at=delivery.shipped_at,
        ended_at=delivery.ended_at,
        news=[NewsView(at=e.at, state=e.state, description=e.description, place=e.place) for e in news],
        actions=[
            DeliveryAction(action)
            for action, rule in delivery.MOVES.items()
            if with_consignee and delivery.state in rule.sources and Role.PERSON in rule.roles
        ],
    )
