"""Create what a payer owes, from the price list alone; take it back; let it run out."""

from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core import clock
from core.actors import SYSTEM, Actor
from core.clock import legal_date
from core.errors import Conflict, Text, Unavailable
from core.events import publish
from core.jobs import enqueue, task
from core.states import move
from payments.catalogue import Catalogue, Item, catalogue
from payments.events import ChargeCancelled, ChargeExpired, ChargeSettled
from payments.locks import lock_charge
from payments.models import Attempt, Charge
from payments.query import finish, finish_attempt
from payments.states import UNDECIDED, ChargeAction, ChargeState

_ANOTHER = Text("这一事项已有同类收费单，内容不同。", "This matter already has such a charge, a different one.")


async def create_charge(
    subject: str,
    code: str,
    *,
    payer_id: UUID,
    scope: str,
    now: datetime,
    quantity: int = 1,
    expires_at: datetime | None = None,
    prices: Catalogue | None = None,
) -> Charge:
    """One charge per subject and code; asked again, the same one. `scope`: the officers whose it is, an office's code.

    Where nothing is owed it is settled at once. Raises NotFound (not on the list today), Conflict (the subject has
    this charge already, for another payer or quantity).
    """
    item = (prices or catalogue()).item(code, legal_date(now))
    fresh = _from(item, subject, payer_id, quantity, now, expires_at)
    fresh.scope = scope
    async with in_transaction():
        await Charge.bulk_create([fresh], ignore_conflicts=True)
        charge = await Charge.filter(subject=subject, code=code).select_for_update().get()
        if charge.id != fresh.id:
            if (charge.payer_id, charge.quantity) != (payer_id, quantity):
                raise Conflict(_ANOTHER)
            return charge
        if charge.amount_fen == 0:
            await _settle_nothing(charge, now)
        elif expires_at is not None:
            await enqueue(expire_charge, schedule_at=expires_at, charge_id=str(charge.id))
    return charge


def _from(
    item: Item, subject: str, payer_id: UUID, quantity: int, now: datetime, expires_at: datetime | None
) -> Charge:
    return Charge(
        id=uuid4(),
        subject=subject,
        code=item.code,
        payer_id=payer_id,
        name_zh=item.name.zh,
        name_en=item.name.en,
        basis=item.basis,
        kind=item.kind,
        payee=item.payee,
        receipt=item.receipt,
        quantity=quantity,
        listed_fen=item.listed_fen(quantity),
        amount_fen=item.payable_fen(quantity),
        subsidised_by=item.subsidised_by or "",
        created_at=now,
        expires_at=expires_at,
    )


async def _settle_nothing(charge: Charge, now: datetime) -> None:
    await move(charge, ChargeAction.SETTLE, by=SYSTEM, now=now)
    charge.settled_at = now
    await charge.save(update_fields=["settled_at"])
    await publish(ChargeSettled(charge.id, charge.subject, charge.code, 0))


async def cancel_charge(charge_id: UUID, *, by: Actor = SYSTEM, now: datetime) -> Charge:
    """Take an unpaid charge back; what is paid nevertheless returns by itself. Raises NotFound, Conflict (not open)."""
    async with in_transaction():
        charge = await lock_charge(charge_id)
        await move(charge, ChargeAction.CANCEL, by=by, now=now)
        await publish(ChargeCancelled(charge.id, charge.subject, charge.code))
        for attempt in await Attempt.filter(charge_id=charge.id, state__in=UNDECIDED):
            await enqueue(finish_attempt, attempt_id=str(attempt.id))
    return charge


@task("payments.expire_charge")
async def expire_charge(charge_id: str) -> None:
    """The time to pay ran out."""
    await expire(UUID(charge_id), now=clock.now())


async def expire(charge_id: UUID, *, now: datetime) -> None:
    """Close the attempts, then the charge, if it is still unpaid. Raises Unavailable while an attempt is in doubt."""
    for attempt in await Attempt.filter(charge_id=charge_id, state__in=UNDECIDED):
        await finish(attempt, now=now)
    async with in_transaction():
        charge = await lock_charge(charge_id)
        if charge.state is not ChargeState.OPEN:
            return
        if await Attempt.exists(charge_id=charge_id, state__in=UNDECIDED):
            raise Unavailable()
        await move(charge, ChargeAction.EXPIRE, by=SYSTEM, now=now)
        await publish(ChargeExpired(charge.id, charge.subject, charge.code))
