"""Charges: once per subject and code, free ones settled at once, taken back, run out."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from core.errors import Conflict, Unavailable
from payments import ledger
from payments.attempt import start_attempt
from payments.charge import cancel_charge, create_charge, expire
from payments.models import Attempt, Charge
from payments.provider import Channel
from payments.query import finish
from payments.states import AttemptState, ChargeState


async def test_asking_for_a_charge_again_gives_the_same_one(database, banks, payer, noon):
    first = await create_charge("delivery:1", "courier.province", payer_id=payer.id, scope="990122", now=noon)
    again = await create_charge(
        "delivery:1", "courier.province", payer_id=payer.id, scope="990122", now=noon + timedelta(days=1)
    )
    assert again.id == first.id
    assert await Charge.all().count() == 1


async def test_ten_at_once_make_one_charge(database, banks, payer, noon):
    made = await asyncio.gather(
        *(
            create_charge("delivery:1", "courier.province", payer_id=payer.id, scope="990122", now=noon)
            for _ in range(10)
        )
    )
    assert len({each.id for each in made}) == 1


async def test_the_same_matter_is_not_charged_to_two_payers(database, banks, payer, noon):
    await create_charge("delivery:1", "courier.province", payer_id=payer.id, scope="990122", now=noon)
    with pytest.raises(Conflict):
        await create_charge("delivery:1", "courier.province", payer_id=uuid4(), scope="990122", now=noon)


async def test_a_charge_keeps_the_name_the_basis_and_the_price_of_its_day(charge):
    kept = await Charge.get(id=charge.id)
    assert (kept.name_zh, kept.amount_fen, kept.listed_fen) == ("执照寄递费（省内）", 1200, 1200)
    assert "价格法" in kept.basis


async def test_a_heavier_parcel_costs_by_the_formula(database, banks, payer, noon):
    heavy = await create_charge(
        "delivery:1", "courier.province", payer_id=payer.id, scope="990122", quantity=3, now=noon
    )
    assert heavy.amount_fen == 1600


async def test_what_costs_nothing_is_settled_at_once_and_told(database, banks, payer, noon, facts):
    free = await create_charge("application:1", "registration.company", payer_id=payer.id, scope="990122", now=noon)
    assert free.state is ChargeState.PAID
    assert [kind for kind, _ in await facts()] == ["ChargeSettled"]
    with pytest.raises(Conflict):
        await start_attempt(free.id, Channel.WECHAT_NATIVE, by=payer, now=noon)


async def test_a_cancelled_charge_cannot_be_paid(charge, payer, noon, facts):
    await cancel_charge(charge.id, now=noon)
    with pytest.raises(Conflict):
        await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    assert [kind for kind, _ in await facts()] == ["ChargeCancelled"]


async def test_cancelling_closes_the_attempt_under_way(charge, bank, payer, noon, waiting_jobs):
    started = await start_attempt(charge.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    await cancel_charge(charge.id, now=noon)
    assert "payments.finish_attempt" in [task for task, _, _ in await waiting_jobs()]
    assert await finish(started.attempt, now=noon) is AttemptState.CLOSED
    assert bank.closes == [started.attempt.number]


async def test_a_charge_runs_out_unpaid(database, banks, payer, noon, facts):
    end = noon + timedelta(hours=1)
    due = await create_charge(
        "delivery:1", "courier.province", payer_id=payer.id, scope="990122", expires_at=end, now=noon
    )
    started = await start_attempt(due.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    await expire(due.id, now=end)
    assert (await Charge.get(id=due.id)).state is ChargeState.EXPIRED
    assert (await Attempt.get(id=started.attempt.id)).state is AttemptState.CLOSED
    assert "ChargeExpired" in [kind for kind, _ in await facts()]


async def test_a_payment_in_the_last_moment_beats_the_end(database, banks, bank, payer, noon):
    end = noon + timedelta(hours=1)
    due = await create_charge(
        "delivery:1", "courier.province", payer_id=payer.id, scope="990122", expires_at=end, now=noon
    )
    started = await start_attempt(due.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    bank.pay(started.attempt.number)
    await expire(due.id, now=end)
    assert (await Charge.get(id=due.id)).state is ChargeState.PAID
    assert await ledger.balance(ledger.owed("courier")) == -1200


async def test_a_charge_does_not_run_out_while_nobody_knows_whether_it_is_paid(database, banks, bank, payer, noon):
    end = noon + timedelta(hours=1)
    due = await create_charge(
        "delivery:1", "courier.province", payer_id=payer.id, scope="990122", expires_at=end, now=noon
    )
    await start_attempt(due.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    bank.out = {"query"}
    with pytest.raises(Unavailable):
        await expire(due.id, now=end)
    assert (await Charge.get(id=due.id)).state is ChargeState.OPEN


async def test_no_attempt_outlives_its_charge(database, banks, payer, noon):
    end = noon + timedelta(minutes=10)
    due = await create_charge(
        "delivery:1", "courier.province", payer_id=payer.id, scope="990122", expires_at=end, now=noon
    )
    started = await start_attempt(due.id, Channel.WECHAT_NATIVE, by=payer, now=noon)
    assert started.attempt.expires_at == end
    with pytest.raises(Conflict):
        await start_attempt(due.id, Channel.WECHAT_NATIVE, by=payer, now=end - timedelta(seconds=30))
