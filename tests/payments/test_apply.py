"""The fault matrix: what providers and payers can do, and what becomes of charge, attempt and money."""

import asyncio
from datetime import timedelta

import pytest

from core.audit import AuditEntry
from core.errors import BadSignature, NotFound, TooLarge, Unavailable
from core.inbox import ExternalNotice
from core.states import history
from payments import ledger
from payments.apply import apply
from payments.attempt import start_attempt
from payments.charge import cancel_charge
from payments.models import Attempt, Charge, Incident, Reason, Refund
from payments.notice import MAX_BYTES, act_on, hear
from payments.provider import Channel, Outcome
from payments.query import finish, poll
from payments.states import AttemptState, ChargeState, RefundState


@pytest.fixture
async def attempt(charge, payer, noon):
    return (await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)).attempt


async def standing(charge) -> ChargeState:
    return (await Charge.get(id=charge.id)).state


async def balances() -> tuple[int, int, int]:
    """What the bank holds for us, what the courier is owed, what goes back."""
    accounts = ("clearing:bank-w", "owed:courier", "suspense:bank-w")
    return tuple([await ledger.balance(account) for account in accounts])


async def test_a_payment_is_credited_once_and_told(charge, attempt, bank, noon, facts):
    await apply(bank.pay(attempt.number), now=noon)
    assert await standing(charge) is ChargeState.PAID
    assert await balances() == (1200, -1200, 0)
    ((kind, fields),) = await facts()
    assert kind == "ChargeSettled"
    assert fields == {
        "charge_id": str(charge.id),
        "subject": charge.subject,
        "code": "courier.province",
        "amount_fen": 1200,
    }


async def test_five_statements_at_once_credit_once(charge, attempt, bank, noon, facts):
    report = bank.pay(attempt.number)
    await asyncio.gather(*(apply(report, now=noon) for _ in range(5)))
    assert await balances() == (1200, -1200, 0)
    assert len(await facts()) == 1
    assert [row.action for row in await history(await Charge.get(id=charge.id))] == ["settle"]


@pytest.mark.parametrize("outcome", [Outcome.PENDING, Outcome.CLOSED, Outcome.ABSENT, Outcome.REFUNDED])
async def test_paid_never_goes_back_whatever_comes_later(charge, attempt, bank, noon, outcome):
    await apply(bank.pay(attempt.number), now=noon)
    await apply(bank.paid(attempt.number, outcome=outcome), now=noon + timedelta(hours=3))
    assert await standing(charge) is ChargeState.PAID
    assert (await Attempt.get(id=attempt.id)).state is AttemptState.PAID


@pytest.mark.parametrize(
    ("otherwise", "kind"),
    [
        ({"amount_fen": 1}, "wrong_amount"),
        ({"amount_fen": 1201}, "wrong_amount"),
        ({"currency": "USD"}, "wrong_currency"),
        ({"merchant": "another"}, "wrong_merchant"),
        ({"app": "another"}, "wrong_app"),
        ({"number": "P-nobody-knows"}, "unknown_number"),
    ],
)
async def test_a_signed_statement_that_contradicts_us_is_never_credited(
    charge, attempt, bank, noon, facts, otherwise, kind
):
    report = bank.paid(attempt.number, **otherwise)
    await apply(report, now=noon)
    await apply(report, now=noon)
    assert await standing(charge) is ChargeState.OPEN
    assert await balances() == (0, 0, 0)
    assert [each.kind for each in await Incident.all()] == [kind]
    assert [name for name, _ in await facts()] == ["PaymentIncidentOpened"]


async def test_a_true_statement_after_a_false_one_is_credited(charge, attempt, bank, noon):
    await apply(bank.paid(attempt.number, amount_fen=1), now=noon)
    await apply(bank.paid(attempt.number), now=noon)
    assert await standing(charge) is ChargeState.PAID


async def test_one_number_paid_by_two_trades_is_an_incident(charge, attempt, bank, noon):
    await apply(bank.paid(attempt.number), now=noon)
    await apply(bank.paid(attempt.number, trade_number="another"), now=noon)
    assert [each.kind for each in await Incident.all()] == ["wrong_trade"]
    assert await balances() == (1200, -1200, 0)


async def test_paid_after_the_close_goes_back_whole(charge, attempt, bank, noon):
    await finish(attempt, now=noon)
    await apply(bank.pay(attempt.number), now=noon)
    refund = await Refund.get(attempt_id=attempt.id)
    assert (refund.reason, refund.amount_fen, refund.state) == (Reason.PAID_AFTER_CLOSE, 1200, RefundState.APPROVED)
    assert await standing(charge) is ChargeState.OPEN
    assert await balances() == (1200, 0, -1200)
    assert "payments.returned" in [row.action for row in await AuditEntry.all()]


async def test_paid_after_the_charge_was_cancelled_goes_back_whole(charge, attempt, bank, noon):
    await cancel_charge(charge.id, now=noon)
    await apply(bank.pay(attempt.number), now=noon)
    assert (await Refund.get(attempt_id=attempt.id)).reason is Reason.PAID_AFTER_CLOSE
    assert await standing(charge) is ChargeState.CANCELLED


async def test_paid_by_both_banks_the_second_goes_back_whole(charge, attempt, banks, payer, noon):
    banks.wechat.out = {"query"}
    second = (await start_attempt(charge.id, Channel.ALIPAY_WAP, by=payer, now=noon)).attempt
    await apply(banks.alipay.pay(second.number), now=noon)
    await apply(banks.wechat.pay(attempt.number), now=noon)
    refund = await Refund.get()
    assert (refund.attempt_id, refund.reason) == (attempt.id, Reason.SECOND_PAYMENT)
    assert (await Charge.get(id=charge.id)).settled_by_id == second.id
    assert await balances() == (1200, -1200, -1200)


async def test_two_payments_at_the_same_moment_keep_one_and_return_one(charge, attempt, banks, payer, noon):
    banks.wechat.out = {"query"}
    second = (await start_attempt(charge.id, Channel.ALIPAY_WAP, by=payer, now=noon)).attempt
    await asyncio.gather(
        apply(banks.alipay.pay(second.number), now=noon), apply(banks.wechat.pay(attempt.number), now=noon)
    )
    assert await standing(charge) is ChargeState.PAID
    assert await Refund.all().count() == 1
    assert await ledger.balance("owed:courier") == -1200
    assert await ledger.unbalanced() == []


async def test_money_that_came_and_went_outside_this_program_is_an_incident(charge, attempt, bank, noon):
    await apply(bank.paid(attempt.number, outcome=Outcome.REFUNDED), now=noon)
    assert await standing(charge) is ChargeState.OPEN
    assert [each.kind for each in await Incident.all()] == ["refunded_elsewhere"]


async def test_pay_wins_the_race_against_the_close(charge, attempt, bank, noon):
    bank.paid_before_close = True
    assert await finish(attempt, now=noon) is AttemptState.PAID
    assert await standing(charge) is ChargeState.PAID


async def test_a_lost_answer_to_the_close_leaves_doubt_that_a_query_ends(charge, attempt, bank, noon):
    bank.loses = {"close"}
    with pytest.raises(Unavailable):
        await finish(attempt, now=noon)
    assert (await Attempt.get(id=attempt.id)).state is AttemptState.UNKNOWN
    await poll(attempt.id, 9, now=noon + timedelta(hours=1))
    assert (await Attempt.get(id=attempt.id)).state is AttemptState.CLOSED


async def test_an_outage_is_never_taken_for_unpaid(charge, attempt, bank, noon, waiting_jobs):
    bank.out = {"query", "close"}
    await poll(attempt.id, 4, now=attempt.expires_at)
    assert (await Attempt.get(id=attempt.id)).state is AttemptState.UNKNOWN
    _, arguments, at = (await waiting_jobs())[-1]
    assert (arguments["round_number"], at) == (5, attempt.expires_at + timedelta(minutes=30))
    bank.out = set()
    bank.pay(attempt.number)
    await poll(attempt.id, 5, now=attempt.expires_at + timedelta(minutes=30))
    assert await standing(charge) is ChargeState.PAID


async def test_an_order_nobody_ever_opened_is_closed_at_its_end_and_not_before(charge, attempt, bank, noon):
    del bank.orders[attempt.number]
    await poll(attempt.id, 0, now=noon + timedelta(seconds=5))
    assert (await Attempt.get(id=attempt.id)).state is AttemptState.SUBMITTED
    await poll(attempt.id, 5, now=attempt.expires_at)
    assert (await Attempt.get(id=attempt.id)).state is AttemptState.CLOSED


async def test_what_nobody_can_decide_for_a_week_an_officer_must(charge, attempt, bank, noon, waiting_jobs):
    bank.out = {"query"}
    before = len(await waiting_jobs())
    await poll(attempt.id, 99, now=attempt.expires_at + timedelta(days=7))
    assert len(await waiting_jobs()) == before
    assert [each.kind for each in await Incident.all()] == ["undecided"]


async def test_a_lost_notice_is_found_by_asking(charge, attempt, bank, noon):
    bank.pay(attempt.number)
    await poll(attempt.id, 0, now=noon + timedelta(seconds=5))
    assert await standing(charge) is ChargeState.PAID


async def test_five_identical_notices_at_once_are_kept_once_and_answered_five_times(charge, attempt, bank, noon):
    headers = {"signature": "good", "id": "notice-1"}
    bank.pay(attempt.number)
    answers = await asyncio.gather(*(hear("bank-w", headers, attempt.number.encode(), now=noon) for _ in range(5)))
    assert [each.body for each in answers] == ["success"] * 5
    assert await ExternalNotice.all().count() == 1


async def test_a_notice_acts_once_however_often_its_job_runs(charge, attempt, bank, noon, facts):
    bank.pay(attempt.number)
    await hear("bank-w", {"signature": "good", "id": "notice-1"}, attempt.number.encode(), now=noon)
    notice = await ExternalNotice.get()
    await asyncio.gather(*(act_on(str(notice.id), now=noon) for _ in range(3)))
    assert await standing(charge) is ChargeState.PAID
    assert len(await facts()) == 1
    await notice.refresh_from_db()
    assert notice.applied_at == noon


async def test_a_notice_with_a_bad_signature_leaves_no_trace(charge, attempt, noon):
    with pytest.raises(BadSignature):
        await hear("bank-w", {"signature": "bad", "id": "notice-1"}, attempt.number.encode(), now=noon)
    assert await ExternalNotice.all().count() == 0


async def test_a_notice_for_nobody_and_a_notice_without_end_are_refused(charge, noon):
    with pytest.raises(NotFound):
        await hear("bank-x", {}, b"", now=noon)
    with pytest.raises(TooLarge):
        await hear("bank-w", {"signature": "good", "id": "n"}, b"x" * (MAX_BYTES + 1), now=noon)


async def test_the_same_notice_id_of_two_banks_is_two_notices(charge, attempt, noon):
    for name in ("bank-w", "bank-a"):
        await hear(name, {"signature": "good", "id": "notice-1"}, attempt.number.encode(), now=noon)
    assert await ExternalNotice.all().count() == 2
