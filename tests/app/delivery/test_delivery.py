"""From the choice of a courier to the closed case, with a courier that does what a test tells it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.transactions import in_transaction

from app.applications.states import State
from app.delivery import provider
from app.delivery.cancel import cancel_delivery
from app.delivery.choose import Destination, choose
from app.delivery.complete import do_without_paper
from app.delivery.models import Delivery, DeliveryEvent
from app.delivery.order import order_courier
from app.delivery.provider import Carrier, OrderRefused, Parcel, Shipment, TooLate, TrackEvent
from app.delivery.states import DeliveryState as D
from app.delivery.track import hear, look, record
from core import clock
from core.errors import BadSignature, Conflict, Invalid, NotFound, Unavailable
from core.inbox import ExternalNotice
from notifications.models import Message
from payments.events import ChargeSettled
from payments.models import Charge
from payments.states import ChargeState
from tests.filings import PHONES, Filing, a_filed_case
from tests.jobs_runner import run_jobs

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HOME = Destination("p2", "990122", "青禾街9号2室")


def said(parcel: str, meaning: D | None, hours: int, *, code: str = "") -> TrackEvent:
    at = MORNING + timedelta(hours=hours)
    code = code or str(meaning)
    return TrackEvent(parcel, "", f"{hours}/{code}", at, code, meaning, "快件动态")


@dataclass
class Courier:
    """Books under a waybill of its own; `route` is what it answers, `pushed` what its next push says."""

    carrier: Carrier = Carrier.EMS
    push_secret: str = "secret-of-the-address"
    acknowledgement: dict[str, str] = field(default_factory=lambda: {"ok": "1"})
    orders: list[Shipment] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    route: list[TrackEvent] = field(default_factory=list)
    pushed: list[TrackEvent] = field(default_factory=list)
    fails: Exception | None = None

    async def order(self, shipment: Shipment) -> str:
        if self.fails:
            raise self.fails
        self.orders.append(shipment)
        return "1000000000001"

    async def cancel(self, number: str) -> None:
        if self.fails:
            raise self.fails
        self.cancelled.append(number)

    async def track(self, parcel: Parcel) -> list[TrackEvent]:
        return self.route

    def read_push(self, body: bytes) -> list[TrackEvent]:
        if body != b"push":
            raise BadSignature()
        return self.pushed


@pytest.fixture
def courier() -> Courier:
    made = Courier()
    provider.wire([made])
    return made


async def approved(**patch: object) -> Filing:
    filing = await a_filed_case(**{"paper_licence": True, **patch})
    await filing.approve()
    return filing


async def chosen(filing: Filing) -> Delivery:
    return await choose(filing.id, Carrier.EMS, HOME, by=filing.founder, now=clock.now())


async def paid(delivery: Delivery) -> Delivery:
    charge = await Charge.get(id=delivery.charge_id)
    fact = ChargeSettled(charge.id, charge.subject, charge.code, charge.amount_fen)
    await order_courier(fact, now=clock.now())
    return await Delivery.get(id=delivery.id)


async def push(courier: Courier, *events: TrackEvent) -> None:
    courier.pushed = list(events)
    await hear(Carrier.EMS, courier.push_secret, b"push")
    await run_jobs()


async def test_a_paid_parcel_is_booked_pushed_along_and_closes_the_case_when_signed_for(database, courier):
    filing = await approved()
    assert await filing.state() == State.LICENSED
    delivery = await chosen(filing)
    charge = await Charge.get(id=delivery.charge_id)
    assert (charge.subject, charge.code, charge.state) == (delivery.subject, "courier.province", ChargeState.OPEN)
    delivery = await paid(delivery)
    assert (delivery.state, delivery.waybill) == (D.CREATED, "1000000000001")
    receiver = courier.orders[0].receiver
    assert (receiver.name, receiver.phone, receiver.province, receiver.county) == (
        "周沐晴",
        PHONES["p2"],
        "安和省",
        "云溪县",
    )
    await push(courier, said(delivery.waybill, D.PICKED_UP, 1))
    await push(courier, said(delivery.waybill, D.OUT_FOR_DELIVERY, 5))
    assert (await Delivery.get(id=delivery.id)).state is D.OUT_FOR_DELIVERY
    end = said(delivery.waybill, D.DELIVERED, 6)
    await push(courier, end)
    assert (await Delivery.get(id=delivery.id)).state is D.OUT_FOR_DELIVERY, "the carrier has not confirmed it"
    courier.route = [end]
    await look(delivery.id, now=clock.now())
    await run_jobs()
    assert (await Delivery.get(id=delivery.id)).state is D.DELIVERED
    assert await filing.state() == State.COMPLETED
    told = {each.template for each in await Message.filter(account_id=filing.founder.id)}
    assert {"parcel_shipped", "parcel_delivered", "licence_ready"} <= told


async def test_a_case_without_paper_is_closed_by_the_sealed_licence(database, courier):
    filing = await approved(paper_licence=False)
    assert await filing.state() == State.COMPLETED


async def test_pushes_reversed_and_repeated_change_nothing_backwards(database, courier):
    delivery = await paid(await chosen(await approved()))
    late, early = said(delivery.waybill, D.IN_TRANSIT, 3), said(delivery.waybill, D.PICKED_UP, 1)
    await push(courier, late)
    for _ in range(3):
        await push(courier, early, late)
    assert (await Delivery.get(id=delivery.id)).state is D.IN_TRANSIT
    assert await DeliveryEvent.filter(delivery_id=delivery.id).count() == 2
    assert await ExternalNotice.all().count() == 2


async def test_an_end_is_final_and_may_come_before_the_rest(database, courier):
    delivery = await paid(await chosen(await approved()))
    for meaning, hours in ((D.DELIVERED, 2), (D.IN_TRANSIT, 1), (D.RETURNING, 9)):
        courier.route = [said(delivery.waybill, meaning, hours)]
        async with in_transaction():
            await record(delivery, courier.route, now=clock.now())
    assert (await Delivery.get(id=delivery.id)).state is D.DELIVERED
    assert await DeliveryEvent.filter(delivery_id=delivery.id).count() == 3


async def test_an_unknown_code_is_on_the_way_and_takes_nothing_back(database, courier):
    delivery = await paid(await chosen(await approved()))
    await push(courier, said(delivery.waybill, None, 1, code="9999"))
    assert (await Delivery.get(id=delivery.id)).state is D.IN_TRANSIT
    await push(courier, said(delivery.waybill, D.OUT_FOR_DELIVERY, 2), said(delivery.waybill, None, 3, code="9998"))
    assert (await Delivery.get(id=delivery.id)).state is D.OUT_FOR_DELIVERY


async def test_a_push_of_an_unknown_waybill_is_kept_for_officers_and_moves_nothing(database, courier):
    delivery = await paid(await chosen(await approved()))
    await push(courier, said("0000000000000", D.PICKED_UP, 1))
    assert (await ExternalNotice.get()).applied_at is not None
    assert (await Delivery.get(id=delivery.id)).state is D.CREATED


async def test_a_push_to_a_wrong_address_or_of_another_form_is_refused(database, courier):
    with pytest.raises(NotFound):
        await hear(Carrier.EMS, "guessed-猜", b"push")
    with pytest.raises(NotFound):
        await hear(Carrier.SF, courier.push_secret, b"push")
    with pytest.raises(BadSignature):
        await hear(Carrier.EMS, courier.push_secret, b"nonsense")


async def test_an_outage_books_later_under_the_same_number_and_never_twice(database, courier):
    delivery = await chosen(await approved())
    courier.fails = Unavailable()
    with pytest.raises(Unavailable):
        await paid(delivery)
    courier.fails = None
    await paid(delivery)
    await paid(delivery)
    assert [each.number for each in courier.orders] == [delivery.number]


async def test_a_refused_parcel_is_cancelled_and_another_can_be_chosen(database, courier):
    filing = await approved()
    delivery = await chosen(filing)
    courier.fails = OrderRefused("1014")
    assert (await paid(delivery)).state is D.CANCELLED
    courier.fails = None
    assert (await chosen(filing)).number != delivery.number


async def test_only_people_of_the_filing_receive_a_licence_and_only_at_a_real_place(database, courier):
    filing = await approved()
    with pytest.raises(Invalid) as refused:
        await choose(filing.id, Carrier.EMS, Destination("p9", "999999", " "), by=filing.founder, now=clock.now())
    assert set(refused.value.problems) == {"person_key", "region_code", "street"}
    with pytest.raises(NotFound):
        await choose(filing.id, Carrier.EMS, HOME, by=filing.people["p2"], now=clock.now())
    await chosen(filing)
    with pytest.raises(Conflict):
        await chosen(filing)


async def test_no_courier_before_the_approval(database, courier):
    with pytest.raises(Conflict):
        await chosen(await a_filed_case())


async def test_an_unpaid_delivery_is_cancelled_with_its_charge_and_paper_can_be_done_without(database, courier):
    filing = await approved()
    delivery = await chosen(filing)
    with pytest.raises(Conflict):
        await do_without_paper(filing.id, by=filing.founder, now=clock.now())
    await cancel_delivery(delivery.id, by=filing.founder, now=clock.now())
    assert (await Charge.get(id=delivery.charge_id)).state is ChargeState.CANCELLED
    await do_without_paper(filing.id, by=filing.founder, now=clock.now())
    assert await filing.state() == State.COMPLETED


async def test_a_parcel_on_its_way_cannot_be_cancelled(database, courier):
    filing = await approved()
    delivery = await paid(await chosen(filing))
    courier.fails = TooLate()
    with pytest.raises(Conflict):
        await cancel_delivery(delivery.id, by=filing.founder, now=clock.now())
