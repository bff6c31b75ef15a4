"""The providers' daily bills against our books: a day of payments and refunds, and every fault a bill can have."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest

from core import clock
from core.actors import Actor, Role
from core.clock import legal_date
from core.errors import Unavailable
from core.events import wire as wire_events
from payments import provider
from payments.attempt import start_attempt
from payments.charge import create_charge
from payments.models import Attempt, Charge, Difference, Reason, Refund
from payments.query import ask
from payments.reconcile import reconcile
from payments.refund import approve_refund, request_refund
from payments.return_money import poll, submit
from tests.outside import outside_world
from tests.payments.conftest import ALL_FACTS, _heard
from tests.payments.outside import PARTIES, Party

PAYER = Actor(uuid4(), frozenset({Role.PERSON}))
REVIEWER = Actor(uuid4(), frozenset({Role.REVIEWER}), office="990122")
APPROVER = Actor(uuid4(), frozenset({Role.APPROVER}), office="990122")
NOWHERE = "http://127.0.0.1:9"
TO_MORNING_SECONDS = 48 * 3600


@pytest.fixture(params=PARTIES)
def party(request, database, tmp_path) -> Iterator[Party]:
    """An outside world of its own, because its clock goes on to the morning after."""
    with outside_world(tmp_path) as outside:
        made = PARTIES[request.param](outside, NOWHERE)
        provider.wire([made.provider], made.directory)
        wire_events({kind: [_heard] for kind in ALL_FACTS})
        yield made


@pytest.fixture
async def day(party) -> date:
    """Two payments, a part of the second refunded; then the morning two days later. Gives the day it happened on."""
    for _ in range(2):
        attempt = await _paid(party)
    asked = await request_refund(attempt.charge_id, 500, Reason.MISTAKE, by=REVIEWER, now=clock.now())
    await approve_refund(asked.id, by=APPROVER, now=clock.now())
    await submit(asked.id, now=clock.now())
    party.outside.post("/clock", {"advance_seconds": 5})
    await poll(asked.id, 0, now=clock.now())
    assert (await Refund.get()).succeeded_at is not None
    party.outside.post("/clock", {"advance_seconds": TO_MORNING_SECONDS})
    return legal_date((await Attempt.get(id=attempt.id)).paid_at)


async def _paid(party: Party) -> Attempt:
    now = clock.now()
    charge: Charge = await create_charge(
        f"delivery:{uuid4()}", "courier.province", payer_id=PAYER.id, scope="990122", now=now
    )
    attempt = (await start_attempt(charge.id, party.mini, by=PAYER, now=now)).attempt
    party.pay(attempt.number)
    await ask(attempt, now=now)
    return attempt


async def test_a_whole_day_agrees_and_a_day_without_trade_does_too(party, day):
    record = await reconcile(party.service, day, now=clock.now())
    assert (record.bill_rows, record.bill_paid_fen, record.bill_refunded_fen) == (3, 2400, 500)
    assert await Difference.all().count() == 0
    assert record.closed_at is not None
    before = await reconcile(party.service, day - timedelta(days=1), now=clock.now())
    assert (before.bill_rows, before.closed_at is not None) == (0, True)


FAULTY = {
    "bill_row_missing": {"short", "refund_short"},
    "bill_row_extra": {"long", "refund_long"},
    "bill_amount_differs": {"amount_diff"},
}


async def test_each_fault_of_a_bill_is_one_difference_until_the_bill_is_right(party, day):
    for fault, kinds in FAULTY.items():
        party.fault(fault)
        record = await reconcile(party.service, day, now=clock.now())
        ((difference),) = await Difference.filter(agreed_at=None)
        assert difference.kind in kinds
        assert record.closed_at is None
        again = await reconcile(party.service, day, now=clock.now())
        assert again.closed_at is not None
        assert not await Difference.exists(agreed_at=None)


async def test_a_bill_that_is_late_or_damaged_is_fetched_again(party, day):
    for fault in {"wechat_pay": ("bill_not_ready", "bad_hash"), "alipay": ("bill_not_ready",)}[party.service]:
        party.fault(fault)
        with pytest.raises(Unavailable):
            await reconcile(party.service, day, now=clock.now())
    assert (await reconcile(party.service, day, now=clock.now())).closed_at is not None
