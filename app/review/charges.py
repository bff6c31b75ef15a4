"""What was charged in a case, and where its paper licence is; never who paid from which account."""

from dataclasses import dataclass
from datetime import datetime

from app.applications.models import Application
from app.delivery.models import Delivery
from payments.models import Charge
from payments.queries import returned_fen


@dataclass(frozen=True)
class CaseCharge:
    """One charge with its legal basis; `returned_fen` of it went back."""

    charge: Charge
    returned_fen: int


@dataclass(frozen=True)
class CaseParcel:
    carrier: str
    state: str
    waybill: str
    chosen_at: datetime
    ended_at: datetime | None


async def charges_of(application: Application) -> tuple[list[CaseCharge], list[CaseParcel]]:
    """Charges and parcels of a case, the oldest first."""
    deliveries = await Delivery.filter(application_id=application.id).order_by("chosen_at")
    subjects = [application.subject, *(each.subject for each in deliveries)]
    charges = await Charge.filter(subject__in=subjects).order_by("created_at")
    parcels = [CaseParcel(d.carrier.value, d.state.value, d.waybill, d.chosen_at, d.ended_at) for d in deliveries]
    return [CaseCharge(each, await returned_fen(each)) for each in charges], parcels
