"""Starting to pay: one live attempt, known to us before the provider hears of it, the same again on every repeat."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from tortoise.exceptions import IntegrityError

from core.actors import Actor, Role
from core.errors import Conflict, NotFound, Unavailable
from payments.apply import apply
from payments.attempt import start_attempt
from payments.models import Attempt, Charge
from payments.provider import Channel, Outcome
from payments.query import poll
from payments.states import AttemptState, ChargeState


async def test_an_attempt_is_submitted_with_what_the_charge_says(charge, bank, payer, noon):
    started = await start_attempt(charge.id, Channel.WECHAT_JSAPI, by=payer, now=noon)
    (order,) = bank.prepared
    assert (order.amount_fen, order.description, order.payer_reference) == (1200, "执照寄递费（省内）", "openid-1")
    assert started.launch.parameters == {"number": order.number}
    assert (await Attempt.get(number=order.number)).state is AttemptState.SUBMITTED


async def test_another_persons_charge_is_not_there(charge, bank, noon):
    stranger = Actor(uuid4(), frozenset({Role.PERSON}))
    with pytest.raises(NotFound):
        await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=stranger, now=noon)
    assert bank.prepared == []


async def test_a_double_click_is_one_live_attempt(charge, bank, payer, noon):
    clicks = await asyncio.gather(
        *(start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon) for _ in range(5))
    )
    assert len({each.attempt.number for each in clicks}) == 1
    assert {order.number for order in bank.prepared} == {clicks[0].attempt.number}
    assert await Attempt.all().count() == 1


async def test_the_database_itself_holds_no_second_live_attempt(charge, payer, noon):
    started = await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    second = (await Attempt.get(id=started.attempt.id)).clone(pk=uuid4())
    second.number = "P-another"
    with pytest.raises(IntegrityError, match="one_live"):
        await second.save(force_create=True)


async def test_number_and_intent_are_committed_before_the_provider_hears_of_them(
    charge, bank, payer, noon, waiting_jobs
):
    bank.out = {"prepare"}
    with pytest.raises(Unavailable):
        await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    attempt = await Attempt.get(charge_id=charge.id)
    assert attempt.state is AttemptState.CREATED
    ((task, arguments, at),) = await waiting_jobs()
    assert (task, arguments["attempt_id"]) == ("payments.poll_attempt", str(attempt.id))
    assert at == noon + timedelta(seconds=5)


async def test_a_lost_answer_is_repeated_under_the_same_number(charge, bank, payer, noon):
    bank.loses = {"prepare"}
    with pytest.raises(Unavailable):
        await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    bank.loses = set()
    started = await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon + timedelta(seconds=9))
    assert [order.number for order in bank.prepared] == [started.attempt.number] * 2
    assert bank.prepared[0] == bank.prepared[1]


async def test_a_payment_that_overtakes_the_answer_is_not_asked_for_again(charge, bank, payer, noon):
    bank.loses = {"prepare"}
    with pytest.raises(Unavailable):
        await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    attempt = await Attempt.get(charge_id=charge.id)
    await apply(bank.pay(attempt.number), now=noon)
    assert (await Charge.get(id=charge.id)).state is ChargeState.PAID
    with pytest.raises(Conflict):
        await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)


async def test_an_order_paid_behind_our_back_is_looked_up_and_credited(charge, bank, payer, noon):
    started = await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    bank.pay(started.attempt.number)
    with pytest.raises(Conflict):
        await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    assert (await Charge.get(id=charge.id)).state is ChargeState.PAID


async def test_another_way_to_pay_closes_the_first_one(charge, banks, payer, noon):
    first = await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    second = await start_attempt(charge.id, Channel.ALIPAY_MINI, by=payer, now=noon)
    assert banks.wechat.closes == [first.attempt.number]
    assert (await Attempt.get(id=first.attempt.id)).state is AttemptState.CLOSED
    assert banks.alipay.prepared[0].number == second.attempt.number


async def test_another_way_to_pay_finds_the_first_one_paid(charge, banks, payer, noon):
    first = await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    banks.wechat.pay(first.attempt.number)
    with pytest.raises(Conflict):
        await start_attempt(charge.id, Channel.ALIPAY_MINI, by=payer, now=noon)
    assert banks.alipay.prepared == []


async def test_a_bank_that_is_out_does_not_keep_the_payer_from_the_other(charge, banks, payer, noon):
    first = await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    banks.wechat.out = {"query"}
    second = await start_attempt(charge.id, Channel.ALIPAY_MINI, by=payer, now=noon)
    assert (await Attempt.get(id=first.attempt.id)).state is AttemptState.UNKNOWN
    assert second.attempt.state is AttemptState.SUBMITTED


async def test_an_attempt_that_is_over_makes_room_for_a_fresh_one(charge, bank, payer, noon):
    first = await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    second = await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon + timedelta(hours=2))
    assert second.attempt.number != first.attempt.number
    assert bank.orders[first.attempt.number] is Outcome.CLOSED


async def test_a_mini_program_payer_must_be_known_there(charge, banks, payer, noon):
    banks.references.clear()
    with pytest.raises(Conflict, match="mini-program"):
        await start_attempt(charge.id, Channel.WECHAT_JSAPI, by=payer, now=noon)
    assert await Attempt.all().count() == 0


async def test_the_payers_names_at_the_provider_are_unreadable_at_rest(charge, payer, noon):
    await start_attempt(charge.id, Channel.WECHAT_H5, client_ip="203.0.113.7", by=payer, now=noon)
    await start_attempt(charge.id, Channel.WECHAT_JSAPI, by=payer, now=noon)
    connection = Attempt._meta.db
    rows = await connection.execute_query_dict("SELECT payer_reference, client_ip FROM payment_attempt")
    stored = b"".join(bytes(value) for row in rows for value in row.values())
    assert b"openid-1" not in stored
    assert b"203.0.113.7" not in stored


@pytest.mark.parametrize(
    ("rounds", "wait"), [(0, 5), (1, 30), (2, 60), (3, 300)], ids=["5 s", "30 s", "1 min", "5 min"]
)
async def test_an_attempt_is_asked_for_again_and_again(charge, payer, noon, waiting_jobs, rounds, wait):
    started = await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    if rounds:
        await poll(started.attempt.id, rounds - 1, now=noon)
    _, arguments, at = (await waiting_jobs())[-1]
    assert (arguments["round_number"], at) == (rounds, noon + timedelta(seconds=wait))
