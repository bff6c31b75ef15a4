"""Compare each day with the providers' bills (对账, T+1), and close a day only when nothing is left unexplained.

A row is matched by our number whatever the day, because a refund asked for at midnight stands in one day's bill and in
the other day's books. A difference ends when a later comparison agrees, or as a signed exception (`exceptions.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from tortoise.transactions import in_transaction

from core import audit, clock
from core.actors import SYSTEM
from core.clock import end_of_legal_day, legal_date
from core.errors import NotFound, Unavailable
from core.jobs import enqueue, jobs, task
from payments.models import Attempt, Difference, DifferenceKind, Reconciliation, Refund
from payments.provider import BillRow, all_providers, provider
from payments.scope import NOBODYS, scopes_of
from payments.states import AttemptState, RefundState

DAILY_AT_UTC = "30 2 * * *"
"""Half past ten in the morning of Asia/Shanghai: bills are ready from ten."""
HANDED_IN = (RefundState.SUBMITTED, RefundState.SUCCEEDED, RefundState.FAILED, RefundState.CLOSED)
BELIEVED_EMPTY_AFTER = timedelta(days=2)
"""A day without a bill on which we have bookings is first taken for a bill that is late."""


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
        found += _repeated(rows)
        named = {row.refund_number or row.number for row in rows}
        found += _missing(attempts, refunds, named, day)
        await _keep(record, found, now)
        await _agree_elsewhere(provider_name, named - {each.number for each in found}, now)
        await close_if_settled(record, now)
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
    return await (_compare_refund(name, row, day) if row.refund_number else _compare_payment(name, row, day))


async def _compare_payment(name: str, row: BillRow, day: date) -> Found | None:
    attempt = await Attempt.get_or_none(provider=name, number=row.number, state=AttemptState.PAID)
    if attempt is None or attempt.trade_number != row.trade_number or attempt.reconciled_on not in {None, day}:
        return Found(DifferenceKind.LONG, row.number, 0, row.amount_fen)
    if attempt.paid_fen != row.amount_fen:
        return Found(DifferenceKind.AMOUNT_DIFF, row.number, attempt.paid_fen, row.amount_fen)
    await Attempt.filter(id=attempt.id).update(reconciled_on=day)
    return None


async def _compare_refund(name: str, row: BillRow, day: date) -> Found | None:
    refund = await Refund.get_or_none(
        provider=name, number=row.refund_number, attempt__number=row.number, state__in=HANDED_IN
    )
    if refund is None or refund.reconciled_on not in {None, day}:
        return Found(DifferenceKind.REFUND_LONG, row.refund_number, 0, row.amount_fen)
    if refund.amount_fen != row.amount_fen:
        return Found(DifferenceKind.AMOUNT_DIFF, row.refund_number, refund.amount_fen, row.amount_fen)
    await Refund.filter(id=refund.id).update(reconciled_on=day)
    return None


def _repeated(rows: list[BillRow]) -> list[Found]:
    """Rows that a bill holds twice: whatever stands a second time is theirs alone."""
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        key = (row.number, row.refund_number)
        if key in seen:
            kind = DifferenceKind.REFUND_LONG if row.refund_number else DifferenceKind.LONG
            found.append(Found(kind, row.refund_number or row.number, 0, row.amount_fen))
        seen.add(key)
    return found


def _missing(attempts: Iterable[Attempt], refunds: Iterable[Refund], named: set[str], day: date) -> list[Found]:
    """What we have booked on the day, and neither this bill shows nor another day's has shown."""
    open_days = {None, day}
    short = [
        Found(DifferenceKind.SHORT, each.number, each.paid_fen, 0)
        for each in attempts
        if each.reconciled_on in open_days and each.number not in named
    ]
    return short + [
        Found(DifferenceKind.REFUND_SHORT, each.number, each.amount_fen, 0)
        for each in refunds
        if each.reconciled_on in open_days and each.number not in named
    ]


async def _keep(record: Reconciliation, found: list[Found], now: datetime) -> None:
    """Open what is new, reopen nothing that is signed, and mark as agreed what is no longer found."""
    scopes = await scopes_of(each.number for each in found)
    fresh = [
        Difference(
            id=uuid4(),
            reconciliation_id=record.id,
            kind=each.kind,
            number=each.number,
            scope=scopes.get(each.number, NOBODYS),
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
        await close_if_settled(each.reconciliation, now)


async def close_if_settled(record: Reconciliation, now: datetime) -> None:
    """Close the day when no difference is open, reopen it when one is; in the current transaction."""
    if await Difference.exists(reconciliation_id=record.id, agreed_at=None, signed_at=None):
        record.closed_at = None
    elif record.closed_at is None:
        record.closed_at = now
        subject = ("Reconciliation", record.id)
        await audit.record("payments.day_closed", by=SYSTEM, now=now, subject=subject, day=record.day.isoformat())
    await record.save(update_fields=["closed_at"])
