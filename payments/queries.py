"""Reads: a payer's own charges, and what officers must decide on."""

from uuid import UUID

from core.actors import Actor
from core.errors import NotFound
from payments.models import Attempt, Charge, Difference, Incident, Reconciliation, Refund
from payments.states import LIVE, RefundState

PAGE = 100


async def charges_of(subject: str, *, by: Actor) -> list[Charge]:
    """All charges of a subject that the caller may see: a payer's own, an officer all."""
    charges = Charge.filter(subject=subject) if by.is_officer else Charge.filter(subject=subject, payer_id=by.id)
    return await charges.order_by("created_at", "code")


async def charge(charge_id: UUID, *, by: Actor) -> Charge:
    """One charge. Raises NotFound, also for another payer's."""
    found = await Charge.get_or_none(id=charge_id)
    if found is None or not (by.is_officer or found.payer_id == by.id):
        raise NotFound()
    return found


async def live_attempt(charge_id: UUID) -> Attempt | None:
    """The attempt under way."""
    return await Attempt.filter(charge_id=charge_id, state__in=LIVE).first()


async def returned_fen(charge: Charge) -> int:
    """How much of what settled a charge went back."""
    if charge.settled_by_id is None:
        return 0
    return int((await Attempt.get(id=charge.settled_by_id)).returned_fen)


async def refunds_in(state: RefundState) -> list[Refund]:
    """The oldest refunds of one state first."""
    return await Refund.filter(state=state).order_by("created_at").limit(PAGE)


async def open_incidents() -> list[Incident]:
    """Contradictions that nobody has resolved yet, oldest first."""
    return await Incident.filter(resolved_at=None).order_by("opened_at").limit(PAGE)


async def reconciliations() -> list[tuple[Reconciliation, list[Difference]]]:
    """The latest days with what is unsettled in each."""
    days = await Reconciliation.all().order_by("-day", "provider").limit(PAGE)
    unsettled = await Difference.filter(
        reconciliation_id__in=[each.id for each in days], agreed_at=None, signed_at=None
    ).order_by("found_at", "number")
    return [(day, [each for each in unsettled if each.reconciliation_id == day.id]) for day in days]
