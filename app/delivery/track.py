"""Where a parcel is: what the carrier pushes and what it answers when asked, kept once and ordered by its own time.

A push may come twice, late, before its order's answer, or from somebody who learnt the address: it is kept first; that
a parcel has ended is believed only when the carrier says so to our own question.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID, uuid4

import structlog
from tortoise.transactions import in_transaction

from app.delivery.events import ParcelDelivered, ParcelShipped, ParcelTroubled
from app.delivery.models import Delivery, DeliveryEvent
from app.delivery.provider import Carrier, Parcel, TrackEvent, courier
from app.delivery.states import ENDED, NEWS, ON_THE_WAY, DeliveryState
from core import audit, clock
from core.actors import SYSTEM
from core.errors import NotFound, TooLarge, Unavailable
from core.events import Fact, publish
from core.inbox import ExternalNotice, act_once, receive
from core.jobs import enqueue, task
from core.states import move

log = structlog.get_logger()

MAX_PUSH_BYTES = 256 * 1024
LOOK_EVERY = timedelta(hours=6)
LOOK_FOR = timedelta(days=30)
_RANK = {state: rank for rank, state in enumerate(NEWS)}
_TROUBLE = {DeliveryState.ATTEMPT_FAILED, DeliveryState.EXCEPTION, DeliveryState.RETURNED}


async def hear(carrier: Carrier, secret: str, body: bytes) -> Mapping[str, str]:
    """Keep what a carrier pushes, and how it wants that acknowledged.

    Raises NotFound (no such carrier, or not its secret), TooLarge, BadSignature.
    """
    speaker = courier(carrier)
    if not compare_digest(secret.encode(), speaker.push_secret.encode()):
        raise NotFound()
    if len(body) > MAX_PUSH_BYTES:
        raise TooLarge()
    for event in speaker.read_push(body):
        await receive(carrier, f"{event.waybill}:{event.key}", event.as_json(), then=apply_push)
    return speaker.acknowledgement


@task("delivery.apply_push")
async def apply_push(notice_id: str) -> None:
    """Act on one stored push."""
    await act_on(notice_id, now=clock.now())


async def act_on(notice_id: str, *, now: datetime) -> None:
    """Raises Unavailable for a parcel whose booking is not written."""

    async def act(notice: ExternalNotice) -> bool:
        event, carrier = TrackEvent.of_json(notice.payload), Carrier(notice.provider)
        delivery = await _delivery_of(carrier, event)
        if delivery is None:
            log.error("courier.unknown_waybill", carrier=carrier)
            await audit.record("courier.unknown_waybill", by=SYSTEM, now=now, subject=("ExternalNotice", notice.id))
        elif event.meaning in ENDED:
            await enqueue(look_at_parcel, lock=delivery.subject, delivery_id=str(delivery.id))
        else:
            await record(delivery, [event], now=now)
        return True

    await act_once(notice_id, act, now=now)


async def _delivery_of(carrier: Carrier, event: TrackEvent) -> Delivery | None:
    """By the waybill; a push that overtakes the answer to our order names our number and waits for that answer."""
    found = await Delivery.filter(carrier=carrier, waybill=event.waybill).select_for_update().first()
    if found is None and await Delivery.exists(carrier=carrier, number=event.number, state=DeliveryState.CHOSEN):
        raise Unavailable()
    return found


@task("delivery.look_at_parcel")
async def look_at_parcel(delivery_id: str) -> None:
    """Ask the carrier once."""
    await look(UUID(delivery_id), now=clock.now())


@task("delivery.follow_parcel")
async def follow_parcel(delivery_id: str) -> None:
    """Ask the carrier every few hours, so that a lost push is only late."""
    now = clock.now()
    delivery = await look(UUID(delivery_id), now=now)
    if delivery.state not in ENDED and now - delivery.chosen_at < LOOK_FOR:
        async with in_transaction():
            await enqueue(follow_parcel, schedule_at=now + LOOK_EVERY, delivery_id=delivery_id)


async def look(delivery_id: UUID, *, now: datetime) -> Delivery:
    """Ask the carrier where the parcel is and keep what is new. Raises Unavailable."""
    delivery = await Delivery.get(id=delivery_id)
    if delivery.state not in ON_THE_WAY:
        return delivery
    parcel = Parcel(delivery.number, delivery.waybill, delivery.consignee["phone"])
    said = await courier(delivery.carrier).track(parcel)
    async with in_transaction():
        locked = await Delivery.select_for_update().get(id=delivery_id)
        await record(locked, said, now=now)
    return locked


async def record(delivery: Delivery, said: Sequence[TrackEvent], *, now: datetime) -> None:
    """Keep the events that are new and move the locked delivery to what the newest of all says.

    A code that we do not know counts as being on the way, and operators hear of it.
    """
    known = {each.key for each in await DeliveryEvent.filter(delivery_id=delivery.id)}
    for event in {each.key: each for each in said if each.key not in known}.values():
        if event.meaning is None:
            log.error("courier.unknown_code", carrier=delivery.carrier, code=event.code)
        await DeliveryEvent.create(
            id=uuid4(),
            delivery=delivery,
            key=event.key,
            at=event.at,
            code=event.code,
            state=event.meaning or DeliveryState.IN_TRANSIT,
            known=event.meaning is not None,
            description=event.description[:200],
            place=event.place[:100],
            received_at=now,
        )
    await _advance(delivery, now)


async def _advance(delivery: Delivery, now: datetime) -> None:
    newest = await _newest(delivery)
    if newest is None or newest.state is delivery.state or delivery.state not in ON_THE_WAY:
        return
    await move(delivery, NEWS[newest.state], by=SYSTEM, now=now, note={"code": newest.code})
    first = delivery.shipped_at is None
    if first:
        delivery.shipped_at = newest.at
    if delivery.state in ENDED:
        delivery.ended_at = newest.at
    await delivery.save(update_fields=["shipped_at", "ended_at"])
    for fact in _facts(delivery, first=first):
        await publish(fact)


async def _newest(delivery: Delivery) -> DeliveryEvent | None:
    """The event that says where the parcel is; an unknown one says only that it has set out."""
    events = await DeliveryEvent.filter(delivery_id=delivery.id)
    certain = [each for each in events if each.known] or events
    return max(certain, key=lambda each: (each.at, _RANK[each.state]), default=None)


def _facts(delivery: Delivery, *, first: bool) -> list[Fact]:
    if delivery.state is DeliveryState.DELIVERED:
        return [ParcelDelivered(delivery.id)]
    if delivery.state in _TROUBLE:
        return [ParcelTroubled(delivery.id, delivery.state.value)]
    return [ParcelShipped(delivery.id)] if first else []
