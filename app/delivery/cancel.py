"""Take a delivery back: unpaid at once, paid by calling the parcel back, whose fee is then to be refunded."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.delivery.events import DeliveryCancelled
from app.delivery.models import Delivery
from app.delivery.order import ask_refund
from app.delivery.provider import TooLate, courier
from app.delivery.states import DeliveryAction, DeliveryState
from core.actors import Actor
from core.errors import Conflict, NotFound, Text
from core.events import publish
from core.states import move
from payments.charge import cancel_charge
from payments.models import Charge
from payments.states import ChargeState

_BEING_BOOKED = Text("正在下单，请几秒后再试。", "It is just being booked; try again in a few seconds.")
_GONE = Text("邮件已揽收，不能取消。", "The courier has the parcel already.")


async def cancel_delivery(delivery_id: UUID, *, by: Actor, now: datetime) -> Delivery:
    """The applicant's own. Raises NotFound, Conflict (being booked, or picked up already), Unavailable."""
    delivery = await Delivery.get_or_none(id=delivery_id, account_id=by.id)
    if delivery is None:
        raise NotFound()
    if delivery.state is DeliveryState.CREATED:
        try:
            await courier(delivery.carrier).cancel(delivery.number)
        except TooLate:
            raise Conflict(_GONE) from None
    async with in_transaction():
        locked = await Delivery.select_for_update().get(id=delivery.id)
        charge = await Charge.get(id=locked.charge_id)
        if locked.state is DeliveryState.CHOSEN and charge.state is ChargeState.PAID:
            raise Conflict(_BEING_BOOKED)
        await move(locked, DeliveryAction.CANCEL, by=by, now=now)
        if charge.state is ChargeState.OPEN:
            await cancel_charge(charge.id, now=now)
        else:
            await ask_refund(locked, now=now)
        locked.ended_at = now
        await locked.save(update_fields=["ended_at"])
        await publish(DeliveryCancelled(locked.id))
    return locked
