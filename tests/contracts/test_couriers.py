"""Both couriers against the outside world: orders, lost answers, pushes, what nobody knows."""

import base64
import hashlib
from collections.abc import Iterator
from secrets import token_hex

import pytest

from app.delivery.provider import Contact, CourierProvider, OrderRefused, Parcel, Shipment, TooLate
from app.delivery.providers.ems import Ems, EmsAccount, decrypt, encrypt
from app.delivery.providers.sf import Sf, SfAccount, digest
from app.delivery.states import DeliveryState
from core.errors import BadSignature, Unavailable, UnknownAnswer
from tests.outside import Outside, outside_world

OFFICE = Contact("云溪县市场监督管理局", "0990-8800122", "安和省", "清江市", "云溪县", "听泉路1号~大厅")
HOME = Contact("周沐晴", "13900990601", "安和省", "清江市", "云溪县", "青禾街9号*2室")


@pytest.fixture(scope="module")
def outside(tmp_path_factory) -> Iterator[Outside]:
    with outside_world(tmp_path_factory.mktemp("outside")) as world:
        yield world


@pytest.fixture(params=["ems", "sf"])
def courier(request, outside) -> Iterator[CourierProvider]:
    accounts = outside.credentials
    yield Ems(EmsAccount(**accounts["ems"])) if request.param == "ems" else Sf(SfAccount(**accounts["sf"]))
    outside.calm()


def shipment(receiver: Contact = HOME) -> Shipment:
    return Shipment(f"ZB{token_hex(8)}", "营业执照", OFFICE, receiver)


async def booked(courier: CourierProvider) -> Parcel:
    asked = shipment()
    return Parcel(asked.number, await courier.order(asked), HOME.phone)


async def test_the_same_number_again_is_the_same_parcel(courier):
    asked = shipment()
    first = await courier.order(asked)
    assert first
    assert await courier.order(asked) == first


async def test_an_order_whose_answer_was_lost_is_found_again(courier, outside):
    asked = shipment()
    outside.fault(courier.carrier, "drop_after")
    with pytest.raises(Unavailable):
        await courier.order(asked)
    waybill = await courier.order(asked)
    parcels = [each for each in outside.get("/parcels/")["parcels"] if each["order_no"] == asked.number]
    assert [each["waybill"] for each in parcels] == [waybill]


@pytest.mark.parametrize("fault", ["http500", "http502", "http429", "html", "down"])
async def test_an_outage_is_unavailable_never_a_refusal(courier, outside, fault):
    outside.fault(courier.carrier, fault)
    with pytest.raises(Unavailable):
        await courier.order(shipment())


async def test_an_address_that_lacks_a_part_is_refused(courier):
    with pytest.raises(OrderRefused):
        await courier.order(shipment(Contact("周沐晴", "", "安和省", "清江市", "云溪县", "")))


async def test_tracking_tells_each_step_in_our_words(courier, outside):
    parcel = await booked(courier)
    assert await courier.track(parcel) == []
    for goal in ("picked_up", "in_transit", "attempt_failed", "out_for_delivery", "delivered"):
        outside.post(f"/parcels/{parcel.waybill}/move", {"to": goal})
    said = await courier.track(parcel)
    assert [each.meaning for each in said] == [
        DeliveryState.PICKED_UP,
        DeliveryState.IN_TRANSIT,
        DeliveryState.ATTEMPT_FAILED,
        DeliveryState.OUT_FOR_DELIVERY,
        DeliveryState.DELIVERED,
    ]
    assert all(each.waybill == parcel.waybill and each.at.tzinfo for each in said)


async def test_a_code_nobody_knows_has_no_meaning(courier, outside):
    parcel = await booked(courier)
    outside.post(f"/parcels/{parcel.waybill}/move", {"to": "unknown_code"})
    (said,) = await courier.track(parcel)
    assert said.meaning is None
    assert said.code


async def test_a_parcel_is_called_back_until_it_is_picked_up(courier, outside):
    parcel = await booked(courier)
    await courier.cancel(parcel.number)
    other = await booked(courier)
    outside.post(f"/parcels/{other.waybill}/move", {"to": "picked_up"})
    with pytest.raises(TooLate):
        await courier.cancel(other.number)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", b"a=b", b'{"Body": {"WaybillRoute": [{}]}}', b"\xff\xfe", b"[" * 200_000]
)
async def test_what_is_no_push_of_theirs_is_refused(courier, body):
    with pytest.raises(BadSignature):
        courier.read_push(body)


async def test_a_wrong_account_is_a_fault_for_operators(outside):
    ems = Ems(EmsAccount(**{**outside.credentials["ems"], "authorization": "wrong"}))
    sf = Sf(SfAccount(**{**outside.credentials["sf"], "checkword": "wrong"}))
    for courier in (ems, sf):
        with pytest.raises(UnknownAnswer):
            await courier.order(shipment())


def test_the_digest_encodes_as_java_does():
    java = b"%7B%22a%22%3A%22b+c*%7E%22%7D1700000000000checkword"
    expected = base64.b64encode(hashlib.md5(java, usedforsecurity=False).digest()).decode()
    assert digest('{"a":"b c*~"}', "1700000000000", "checkword") == expected


def test_the_envelope_of_ems_opens_under_its_own_key_alone(outside):
    key = outside.credentials["ems"]["sign_key"]
    sealed = encrypt('{"a": "中"}', key)
    assert decrypt(sealed, key) == '{"a": "中"}'
    with pytest.raises(ValueError):
        decrypt(sealed, "MDEyMzQ1Njc4OWFiY2RlZg==")
