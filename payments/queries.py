"""Reads: a payer's own charges, and what the officers of an office must decide on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.actors import Actor
from core.errors import NotFound
from core.states import allowed
from payments.models import Attempt, Charge, Difference, Incident, Reconciliation, Refund
from payments.scope import DECIDERS, acts_on, shown_to
from payments.states import LIVE, RefundAction, RefundState

PAGE = 100


async def charges_of(subject: str, *, by: Actor) -> list[Charge]:
    """All charges of a subject that the caller may see: a payer's own, an officer's offices'."""
    mine = {"scope__in": shown_to(by)} if by.is_officer else {"payer_id": by.id}
    return await Charge.filter(subject=subject, **mine).order_by("created_at", "code")


async def charge(charge_id: UUID, *, by: Actor) -> Charge:
    """One charge. Raises NotFound, also for another payer's or office's."""
    found = await Charge.get_or_none(id=charge_id)
    if found is None or not (found.scope in shown_to(by) if by.is_officer else found.payer_id == by.id):
        raise NotFound()
    return found


async def live_attempt(charge_id: UUID) -> Attempt | None:
    """The attempt under way."""
    return await Attempt.filter(charge_id=charge_id, state__in=LIVE).first()


async def returned_fen(charge: Charge) -> int:
    """How much of what settled a charge went back."""
    settled = await settling_attempt(charge)
    return settled.returned_fen if settled else 0


async def settling_attempt(charge: Charge) -> Attempt | None:
    """The attempt whose money settled a charge; None where none did, or nothing was owed."""
    return await Attempt.get(id=charge.settled_by_id) if charge.settled_by_id else None


@dataclass(frozen=True)
class OpenRefund:
    """A refund, what this officer may decide of it, and whether they may ask for it anew."""

    refund: Refund
    actions: list[RefundAction]
    repeatable: bool


async def refunds_in(state: RefundState, *, by: Actor) -> list[OpenRefund]:
    """The oldest refunds of one state first, of the offices that the caller may look into."""
    found = Refund.filter(state=state, attempt__charge__scope__in=shown_to(by)).select_related("attempt__charge")
    return await offered(await found.order_by("created_at").limit(PAGE), by=by)


async def offered(refunds: Sequence[Refund], *, by: Actor) -> list[OpenRefund]:
    """What the caller may do about these refunds, whose attempt and charge are loaded. Nobody decides their own."""
    done = await repeated([each.id for each in refunds if each.state is RefundState.CLOSED])
    found = []
    for each in refunds:
        theirs = acts_on(each.attempt.charge.scope, by)
        actions = [RefundAction(a) for a in allowed(each, by)] if theirs and each.requested_by != by.id else []
        found.append(OpenRefund(each, actions, theirs and each.state is RefundState.CLOSED and each.id not in done))
    return found


async def repeated(ids: Collection[UUID]) -> set[UUID]:
    """Which of these refunds were asked for anew; a repetition that was declined does not count."""
    again = Refund.filter(repeats__in=list(ids)).exclude(state=RefundState.DECLINED)
    return {UUID(str(each)) for each in await again.values_list("repeats", flat=True)}


@dataclass(frozen=True)
class OpenIncident:
    """A contradiction, whether this officer may settle it, and the closed refund they may ask for anew."""

    incident: Incident
    mine: bool
    anew: UUID | None


async def open_incidents(*, by: Actor) -> list[OpenIncident]:
    """Contradictions that nobody has resolved yet, oldest first, as far as they are the caller's to see."""
    found = await Incident.filter(resolved_at=None, scope__in=shown_to(by)).order_by("opened_at").limit(PAGE)
    closed = Refund.filter(number__in=[each.number for each in found], state=RefundState.CLOSED)
    again = await offered(await closed.select_related("attempt__charge"), by=by)
    anew = {each.refund.number: each.refund.id for each in again if each.repeatable}
    decides = bool(by.roles & DECIDERS)
    return [OpenIncident(each, decides and acts_on(each.scope, by), anew.get(each.number)) for each in found]


@dataclass(frozen=True)
class ComparedDay:
    """A day's comparison with the unsettled differences that the caller may see; `elsewhere`: how many they may not."""

    day: Reconciliation
    unsettled: list[Difference]
    elsewhere: int


async def reconciliations(*, by: Actor) -> list[ComparedDay]:
    """The latest days with what is unsettled in each. A bill is one for all offices, a difference is one office's."""
    days = await Reconciliation.all().order_by("-day", "provider").limit(PAGE)
    unsettled = await Difference.filter(
        reconciliation_id__in=[each.id for each in days], agreed_at=None, signed_at=None
    ).order_by("found_at", "number")
    seen = set(shown_to(by))
    found = []
    for day in days:
        of_day = [each for each in unsettled if each.reconciliation_id == day.id]
        shown = [each for each in of_day if each.scope in seen]
        found.append(ComparedDay(day, shown, len(of_day) - len(shown)))
    return found
