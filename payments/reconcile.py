"""Compare each day with the providers' bills (对账, T+1), and close a day only when nothing is left unexplained.

A row is matched by our number whatever the day, because a refund asked for at midnight stands in one day's bill and in
the other day's books. A difference ends when a later comparison agrees, or as an exception that one officer explains
and another signs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core import audit, clock
from core.actors import SYSTEM, Actor
from core.clock import end_of_legal_day, legal_date
from core.errors import Conflict, Forbidden, NotFound, Text, Unavailable
from core.jobs import enqueue, jobs, task
from payments.models import Attempt, Difference, DifferenceKind, Reconciliation, Refund
from payments.provider import BillRow, all_providers, provider
from payments.states import AttemptState, RefundState

DAILY_AT_UTC = "30 2 * * *"
"""Half past ten in the morning of Asia/Shanghai: bills are ready from ten."""
BELIEVED_EMPTY_AFTER = timedelta(days=2)
"""A day without a bill on which we have bookings is first taken for a bill that is late."""

_SECOND_PERSON = Text("差异须由另一名工作人员复核签字。", "Another officer must sign this difference.")
_NOT_EXPLAINED = Text("请先说明差异的原因。", "The difference must be explained first.")


@dataclass(frozen=True)
class Found:
    """One disagreement of a comparison."""

    kind: DifferenceKind
    number: str
    ours_fen: int
    theirs_fen: int


@jobs.periodic(cron=DAILY_AT_UTC)
@task("payments.reconcile_yesterday")
async def reconcile_yesterday(timestamp: int) -> None:
    """Give every provider in use its job for the day before."""
    day = legal_date(clock.now()) - timedelta(days=1)
    async with in_transaction():
        for each in all_providers():
            await enqueue(reconcile_day, provider_name=each.name, day=day.isoformat())


@task("payments.reconcile_day")
async def reconcile_day(provider_name: str, day: str) -> None:
    """Fetch and compare one bill; repeated while it is not ready."""
    await reconcile(provider_name, date.fromisoformat(day), now=clock.now())


async def reconcile(provider_name: str, day: date, *, now: datetime) -> Reconciliation:
    """Compare a legal day with its bill, as often as one likes. Raises NotFound, Unavailable (no bill yet)."""
    source = provider(provider_name)
    if source is None:
        raise NotFound()
    rows = await source.bill(day)
    async with in_transaction():
        attempts, refunds = await _ours(provider_name, day)
        if not rows and (attempts or refunds) and now < end_of_legal_day(day) + BELIEVED_EMPTY_AFTER:
            raise Unavailable()
        record = await _record(provider_name, day, rows, now)
        found = [each for row in rows if (each := await _compare(provider_name, row, day)) is not None]
        named = {row.refund_number or row.number for row in rows}
        found += _missing(attempts, refunds, named)
        await _keep(record, found, now)
        await _agree_elsewhere(provider_name, named - {each.number for each in found}, now)
        await _close_if_settled(record, now)
    return record


async def _ours(name: str, day: date) -> tuple[list[Attempt], list[Refund]]:
    start, end = end_of_legal_day(day - timedelta(days=1)), end_of_legal_day(day)
    attempts = await Attempt.filter(provider=name, state=AttemptState.PAID, paid_at__gte=start, paid_at__lt=end)
    refunds = await Refund.filter(
        provider=name, state=RefundState.SUCCEEDED, succeeded_at__gte=start, succeeded_at__lt=end
    )
    return attempts, refunds


async def _record(name: str, day: date, rows: list[BillRow], now: datetime) -> Reconciliation:
    paid = sum(row.amount_fen for row in rows if not row.refund_number)
    refunded = sum(row.amount_fen for row in rows if row.refund_number)
    values = {"compared_at": now, "bill_rows": len(rows), "bill_paid_fen": paid, "bill_refunded_fen": refunded}
    record, _ = await Reconciliation.update_or_create(defaults=values, provider=name, day=day)
    return record


async def _compare(name: str, row: BillRow, day: date) -> Found | None:
    """One row of theirs against our books; a match is marked with the day of the bill."""
    if row.refund_number:
        refund = await Refund.get_or_none(provider=name, number=row.refund_number)
        if refund is None or refund.state in {RefundState.REQUESTED, RefundState.APPROVED, RefundState.DECLINED}:
            return Found(DifferenceKind.REFUND_LONG, row.refund_number, 0, row.amount_fen)
        if refund.amount_fen != row.amount_fen:
            return Found(DifferenceKind.AMOUNT_DIFF, row.refund_number, refund.amount_fen, row.amount_fen)
        await Refund.filter(id=refund.id).update(reconciled_on=day)
        return None
    attempt = await Attempt.get_or_none(provider=name, number=row.number)
    if attempt is None or attempt.state is not AttemptState.PAID:
        return Found(DifferenceKind.LONG, row.number, 0, row.amount_fen)
    if attempt.paid_fen != row.amount_fen:
        return Found(DifferenceKind.AMOUNT_DIFF, row.number, attempt.paid_fen, row.amount_fen)
    await Attempt.filter(id=attempt.id).update(reconciled_on=day)
    return None


def _missing(attempts: Iterable[Attempt], refunds: Iterable[Refund], named: set[str]) -> list[Found]:
    """What we have booked on the day and no bill shows."""
    short = [
        Found(DifferenceKind.SHORT, each.number, each.paid_fen, 0)
        for each in attempts
        if each.reconciled_on is None and each.number not in named
    ]
    return short + [
        Found(DifferenceKind.REFUND_SHORT, each.number, each.amount_fen, 0)
        for each in refunds
        if each.reconciled_on is None and each.number not in named
    ]


async def _keep(record: Reconciliation, found: list[Found], now: datetime) -> None:
    """Open what is new, reopen nothing that is signed, and mark as agreed what is no longer found."""
    fresh = [
        Difference(
            id=uuid4(),
            reconciliation_id=record.id,
            kind=each.kind,
            number=each.number,
            ours_fen=each.ours_fen,
            theirs_fen=each.theirs_fen,
            found_at=now,
        )
        for each in found
    ]
    if fresh:
        await Difference.bulk_create(fresh, ignore_conflicts=True)
    still = {(each.kind, each.number) for each in found}
    for known in await Difference.filter(reconciliation_id=record.id):
        agreed_at = None if (known.kind, known.number) in still else known.agreed_at or now
        await Difference.filter(id=known.id).update(agreed_at=agreed_at)


async def _agree_elsewhere(name: str, matched: set[str], now: datetime) -> None:
    """A number that this day's bill shows in order ends what another day missed of it."""
    missed = await Difference.filter(
        reconciliation__provider=name,
        number__in=matched,
        agreed_at=None,
        kind__in=[DifferenceKind.SHORT, DifferenceKind.REFUND_SHORT],
    ).select_related("reconciliation")
    for each in missed:
        await Difference.filter(id=each.id).update(agreed_at=now)
        await _close_if_settled(each.reconciliation, now)


async def _close_if_settled(record: Reconciliation, now: datetime) -> None:
    if await Difference.exists(reconciliation_id=record.id, agreed_at=None, signed_at=None):
        record.closed_at = None
    elif record.closed_at is None:
        record.closed_at = now
        subject = ("Reconciliation", record.id)
        await audit.record("payments.day_closed", by=SYSTEM, now=now, subject=subject, day=record.day.isoformat())
    await record.save(update_fields=["closed_at"])


async def explain_difference(difference_id: UUID, explanation: str, *, by: Actor, now: datetime) -> Difference:
    """One officer says why the two sides differ. Raises NotFound, Conflict (settled already)."""
    async with in_transaction():
        difference = await _open_difference(difference_id)
        difference.explanation, difference.explained_by = explanation, by.id
        await difference.save(update_fields=["explanation", "explained_by"])
        await audit.record("payments.difference_explained", by=by, now=now, subject=("Difference", difference.id))
    return difference


async def sign_difference(difference_id: UUID, *, by: Actor, now: datetime) -> Difference:
    """Another officer signs the explanation. Raises NotFound, Conflict (settled, unexplained), Forbidden (the same)."""
    async with in_transaction():
        difference = await _open_difference(difference_id)
        if difference.explained_by is None:
            raise Conflict(_NOT_EXPLAINED)
        if difference.explained_by == by.id:
            raise Forbidden(_SECOND_PERSON)
        difference.signed_by, difference.signed_at = by.id, now
        await difference.save(update_fields=["signed_by", "signed_at"])
        await audit.record("payments.difference_signed", by=by, now=now, subject=("Difference", difference.id))
        await _close_if_settled(await Reconciliation.get(id=difference.reconciliation_id), now)
    return difference


async def _open_difference(difference_id: UUID) -> Difference:
    difference = await Difference.filter(id=difference_id).select_for_update().get_or_none()
    if difference is None:
        raise NotFound()
    if difference.agreed_at is not None or difference.signed_at is not None:
        raise Conflict()
    return difference
