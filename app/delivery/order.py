"""Order the courier when the fee is settled. The order number is committed beforehand, so asking again books nothing
twice, whatever was lost between the carrier and us.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from tortoise.transactions import in_transaction

from app.applications.models import Application
from app.delivery.events import DeliveryCancelled
from app.delivery.models import Delivery
from app.delivery.provider import Contact, OrderRefused, Shipment, courier
from app.delivery.states import DeliveryAction, DeliveryState
from app.delivery.track import follow_parcel
from config.reference.offices import offices
from config.reference.regions import chain
from config.settings import settings
from core.actors import SYSTEM
from core.events import publish
from core.jobs import enqueue
from core.states import move
from payments.events import ChargeSettled
from payments.models import Charge, Reason
from payments.refund import request_refund
from payments.states import ChargeState

log = structlog.get_logger()

WHAT = "营业执照"
FIRST_LOOK = timedelta(hours=3)


def delivery_id_of(subject: str) -> UUID | None:
    """The id inside the subject of a charge, or None when the charge is for something else."""
    kind, _, identity = subject.partition(":")
    return UUID(identity) if kind == "delivery" else None


async def order_courier(fact: ChargeSettled, *, now: datetime) -> None:
    """Book the parcel that was paid for. Raises Unavailable: the job comes again with the same number."""
    delivery_id = delivery_id_of(fact.subject)
    delivery = await Delivery.get_or_none(id=delivery_id) if delivery_id else None
    if delivery is None or delivery.state is not DeliveryState.CHOSEN:
        return
    application = await Application.get(id=delivery.application_id)
    try:
        waybill = await courier(delivery.carrier).order(_shipment(delivery, application))
    except OrderRefused as refused:
        await _give_up(delivery.id, refused.code, now)
        return
    async with in_transaction():
        booked = await Delivery.select_for_update().get(id=delivery.id)
        if booked.state is not DeliveryState.CHOSEN:
            return
        booked.waybill, booked.ordered_at = waybill, now
        await booked.save(update_fields=["waybill", "ordered_at"])
        await move(booked, DeliveryAction.ORDER, by=SYSTEM, now=now)
        await enqueue(follow_parcel, schedule_at=now + FIRST_LOOK, delivery_id=str(booked.id))


async def _give_up(delivery_id: UUID, code: str, now: datetime) -> None:
    """The carrier will not take it: nothing is rendered, so the fee is to go back."""
    log.error("courier.order_refused", delivery=str(delivery_id), code=code)
    async with in_transaction():
        delivery = await Delivery.select_for_update().get(id=delivery_id)
        if delivery.state is DeliveryState.CHOSEN:
            await move(delivery, DeliveryAction.CANCEL, by=SYSTEM, now=now, note={"refused": code})
            await ask_refund(delivery, now=now)
            await publish(DeliveryCancelled(delivery.id))


async def ask_refund(delivery: Delivery, *, now: datetime) -> None:
    """Ask for the return of a fee that was paid and bought nothing; an officer approves it."""
    charge = await Charge.get(id=delivery.charge_id)
    if charge.state is ChargeState.PAID and charge.settled_by_id is not None:
        await request_refund(charge.id, charge.amount_fen, Reason.NOT_RENDERED, note="寄递未实施", by=SYSTEM, now=now)


def _shipment(delivery: Delivery, application: Application) -> Shipment:
    office = offices(fictitious=settings().sample)[application.office]
    to = delivery.consignee
    return Shipment(
        number=delivery.number,
        what=WHAT,
        sender=_contact(office.name, office.counter_phone, office.code, office.counter_street),
        receiver=_contact(to["name"], to["phone"], to["region_code"], to["street"]),
    )


def _contact(name: str, phone: str, region_code: str, street: str) -> Contact:
    """The divisions of an address; a municipality is province and city in one, and a city has no county below it."""
    places = [place.name for place in chain(region_code, fictitious=settings().sample)]
    county = places[-1] if len(places) > 2 or not region_code.endswith("00") else ""
    city = places[1] if len(places) > 2 or (len(places) == 2 and not county) else places[0]
    return Contact(name=name, phone=phone, province=places[0], city=city, county=county, street=street)
