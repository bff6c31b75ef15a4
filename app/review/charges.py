"""What was charged in a case, and where its paper licence is; never who paid from which account.

Of a parcel's way only moments, states and places are shown: a carrier's own words may name people and numbers.
"""

from dataclasses import dataclass

from app.applications.models import Application
from app.delivery.models import Delivery, DeliveryEvent
from core.actors import Actor
from payments.models import Attempt, Charge, Refund
from payments.queries import OpenRefund, offered, returned_fen
from payments.refund import refundable_fen
from payments.states import AttemptState


@dataclass(frozen=True)
class CaseCharge:
    """One charge with its legal basis; `returned_fen` of it went back, `refundable_fen` the caller may ask to send
    back. `paid`: attempts that brought money.
    """

    charge: Charge
    returned_fen: int
    refundable_fen: int
    paid: list[Attempt]
    refunds: list[OpenRefund]


@dataclass(frozen=True)
class CaseParcel:
    """A delivery and what its carrier said of it, the newest first."""

    delivery: Delivery
    events: list[DeliveryEvent]


async def charges_of(application: Application, *, by: Actor) -> tuple[list[CaseCharge], list[CaseParcel]]:
    """Charges and parcels of a case, the oldest first."""
    deliveries = await Delivery.filter(application_id=application.id).order_by("chosen_at")
    subjects = [application.subject, *(each.subject for each in deliveries)]
    charges = await Charge.filter(subject__in=subjects).order_by("created_at")
    parcels = [CaseParcel(each, await DeliveryEvent.filter(delivery=each).order_by("-at")) for each in deliveries]
    return [await _charge(each, by) for each in charges], parcels


async def _charge(charge: Charge, by: Actor) -> CaseCharge:
    paid = await Attempt.filter(charge_id=charge.id, state=AttemptState.PAID).order_by("paid_at")
    refunds = await Refund.filter(attempt__charge_id=charge.id).select_related("attempt__charge").order_by("created_at")
    returned, refundable = await returned_fen(charge), await refundable_fen(charge, by=by)
    return CaseCharge(charge, returned, refundable, paid, await offered(refunds, by=by))
