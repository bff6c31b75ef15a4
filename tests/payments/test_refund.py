"""Refunds: two persons, never more than was paid, one number, whatever the bank answers."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tortoise.exceptions import IntegrityError

from core.actors import SYSTEM
from core.errors import Conflict, Forbidden, Unavailable
from payments import ledger
from payments.apply import apply
from payments.attempt import start_attempt
from payments.models import Attempt, Charge, Incident, Reason, Refund
from payments.provider import Channel, RefundOutcome, RefundReport
from payments.query import finish
from payments.refund import approve_refund, decline_refund, repeat_refund, request_refund
from payments.return_money import apply_refund, poll, submit
from payments.states import ChargeState, RefundState


@pytest.fixture
async def paid(charge, bank, payer, noon) -> Charge:
    attempt = (await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)).attempt
    await apply(bank.pay(attempt.number), now=noon)
    return await Charge.get(id=charge.id)


@pytest.fixture
def asked(paid, reviewer, noon):
    """Ask for a part back; all of it by default."""

    async def ask(fen: int = 1200) -> Refund:
        return await request_refund(paid.id, fen, Reason.NOT_RENDERED, note="未寄出", by=reviewer, now=noon)

    return ask


@pytest.fixture
def approved(asked, approver, noon):
    async def approve(fen: int = 1200) -> Refund:
        return await approve_refund((await asked(fen)).id, by=approver, now=noon)

    return approve


async def state_of(refund: Refund) -> RefundState:
    return (await Refund.get(id=refund.id)).state


async def test_nobody_approves_their_own_request(paid, approver, noon):
    refund = await request_refund(paid.id, 100, Reason.MISTAKE, by=approver, now=noon)
    with pytest.raises(Forbidden):
        await approve_refund(refund.id, by=approver, now=noon)
    with pytest.raises(Forbidden):
        await decline_refund(refund.id, note="不同意", by=approver, now=noon)


async def test_a_reviewer_may_ask_but_not_approve(asked, reviewer, noon):
    refund = await asked()
    with pytest.raises(Forbidden):
        await approve_refund(refund.id, by=replace(reviewer, id=uuid4()), now=noon)


async def test_what_the_system_asks_for_an_officer_approves(paid, approver, noon):
    refund = await request_refund(paid.id, 1200, Reason.NOT_RENDERED, by=SYSTEM, now=noon)
    assert (await approve_refund(refund.id, by=approver, now=noon)).state is RefundState.APPROVED


async def test_an_approved_refund_goes_back_and_is_booked_and_told(paid, approved, bank, noon, facts):
    refund = await approved()
    await submit(refund.id, now=noon)
    assert await state_of(refund) is RefundState.SUCCEEDED
    assert (await Charge.get(id=paid.id)).state is ChargeState.REFUNDED
    assert await ledger.balance("owed:courier") == 0
    assert await ledger.balance("clearing:bank-w") == 0
    assert [kind for kind, _ in await facts()] == ["ChargeSettled", "ChargeRefunded"]


async def test_parts_may_go_back_until_all_is_gone(paid, approved, noon):
    for fen, state in ((500, ChargeState.PART_REFUNDED), (300, ChargeState.PART_REFUNDED), (400, ChargeState.REFUNDED)):
        await submit((await approved(fen)).id, now=noon)
        assert (await Charge.get(id=paid.id)).state is state
    assert await ledger.unbalanced() == []


@pytest.mark.parametrize("fen", [0, -1, 1201])
async def test_more_than_was_paid_or_nothing_is_not_refunded(asked, fen):
    with pytest.raises(Conflict):
        await asked(fen)


async def test_requests_under_way_count_towards_the_sum(asked):
    await asked(700)
    with pytest.raises(Conflict):
        await asked(501)
    await asked(500)


async def test_ten_requests_at_once_never_exceed_what_was_paid(asked, paid):
    results = await asyncio.gather(*(asked(500) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(each, Refund) for each in results) == 2
    assert (await Attempt.get(id=paid.settled_by_id)).refunds_fen == 1000


async def test_the_database_itself_refuses_more_than_was_paid(paid):
    with pytest.raises(IntegrityError, match="refunds_within_paid"):
        await Attempt.filter(id=paid.settled_by_id).update(refunds_fen=1201)


async def test_a_declined_request_frees_its_sum(asked, approver, noon):
    refund = await asked()
    await decline_refund(refund.id, note="已寄出", by=approver, now=noon)
    assert (await asked()).state is RefundState.REQUESTED


async def test_an_unpaid_charge_has_nothing_to_refund(charge, reviewer, noon):
    with pytest.raises(Conflict):
        await request_refund(charge.id, 100, Reason.MISTAKE, by=reviewer, now=noon)


async def test_the_treasurys_money_is_not_refunded_here(paid, reviewer, noon):
    await Charge.filter(id=paid.id).update(kind="administrative")
    with pytest.raises(Conflict, match="退付"):
        await request_refund(paid.id, 100, Reason.MISTAKE, by=reviewer, now=noon)


async def test_a_lost_answer_is_repeated_under_the_same_number(approved, bank, noon):
    refund = await approved()
    bank.loses = {"refund"}
    with pytest.raises(Unavailable):
        await submit(refund.id, now=noon)
    bank.loses = set()
    await submit(refund.id, now=noon + timedelta(seconds=10))
    assert [order.number for order in bank.refund_calls] == [refund.number] * 2
    assert await state_of(refund) is RefundState.SUCCEEDED
    assert await ledger.balance("clearing:bank-w") == 0


async def test_a_slow_refund_is_asked_for_until_it_is_done(approved, bank, noon, waiting_jobs):
    bank.refund_outcome = RefundOutcome.PROCESSING
    refund = await approved()
    await submit(refund.id, now=noon)
    await poll(refund.id, 0, now=noon + timedelta(minutes=1))
    assert await state_of(refund) is RefundState.SUBMITTED
    bank.refunds[refund.number] = RefundReport("bank-w", refund.number, RefundOutcome.SUCCEEDED, 1200)
    await poll(refund.id, 1, now=noon + timedelta(minutes=6))
    assert await state_of(refund) is RefundState.SUCCEEDED
    rounds = [args["round_number"] for task, args, _ in await waiting_jobs() if task == "payments.poll_refund"]
    assert rounds == [0, 1]


async def test_a_refund_the_bank_never_heard_of_is_handed_in_again(approved, bank, noon):
    refund = await approved()
    bank.out = {"refund"}
    with pytest.raises(Unavailable):
        await submit(refund.id, now=noon)
    bank.out = set()
    await poll(refund.id, 0, now=noon + timedelta(minutes=1))
    assert await state_of(refund) is RefundState.SUCCEEDED


async def test_a_refund_that_could_not_be_delivered_may_arrive_after_all(paid, approved, bank, noon):
    bank.refund_outcome = RefundOutcome.ABNORMAL
    refund = await approved()
    await submit(refund.id, now=noon)
    assert await state_of(refund) is RefundState.FAILED
    assert [each.kind for each in await Incident.all()] == ["refund_abnormal"]
    await apply_refund(RefundReport("bank-w", refund.number, RefundOutcome.SUCCEEDED, 1200), now=noon)
    assert (await Charge.get(id=paid.id)).state is ChargeState.REFUNDED


async def test_a_closed_refund_is_asked_anew_under_a_new_number(approved, bank, reviewer, approver, noon):
    bank.refund_outcome = RefundOutcome.CLOSED
    refund = await approved()
    await submit(refund.id, now=noon)
    assert await state_of(refund) is RefundState.CLOSED
    bank.refund_outcome = RefundOutcome.SUCCEEDED
    anew = await repeat_refund(refund.id, by=reviewer, now=noon)
    assert anew.number != refund.number
    await approve_refund(anew.id, by=approver, now=noon)
    await submit(anew.id, now=noon)
    assert await state_of(anew) is RefundState.SUCCEEDED


async def test_only_a_closed_refund_is_asked_anew(asked, reviewer, noon):
    with pytest.raises(Conflict):
        await repeat_refund((await asked(100)).id, by=reviewer, now=noon)


async def test_a_refusal_for_good_frees_the_sum_and_calls_an_officer(paid, approved, bank, noon):
    bank.refuses_refund = "TOO_OLD"
    refund = await approved()
    await submit(refund.id, now=noon)
    assert await state_of(refund) is RefundState.CLOSED
    ((incident),) = await Incident.all()
    assert (incident.kind, incident.detail) == ("refund_refused", {"code": "TOO_OLD"})
    assert (await Attempt.get(id=paid.settled_by_id)).refunds_fen == 0


async def test_the_same_success_told_five_times_is_booked_once(approved, bank, noon, facts):
    refund = await approved(500)
    await submit(refund.id, now=noon)
    report = bank.refunds[refund.number]
    await asyncio.gather(*(apply_refund(report, now=noon) for _ in range(5)))
    assert await ledger.balance("clearing:bank-w") == 700
    assert [kind for kind, _ in await facts()].count("ChargeRefunded") == 1


async def test_a_success_of_another_amount_is_an_incident(approved, bank, noon):
    bank.refund_outcome = RefundOutcome.PROCESSING
    refund = await approved(500)
    await submit(refund.id, now=noon)
    await apply_refund(RefundReport("bank-w", refund.number, RefundOutcome.SUCCEEDED, 499), now=noon)
    assert await state_of(refund) is RefundState.SUBMITTED
    assert [each.kind for each in await Incident.all()] == ["refund_contradicts"]


async def test_a_refund_nobody_asked_for_is_an_incident(banks, database, noon):
    await apply_refund(RefundReport("bank-w", "R-unknown", RefundOutcome.SUCCEEDED, 500), now=noon)
    assert [each.kind for each in await Incident.all()] == ["unknown_number"]


async def test_a_payment_after_the_close_is_back_with_the_payer(charge, bank, payer, noon, facts):
    attempt = (await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)).attempt
    await finish(attempt, now=noon)
    await apply(bank.pay(attempt.number), now=noon)
    refund = await Refund.get()
    await submit(refund.id, now=noon)
    assert await state_of(refund) is RefundState.SUCCEEDED
    assert await ledger.balance("suspense:bank-w") == 0
    ((kind, fields),) = await facts()
    assert (kind, fields["reason"], fields["amount_fen"]) == ("PaymentReturned", "paid_after_close", 1200)
