"""The payer is back from the cashier and asks: what the phone says there proves nothing, so the provider is asked."""

from datetime import datetime
from uuid import UUID

from core.actors import Actor
from payments import queries
from payments.models import Attempt, Charge
from payments.query import ask
from payments.states import UNDECIDED, ChargeState


async def check(charge_id: UUID, *, by: Actor, now: datetime) -> Charge:
    """The charge after one question about each undecided attempt. Raises NotFound (also another's), Unavailable."""
    charge = await queries.charge(charge_id, by=by)
    if charge.state is ChargeState.OPEN:
        for attempt in await Attempt.filter(charge_id=charge.id, state__in=UNDECIDED).order_by("created_at"):
            await ask(attempt, now=now)
        await charge.refresh_from_db()
    return charge
