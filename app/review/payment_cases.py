"""Which case a payment stands for. Payments name only their own numbers; an officer who decides on money must know
whose it is. Cases of offices that the officer may not look into are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.accounts.models import Officer
from app.accounts.offices import offices_of
from app.applications.models import Application
from app.delivery.models import Delivery
from core.actors import Actor
from payments.models import Attempt, Refund
from payments.queries import open_incidents, reconciliations, refunds_in
from payments.states import RefundState


@dataclass(frozen=True)
class PaymentCase:
    """The case behind one number of a payment or a refund; `asked_by`: the officer who asked for that refund."""

    number: str
    application: Application
    asked_by: str | None


async def payment_cases(*, by: Actor) -> list[PaymentCase]:
    """The cases behind refunds that wait for a decision, open incidents and unsettled differences."""
    wanted = {each.refund.number for each in await refunds_in(RefundState.REQUESTED, by=by)}
    wanted |= {each.incident.number for each in await open_incidents(by=by)}
    wanted |= {each.number for day in await reconciliations(by=by) for each in day.unsettled}
    refunds = await Refund.filter(number__in=list(wanted))
    attempts = await Attempt.filter(number__in=list(wanted))
    behind = await Attempt.filter(id__in=[each.attempt_id for each in refunds])
    charge_of = {each.id: each.charge_id for each in behind}
    charges = {each.number: each.charge_id for each in attempts}
    charges |= {each.number: charge_of[each.attempt_id] for each in refunds}
    cases = await _cases(charges.values(), by)
    names = await _names(each.requested_by for each in refunds)
    asked_by = {each.number: names.get(each.requested_by) for each in refunds}
    return [
        PaymentCase(number, cases[charge], asked_by.get(number))
        for number, charge in charges.items()
        if charge in cases
    ]


async def _cases(charges: Iterable[UUID], by: Actor) -> dict[UUID, Application]:
    """Charge → case, of the offices that the officer may look into."""
    parcels = await Delivery.filter(charge_id__in=list(charges))
    found = Application.filter(id__in=[each.application_id for each in parcels], office__in=offices_of(by))
    cases = {each.id: each for each in await found}
    return {each.charge_id: cases[each.application_id] for each in parcels if each.application_id in cases}


async def _names(officers: Iterable[UUID]) -> dict[UUID, str]:
    return {each.id: each.display_name for each in await Officer.filter(id__in=list(set(officers)))}
