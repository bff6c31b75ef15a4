"""A charge from its first click to the books, through real notices: what the outside world does on the way."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest

from core import clock
from core.actors import Actor, Role
from core.errors import Conflict, Unavailable
from core.events import wire as wire_events
from core.inbox import ExternalNotice
from payments import ledger, provider
from payments.attempt import Started, start_attempt
from payments.charge import cancel_charge, create_charge
from payments.models import Attempt, Charge, Incident, Reason, Refund
from payments.query import ask, finish
from payments.refund import approve_refund, request_refund
from payments.return_money import poll as poll_refund
from payments.states import AttemptState, ChargeState, RefundState
from tests.jobs_runner import run_jobs
from tests.outside import Outside, outside_world
from tests.payments.conftest import ALL_FACTS, _heard
from tests.payments.outside import PARTIES, Ear, Party, listening

PAYER = Actor(uuid4(), frozenset({Role.PERSON}))
REVIEWER = Actor(uuid4(), frozenset({Role.REVIEWER}), office="990122")
APPROVER = Actor(uuid4(), frozenset({Role.APPROVER}), office="990122")


@pytest.fixture(scope="module")
def outside(tmp_path_factory) -> Iterator[Outside]:
    with outside_world(tmp_path_factory.mktemp("outside")) as world:
        yield world


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    async with listening() as heard:
        yield heard


@pytest.fixture(params=PARTIES)
def party(request, database, outside, ear) -> Iterator[Party]:
    outside.calm()
    made = PARTIES[request.param](outside, ear.address)
    provider.wire([made.provider], made.directory)
    wire_events({kind: [_heard] for kind in ALL_FACTS})
    yield made
    outside.calm()


@pytest.fixture
async def charge(party) -> Charge:
    return await create_charge(
        f"delivery:{uuid4()}", "courier.province", payer_id=PAYER.id, scope="990122", now=clock.now()
    )


@pytest.fixture
def started(charge, party):
    async def start() -> Started:
        return await start_attempt(charge.id, party.mini, client_ip="203.0.113.7", by=PAYER, now=clock.now())

    return start


async def standing(charge: Charge) -> ChargeState:
    return (await Charge.get(id=charge.id)).state


async def books(party: Party) -> tuple[int, int, int]:
    """What the provider holds for us, what the courier is owed, what goes back; the ledger balances."""
    assert await ledger.unbalanced() == []
    accounts = (ledger.clearing(party.service), ledger.owed("courier"), ledger.suspense(party.service))
    return tuple([await ledger.balance(account) for account in accounts])


async def test_a_payment_is_told_kept_and_credited(charge, started, party, ear):
    attempt = (await started()).attempt
    party.pay(attempt.number)
    await ear.heard(200)
    assert await standing(charge) is ChargeState.OPEN
    await run_jobs()
    assert await standing(charge) is ChargeState.PAID
    assert await books(party) == (1200, -1200, 0)
    assert (await ExternalNotice.get()).applied_at is not None


@pytest.mark.parametrize(("fault", "answers"), [("notice_five_at_once", 5), ("notice_duplicate", 2)])
async def test_copies_of_a_notice_are_all_answered_and_credited_once(charge, started, party, ear, fault, answers):
    attempt = (await started()).attempt
    party.fault(fault)
    party.pay(attempt.number)
    await ear.heard(*[200] * answers)
    await run_jobs()
    assert await ExternalNotice.all().count() == 1
    assert await books(party) == (1200, -1200, 0)


async def test_a_byte_exact_replay_is_answered_and_changes_nothing(charge, started, party, ear):
    attempt = (await started()).attempt
    party.pay(attempt.number)
    await ear.heard(200)
    await run_jobs()
    await party.replay_last()
    await ear.heard(200, 200)
    await run_jobs()
    assert await ExternalNotice.all().count() == 1
    assert await books(party) == (1200, -1200, 0)


SPOILT = [
    ("wechat", "notice_bad_signature"),
    ("wechat", "notice_no_signature"),
    ("wechat", "notice_signtest"),
    ("wechat", "notice_tampered"),
    ("wechat", "notice_bad_cipher"),
    ("wechat", "notice_stale"),
    ("wechat", "notice_unknown_serial"),
    ("alipay", "notice_bad_signature"),
    ("alipay", "notice_no_signature"),
    ("alipay", "notice_sha1"),
    ("alipay", "notice_tampered"),
]


@pytest.mark.parametrize(("party", "fault"), SPOILT, indirect=["party"])
async def test_a_spoilt_notice_is_refused_and_the_good_one_after_it_credited(charge, started, party, ear, fault):
    attempt = (await started()).attempt
    party.fault(fault)
    party.pay(attempt.number)
    await ear.heard(400, 200)
    assert await ExternalNotice.all().count() == 1
    await run_jobs()
    assert await standing(charge) is ChargeState.PAID


FALSE = [
    ("wechat", "notice_wrong_amount", "wrong_amount"),
    ("wechat", "notice_wrong_currency", "wrong_currency"),
    ("wechat", "notice_wrong_merchant", "wrong_merchant"),
    ("wechat", "notice_wrong_app", "wrong_app"),
    ("wechat", "notice_unknown_order", "unknown_number"),
    ("alipay", "notice_wrong_amount", "wrong_amount"),
    ("alipay", "notice_wrong_merchant", "wrong_merchant"),
    ("alipay", "notice_wrong_app", "wrong_app"),
    ("alipay", "notice_unknown_order", "unknown_number"),
]


@pytest.mark.parametrize(("party", "fault", "kind"), FALSE, indirect=["party"])
async def test_a_signed_falsehood_is_kept_and_never_credited(charge, started, party, ear, fault, kind):
    attempt = (await started()).attempt
    party.fault(fault)
    party.pay(attempt.number)
    await ear.heard(200)
    await run_jobs()
    assert await standing(charge) is ChargeState.OPEN
    assert [each.kind for each in await Incident.all()] == [kind]
    assert await books(party) == (0, 0, 0)
    await ask(attempt, now=clock.now())
    assert await standing(charge) is ChargeState.PAID


ODD = [
    ("wechat", "notice_not_success"),
    ("wechat", "notice_extra_fields"),
    ("alipay", "notice_waiting"),
    ("alipay", "notice_finished"),
    ("alipay", "notice_closed"),
    ("alipay", "notice_extra_fields"),
    ("alipay", "notice_gbk"),
]


@pytest.mark.parametrize(("party", "fault"), ODD, indirect=["party"])
async def test_an_odd_notice_leads_to_the_truth_all_the_same(charge, started, party, ear, fault):
    attempt = (await started()).attempt
    party.fault(fault)
    party.pay(attempt.number)
    await ear.heard(200)
    await run_jobs()
    assert await standing(charge) is ChargeState.PAID
    assert await books(party) == (1200, -1200, 0)


async def test_a_huge_notice_is_turned_away_and_the_payment_found_by_asking(charge, started, party, ear):
    attempt = (await started()).attempt
    party.fault("notice_huge")
    party.pay(attempt.number)
    await ear.heard(413, 200)
    await ask(attempt, now=clock.now())
    assert await standing(charge) is ChargeState.PAID


async def test_a_notice_that_never_comes_is_made_up_for_by_asking(charge, started, party, ear):
    attempt = (await started()).attempt
    party.fault("notice_drop")
    party.pay(attempt.number)
    assert await ask(attempt, now=clock.now()) is AttemptState.PAID
    assert await books(party) == (1200, -1200, 0)
    assert ear.statuses == []


async def test_a_notice_that_comes_hours_late_finds_its_work_done(charge, started, party, ear):
    attempt = (await started()).attempt
    party.fault("notice_delay", detail="3600")
    party.pay(attempt.number)
    await ask(attempt, now=clock.now())
    party.hasten()
    await ear.heard(200)
    await run_jobs()
    assert await books(party) == (1200, -1200, 0)


@pytest.mark.parametrize("party", ["wechat"], indirect=True)
async def test_a_notice_that_overtakes_the_answer_is_credited(charge, started, party, ear):
    party.fault("pay_before_answer")
    await started()
    await ear.heard(200)
    await run_jobs()
    assert await standing(charge) is ChargeState.PAID


async def test_an_answer_lost_on_the_way_does_not_cost_a_second_order(charge, started, party, ear):
    party.fault("drop_after")
    with pytest.raises(Unavailable):
        await started()
    attempt = (await started()).attempt
    assert await Attempt.all().count() == 1
    party.pay(attempt.number)
    await ear.heard(200)
    await run_jobs()
    assert await standing(charge) is ChargeState.PAID


async def test_the_payer_wins_the_race_against_the_close(charge, started, party):
    attempt = (await started()).attempt
    party.fault("pay_before_close")
    assert await finish(attempt, now=clock.now()) is AttemptState.PAID
    assert await standing(charge) is ChargeState.PAID


async def test_a_payment_after_the_close_goes_back_by_itself(charge, started, party, ear):
    attempt = (await started()).attempt
    await finish(attempt, now=clock.now())
    party.pay_late(attempt.number)
    await ear.heard(200)
    await run_jobs()
    refund = await returned(party)
    assert (refund.reason, refund.state) == (Reason.PAID_AFTER_CLOSE, RefundState.SUCCEEDED)
    assert await standing(charge) is ChargeState.OPEN
    assert await books(party) == (0, 0, 0)


async def test_a_payment_for_a_cancelled_charge_goes_back_by_itself(charge, started, party, ear):
    attempt = (await started()).attempt
    party.fault("notice_drop")
    party.pay(attempt.number)
    await cancel_charge(charge.id, now=clock.now())
    await run_jobs()
    assert (await returned(party)).reason is Reason.PAID_AFTER_CLOSE
    assert await standing(charge) is ChargeState.CANCELLED
    assert await books(party) == (0, 0, 0)


async def returned(party: Party) -> Refund:
    """The only refund, after the provider has had its time for it."""
    refund = await Refund.get()
    party.outside.post("/clock", {"advance_seconds": 5})
    await poll_refund(refund.id, 0, now=clock.now())
    return await Refund.get(id=refund.id)


async def paid(started, party, ear) -> Attempt:
    attempt = (await started()).attempt
    party.pay(attempt.number)
    await ear.heard(200)
    await run_jobs()
    return attempt


async def test_a_second_click_after_paying_is_told_so(charge, started, party, ear):
    await paid(started, party, ear)
    with pytest.raises(Conflict):
        await started()


async def test_a_refund_by_two_officers_reaches_the_payer_and_the_books(charge, started, party, ear):
    await paid(started, party, ear)
    asked = await request_refund(charge.id, 500, Reason.NOT_RENDERED, by=REVIEWER, now=clock.now())
    await approve_refund(asked.id, by=APPROVER, now=clock.now())
    await run_jobs()
    assert (await returned(party)).state is RefundState.SUCCEEDED
    assert await standing(charge) is ChargeState.PART_REFUNDED
    assert await books(party) == (700, -700, 0)


async def test_the_notice_of_a_refund_before_that_of_its_payment_confuses_nobody(charge, started, party, ear):
    attempt = (await started()).attempt
    party.fault("notice_reorder")
    party.pay(attempt.number)
    await ask(attempt, now=clock.now())
    asked = await request_refund(charge.id, 1200, Reason.MISTAKE, by=REVIEWER, now=clock.now())
    await approve_refund(asked.id, by=APPROVER, now=clock.now())
    await run_jobs()
    party.outside.post("/clock", {"advance_seconds": 5})
    await ear.heard(200, 200)
    await run_jobs()
    assert (await returned(party)).state is RefundState.SUCCEEDED
    assert await standing(charge) is ChargeState.REFUNDED
    assert await books(party) == (0, 0, 0)
    assert await Incident.all().count() == 0
