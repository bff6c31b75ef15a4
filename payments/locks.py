"""Row locks, always in the order charge → attempt → refund, so that two transactions never wait for each other."""

from uuid import UUID

from core.errors import NotFound
from payments.models import Attempt, Charge, Refund


async def lock_charge(charge_id: UUID) -> Charge:
    """The charge, ours alone until the transaction ends. Raises NotFound."""
    charge = await Charge.filter(id=charge_id).select_for_update().get_or_none()
    if charge is None:
        raise NotFound()
    return charge


async def lock_attempt(attempt: Attempt) -> tuple[Charge, Attempt]:
    """The charge and then the attempt, both fresh."""
    charge = await lock_charge(attempt.charge_id)
    return charge, await Attempt.filter(id=attempt.id).select_for_update().get()


async def lock_refund(refund_id: UUID) -> tuple[Charge, Attempt, Refund]:
    """The charge, the attempt and then the refund, all fresh. Raises NotFound."""
    refund = await Refund.get_or_none(id=refund_id).select_related("attempt")
    if refund is None:
        raise NotFound()
    charge, attempt = await lock_attempt(refund.attempt)
    return charge, attempt, await Refund.filter(id=refund_id).select_for_update().get()
