"""Reconciliation: what the two sides do not share is found, and a day closes only when nothing is left open."""

from datetime import date, timedelta

import pytest

from core import clock
from core.actors import Actor
from core.clock import legal_date
from core.errors import Conflict, Forbidden, NotFound, Unavailable
from payments.apply import apply
from payments.attempt import start_attempt
from payments.exceptions import explain_difference, sign_difference
from payments.models import Attempt, Difference, Reason, Reconciliation, Refund
from payments.provider import BillRow, Channel
from payments.reconcile import reconcile, reconcile_yesterday
from payments.refund import approve_refund, request_refund
from payments.return_money import submit

DAY = date(2026, 11, 20)


@pytest.fixture
def morning(noon):
    """Half past ten of the next day."""
    return noon + timedelta(hours=22, minutes=30)


@pytest.fixture
async def paid(charge, bank, payer, noon) -> Attempt:
    attempt = (await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)).attempt
    await apply(bank.pay(attempt.number), now=noon)
    return await Attempt.get(id=attempt.id)


def row_of(attempt: Attempt, fen: int = 1200) -> BillRow:
    return BillRow(attempt.number, attempt.trade_number, fen)


async def open_ones() -> list[tuple[str, int, int]]:
    found = await Difference.filter(agreed_at=None, signed_at=None).order_by("kind")
    return [(each.kind, each.ours_fen, each.theirs_fen) for each in found]


async def test_a_day_on_which_both_sides_agree_is_closed(paid, bank, morning):
    bank.rows = [row_of(paid)]
    day = await reconcile("bank-w", DAY, now=morning)
    assert day.closed_at == morning
    assert (day.bill_rows, day.bill_paid_fen) == (1, 1200)
    assert (await Attempt.get(id=paid.id)).reconciled_on == DAY


async def test_an_empty_day_is_closed(banks, database, morning):
    assert (await reconcile("bank-w", DAY, now=morning)).closed_at == morning


async def test_money_they_do_not_show_is_short(paid, bank, morning):
    bank.rows = [BillRow("P-other", "T-other", 5)]
    day = await reconcile("bank-w", DAY, now=morning)
    assert await open_ones() == [("long", 0, 5), ("short", 1200, 0)]
    assert day.closed_at is None


async def test_an_amount_that_differs_is_neither_long_nor_short(paid, bank, morning):
    bank.rows = [row_of(paid, 1201)]
    await reconcile("bank-w", DAY, now=morning)
    assert await open_ones() == [("amount_diff", 1200, 1201)]


async def test_money_for_an_attempt_we_hold_unpaid_is_long(charge, bank, payer, noon, morning):
    attempt = (await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)).attempt
    bank.rows = [BillRow(attempt.number, "T", 1200)]
    await reconcile("bank-w", DAY, now=morning)
    assert await open_ones() == [("long", 0, 1200)]


async def test_a_row_that_stands_twice_is_long_the_second_time(paid, bank, morning):
    bank.rows = [row_of(paid), row_of(paid)]
    await reconcile("bank-w", DAY, now=morning)
    assert await open_ones() == [("long", 0, 1200)]


async def test_a_row_that_vanishes_from_a_corrected_bill_opens_the_day_again(paid, bank, morning):
    bank.rows = [row_of(paid)]
    await reconcile("bank-w", DAY, now=morning)
    bank.rows = [BillRow("P-other", "T-other", 5)]
    day = await reconcile("bank-w", DAY, now=morning + timedelta(hours=1))
    assert await open_ones() == [("long", 0, 5), ("short", 1200, 0)]
    assert day.closed_at is None


async def test_a_payment_in_two_days_bills_is_long_in_the_second(paid, bank, morning):
    bank.rows = [row_of(paid)]
    await reconcile("bank-w", DAY, now=morning)
    await reconcile("bank-w", DAY + timedelta(days=1), now=morning + timedelta(days=1))
    assert await open_ones() == [("long", 0, 1200)]


async def test_our_number_under_another_trade_is_long(paid, bank, morning):
    bank.rows = [BillRow(paid.number, "another", 1200)]
    await reconcile("bank-w", DAY, now=morning)
    assert ("long", 0, 1200) in await open_ones()


async def test_a_refund_missing_on_either_side_shows(paid, charge, bank, reviewer, approver, noon, morning):
    refund = await request_refund(charge.id, 500, Reason.MISTAKE, by=reviewer, now=noon)
    await approve_refund(refund.id, by=approver, now=noon)
    await submit(refund.id, now=noon)
    bank.rows = [row_of(paid), BillRow(paid.number, paid.trade_number, 300, "R-unknown")]
    await reconcile("bank-w", DAY, now=morning)
    assert await open_ones() == [("refund_long", 0, 300), ("refund_short", 500, 0)]


async def test_a_refund_in_the_next_days_bill_settles_both_days(paid, charge, bank, reviewer, approver, noon, morning):
    refund = await request_refund(charge.id, 500, Reason.MISTAKE, by=reviewer, now=noon)
    await approve_refund(refund.id, by=approver, now=noon)
    await submit(refund.id, now=noon)
    bank.rows = [row_of(paid)]
    first = await reconcile("bank-w", DAY, now=morning)
    assert first.closed_at is None
    bank.rows = [BillRow(paid.number, paid.trade_number, 500, refund.number)]
    second = await reconcile("bank-w", DAY + timedelta(days=1), now=morning + timedelta(days=1))
    assert second.closed_at is not None
    assert (await Reconciliation.get(id=first.id)).closed_at is not None
    assert (await Refund.get(id=refund.id)).reconciled_on == DAY + timedelta(days=1)


async def test_a_later_bill_that_agrees_ends_the_difference(paid, bank, morning):
    bank.rows = [row_of(paid, 1201)]
    await reconcile("bank-w", DAY, now=morning)
    bank.rows = [row_of(paid)]
    day = await reconcile("bank-w", DAY, now=morning + timedelta(hours=1))
    assert await open_ones() == []
    assert day.closed_at is not None


async def test_a_missing_bill_of_a_day_with_bookings_is_waited_for(paid, bank, morning):
    with pytest.raises(Unavailable):
        await reconcile("bank-w", DAY, now=morning)
    assert await Reconciliation.all().count() == 0
    await reconcile("bank-w", DAY, now=morning + timedelta(days=3))
    assert await open_ones() == [("short", 1200, 0)]


async def test_a_bill_that_is_not_ready_changes_nothing(paid, bank, morning):
    bank.out = {"bill"}
    with pytest.raises(Unavailable):
        await reconcile("bank-w", DAY, now=morning)
    assert await Reconciliation.all().count() == 0


async def test_an_unknown_provider_has_no_days(banks, database, morning):
    with pytest.raises(NotFound):
        await reconcile("bank-x", DAY, now=morning)


@pytest.fixture
async def difference(paid, bank, morning) -> Difference:
    bank.rows = [row_of(paid, 1201)]
    await reconcile("bank-w", DAY, now=morning)
    return await Difference.get()


async def test_an_exception_needs_two_officers_and_closes_the_day(
    difference, reviewer: Actor, approver: Actor, morning
):
    with pytest.raises(Conflict):
        await sign_difference(difference.id, by=approver, now=morning)
    await explain_difference(difference.id, "银行多记一分，已电话核实", by=approver, now=morning)
    with pytest.raises(Forbidden):
        await sign_difference(difference.id, by=approver, now=morning)
    await explain_difference(difference.id, "银行多记一分，已电话核实", by=reviewer, now=morning)
    assert (await Reconciliation.get()).closed_at is None
    await sign_difference(difference.id, by=approver, now=morning)
    assert (await Reconciliation.get()).closed_at == morning


async def test_a_signed_exception_stays_signed_when_the_day_is_compared_again(
    difference, reviewer: Actor, approver: Actor, morning
):
    await explain_difference(difference.id, "已核实", by=reviewer, now=morning)
    await sign_difference(difference.id, by=approver, now=morning)
    again = await reconcile("bank-w", DAY, now=morning + timedelta(days=1))
    assert again.closed_at == morning
    with pytest.raises(Conflict):
        await explain_difference(difference.id, "改口", by=reviewer, now=morning)


async def test_every_morning_each_provider_gets_its_day(banks, database, waiting_jobs):
    before = legal_date(clock.now())
    await reconcile_yesterday(timestamp=0)
    days = {str(day - timedelta(days=1)) for day in (before, legal_date(clock.now()))}
    jobs = await waiting_jobs()
    assert [(task, args["provider_name"]) for task, args, _ in jobs] == [
        ("payments.reconcile_day", "bank-w"),
        ("payments.reconcile_day", "bank-a"),
    ]
    assert {args["day"] for _, args, _ in jobs} <= days
