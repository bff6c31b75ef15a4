"""Ask for a refund, let a second person decide it, and send what came without a cause back by itself.

Asking and deciding are the officers' of the charge's own office.
"""

from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core import audit
from core.actors import SYSTEM, Actor
from core.errors import Conflict, Forbidden, Text
from core.jobs import enqueue
from core.states import move
from payments.catalogue import Kind
from payments.incidents import resolve_about
from payments.locks import lock_charge, lock_refund
from payments.models import Attempt, Charge, Reason, Refund
from payments.numbers import REFUND, new_number
from payments.queries import repeated
from payments.return_money import submit_refund
from payments.scope import acts_on, refuse_other_scope
from payments.states import ChargeState, RefundAction, RefundState

ON_REQUEST = frozenset({Reason.NOT_RENDERED, Reason.MISTAKE})
HOLDS_MONEY = frozenset({ChargeState.PAID, ChargeState.PART_REFUNDED})

_NOTHING_PAID = Text("这张收费单没有可退的款项。", "Nothing was paid for this charge that could go back.")
_TREASURY = Text(
    "此项为国库收入，不能在此退款，请向财政部门申请退付。",
    "This is money of the treasury; apply to the finance office for its return (退付).",
)
_TOO_MUCH = Text("退款总额不能超过已付金额。", "Refunds together may not exceed what was paid.")
_SECOND_PERSON = Text("退款须由另一名工作人员审核。", "Another officer must decide on this refund.")
_NOT_CLOSED = Text(
    "只有被支付机构关闭的退款可以重新发起。", "Only a refund that the provider closed can be asked anew."
)
_REPEATED = Text("这笔退款已经重新发起过。", "This refund was asked for anew already.")
ANEW = "已换新单号重新发起退款"


async def request_refund(
    charge_id: UUID, amount_fen: int, reason: Reason, *, note: str = "", by: Actor, now: datetime
) -> Refund:
    """Ask to send back a part or all of what settled a charge; somebody else must approve.

    Raises NotFound (another office's), Conflict (nothing paid, treasury's money, more than was paid).
    """
    if reason not in ON_REQUEST:
        raise ValueError(f"{reason} is the system's own reason")
    async with in_transaction():
        charge = await lock_charge(charge_id)
        refuse_other_scope(charge.scope, by)
        attempt = await _settling_attempt(charge)
        asked = await _reserve(attempt, amount_fen, reason, note=note, by=by, now=now)
        await _log("payments.refund_requested", asked, by, now)
    return asked


async def refundable_fen(charge: Charge, *, by: Actor) -> int:
    """How much the caller may still ask to send back of a charge; 0 also where it is none of theirs to ask."""
    if not acts_on(charge.scope, by) or charge.kind is Kind.ADMINISTRATIVE or charge.state not in HOLDS_MONEY:
        return 0
    settling = await Attempt.get_or_none(id=charge.settled_by_id)
    return settling.paid_fen - settling.refunds_fen if settling else 0


async def _settling_attempt(charge: Charge) -> Attempt:
    if charge.state not in HOLDS_MONEY or charge.settled_by_id is None:
        raise Conflict(_NOTHING_PAID)
    if charge.kind is Kind.ADMINISTRATIVE:
        raise Conflict(_TREASURY)
    return await Attempt.filter(id=charge.settled_by_id).select_for_update().get()


async def _reserve(
    attempt: Attempt,
    amount_fen: int,
    reason: Reason,
    *,
    note: str,
    by: Actor,
    now: datetime,
    repeats: UUID | None = None,
) -> Refund:
    if amount_fen <= 0 or attempt.refunds_fen + amount_fen > attempt.paid_fen:
        raise Conflict(_TOO_MUCH)
    attempt.refunds_fen += amount_fen
    await attempt.save(update_fields=["refunds_fen"])
    return await Refund.create(
        id=uuid4(),
        attempt_id=attempt.id,
        number=new_number(REFUND, now),
        provider=attempt.provider,
        amount_fen=amount_fen,
        reason=reason,
        note=note,
        requested_by=by.id,
        created_at=now,
        repeats=repeats,
    )


async def approve_refund(refund_id: UUID, *, by: Actor, now: datetime) -> Refund:
    """A second person of the office agrees; the money goes back by a job.

    Raises NotFound (another office's), Forbidden (the same person), Conflict.
    """
    async with in_transaction():
        charge, _, refund = await lock_refund(refund_id)
        _refuse_undue(charge, refund, by)
        await _approve(refund, by, now)
    return refund


async def _approve(refund: Refund, by: Actor, now: datetime) -> None:
    await move(refund, RefundAction.APPROVE, by=by, now=now)
    refund.approved_by = by.id
    await refund.save(update_fields=["approved_by"])
    await _log("payments.refund_approved", refund, by, now)
    await enqueue(submit_refund, refund_id=str(refund.id))


async def decline_refund(refund_id: UUID, *, note: str, by: Actor, now: datetime) -> Refund:
    """A second person of the office refuses, with a reason.

    Raises NotFound (another office's), Forbidden (the same person), Conflict.
    """
    async with in_transaction():
        charge, attempt, refund = await lock_refund(refund_id)
        _refuse_undue(charge, refund, by)
        await move(refund, RefundAction.DECLINE, by=by, now=now, note={"reason": note})
        attempt.refunds_fen -= refund.amount_fen
        await attempt.save(update_fields=["refunds_fen"])
        await _log("payments.refund_declined", refund, by, now)
    return refund


def _refuse_undue(charge: Charge, refund: Refund, by: Actor) -> None:
    refuse_other_scope(charge.scope, by)
    if refund.requested_by == by.id:
        raise Forbidden(_SECOND_PERSON)


async def repeat_refund(refund_id: UUID, *, by: Actor, now: datetime) -> Refund:
    """Ask anew, under a new number, for a refund that the provider closed; a second person decides again.

    What was open about the closed one is resolved by it. Raises NotFound (another office's), Conflict (not closed,
    asked anew already, no longer that much to return).
    """
    async with in_transaction():
        charge, attempt, closed = await lock_refund(refund_id)
        refuse_other_scope(charge.scope, by)
        if closed.state is not RefundState.CLOSED:
            raise Conflict(_NOT_CLOSED)
        if await repeated([closed.id]):
            raise Conflict(_REPEATED)
        asked = await _reserve(
            attempt, closed.amount_fen, closed.reason, note=closed.note, by=by, now=now, repeats=closed.id
        )
        await _log("payments.refund_repeated", asked, by, now)
        await resolve_about(closed.number, ANEW, by=by, now=now)
    return asked


async def _log(act: str, refund: Refund, by: Actor, now: datetime) -> None:
    await audit.record(act, by=by, now=now, subject=("Refund", refund.id), fen=refund.amount_fen)


async def give_back(attempt: Attempt, reason: Reason, *, now: datetime) -> Refund:
    """Send back all of a payment that settles nothing, in the current transaction and without anybody's leave."""
    refund = await _reserve(attempt, attempt.paid_fen, reason, note="", by=SYSTEM, now=now)
    await _approve(refund, SYSTEM, now)
    return refund
