"""Carry a decided refund to the provider, follow it to its end, and book it: always under the same number."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from core import clock
from core.actors import SYSTEM
from core.errors import Unavailable
from core.events import publish
from core.jobs import enqueue, task
from core.states import move
from payments.events import ChargeRefunded, PaymentReturned
from payments.incidents import open_incident
from payments.ledger import clearing, owed, post, suspense
from payments.locks import lock_refund
from payments.models import Attempt, Charge, IncidentKind, Refund
from payments.provider import PaymentProvider, RefundOrder, RefundOutcome, RefundRefused, RefundReport, provider
from payments.states import ChargeAction, RefundAction, RefundState

ROUNDS_SECONDS = (60, 300, 1800, 7200, 21600)
RETURNABLE = frozenset({RefundState.SUBMITTED, RefundState.FAILED})


@task("payments.submit_refund")
async def submit_refund(refund_id: str) -> None:
    """Hand a refund to the provider; the job's retries repeat it under the same number."""
    await submit(UUID(refund_id), now=clock.now())


async def submit(refund_id: UUID, *, now: datetime) -> None:
    """Commit that it is under way, call, apply the answer. Raises Unavailable."""
    async with in_transaction():
        _, attempt, refund = await lock_refund(refund_id)
        if refund.state is RefundState.APPROVED:
            await move(refund, RefundAction.SUBMIT, by=SYSTEM, now=now)
            await _schedule_poll(refund, 0, now)
    if refund.state is not RefundState.SUBMITTED:
        return
    try:
        report = await _provider(refund).refund(_order(refund, attempt))
    except RefundRefused as refused:
        await _refused(refund_id, refused.code, now)
        return
    await apply_refund(report, now=now)


@task("payments.poll_refund")
async def poll_refund(refund_id: str, round_number: int) -> None:
    """One question after a refund."""
    await poll(UUID(refund_id), round_number, now=clock.now())


async def poll(refund_id: UUID, round_number: int, *, now: datetime) -> None:
    """Ask, and arrange the next question while the refund is neither done nor closed."""
    refund = await Refund.get(id=refund_id).select_related("attempt")
    if refund.state not in RETURNABLE:
        return
    with suppress(Unavailable):  # The provider is away: the next round, arranged below, asks again.
        report = await _provider(refund).query_refund(_order(refund, refund.attempt))
        if report.outcome is RefundOutcome.ABSENT:
            await submit(refund_id, now=now)
        else:
            await apply_refund(report, now=now)
    async with in_transaction():
        _, _, refund = await lock_refund(refund_id)
        if refund.state in RETURNABLE:
            await _schedule_poll(refund, round_number + 1, now)


async def apply_refund(report: RefundReport, *, now: datetime) -> None:
    """Do what a statement about a refund means, from a notice, a query or the answer to our request; once."""
    async with in_transaction():
        found = await Refund.get_or_none(number=report.number, provider=report.provider)
        if found is None:
            await _incident(IncidentKind.UNKNOWN_NUMBER, report, now)
            return
        charge, attempt, refund = await lock_refund(found.id)
        if report.outcome is RefundOutcome.SUCCEEDED:
            await _succeed(report, charge, attempt, refund, now)
        elif report.outcome is RefundOutcome.ABNORMAL and refund.state is RefundState.SUBMITTED:
            await move(refund, RefundAction.FAIL, by=SYSTEM, now=now)
            await _incident(IncidentKind.REFUND_ABNORMAL, report, now)
        elif report.outcome is RefundOutcome.CLOSED and refund.state in RETURNABLE:
            await _close(attempt, refund, now)
            await _incident(IncidentKind.REFUND_CLOSED, report, now)


async def _succeed(report: RefundReport, charge: Charge, attempt: Attempt, refund: Refund, now: datetime) -> None:
    if refund.state is RefundState.SUCCEEDED:
        return
    if refund.state not in RETURNABLE or report.amount_fen != refund.amount_fen:
        await _incident(IncidentKind.REFUND_CONTRADICTS, report, now)
        return
    await move(refund, RefundAction.SUCCEED, by=SYSTEM, now=now)
    refund.succeeded_at, refund.refund_number = report.at or now, report.refund_number
    await refund.save(update_fields=["succeeded_at", "refund_number"])
    attempt.returned_fen += refund.amount_fen
    await attempt.save(update_fields=["returned_fen"])
    settled = charge.settled_by_id == attempt.id
    source = owed(charge.payee) if settled else suspense(attempt.provider)
    lines = {source: refund.amount_fen, clearing(attempt.provider): -refund.amount_fen}
    await post(f"returned:{refund.number}", lines, charge_id=charge.id, now=now)
    facts = (charge.id, charge.subject, charge.code, refund.id, refund.amount_fen)
    if settled:
        whole = attempt.returned_fen == attempt.paid_fen
        await move(charge, ChargeAction.REFUND_ALL if whole else ChargeAction.REFUND_PART, by=SYSTEM, now=now)
        await publish(ChargeRefunded(*facts))
    else:
        await publish(PaymentReturned(*facts, reason=refund.reason))


async def _refused(refund_id: UUID, code: str, now: datetime) -> None:
    async with in_transaction():
        _, attempt, refund = await lock_refund(refund_id)
        if refund.state is RefundState.SUBMITTED:
            await _close(attempt, refund, now)
            await open_incident(IncidentKind.REFUND_REFUSED, refund.provider, refund.number, now=now, code=code)


async def _close(attempt: Attempt, refund: Refund, now: datetime) -> None:
    await move(refund, RefundAction.CLOSE, by=SYSTEM, now=now)
    attempt.refunds_fen -= refund.amount_fen
    await attempt.save(update_fields=["refunds_fen"])


async def _schedule_poll(refund: Refund, round_number: int, now: datetime) -> None:
    wait = ROUNDS_SECONDS[min(round_number, len(ROUNDS_SECONDS) - 1)]
    at = now + timedelta(seconds=wait)
    await enqueue(poll_refund, schedule_at=at, refund_id=str(refund.id), round_number=round_number)


def _order(refund: Refund, attempt: Attempt) -> RefundOrder:
    return RefundOrder(refund.number, attempt.number, refund.amount_fen, attempt.paid_fen, refund.reason)


def _provider(refund: Refund) -> PaymentProvider:
    found = provider(refund.provider)
    if found is None:
        raise Unavailable()
    return found


async def _incident(kind: IncidentKind, report: RefundReport, now: datetime) -> None:
    detail: dict[str, str | int] = {"outcome": report.outcome, "refund_number": report.refund_number}
    if report.amount_fen is not None:
        detail["amount_fen"] = report.amount_fen
    await open_incident(kind, report.provider, report.number, now=now, **detail)
