"""Orders, routes and pushes of EMS, SF and Kuaidi100."""

import hashlib
import json
import secrets
from urllib.parse import parse_qsl

import pytest


def move(sandbox, waybill: str, goal: str | None = None):
    answer = sandbox.post(f"/parcels/{waybill}/move", {"to": goal} if goal else None)
    assert answer.status_code == 200, answer.text
    return answer.json()["state"]


def opcodes(listener, count: int) -> list[str]:
    return [json.loads(one.body)["Body"]["WaybillRoute"][0]["opCode"] for one in listener.wait(count)]


def test_an_sf_order_number_works_once_and_its_order_can_be_found(sandbox, sf_of):
    sf, number = sf_of(sandbox), secrets.token_hex(8)
    ordered = sf.order(number)
    assert (ordered["apiResultCode"], ordered["result"]["errorCode"]) == ("A1000", "S0000")
    assert sf.order(number)["result"]["errorCode"] == "8016"
    found = sf.call("EXP_RECE_SEARCH_ORDER_RESP", {"orderId": number})["result"]["msgData"]
    assert found == ordered["result"]["msgData"]
    assert sf.call("EXP_RECE_SEARCH_ORDER_RESP", {"orderId": "none"})["result"]["errorCode"] == "8024"


def test_sf_reads_masked_numbers_as_java_encodes_them(sandbox, sf_of):
    answer = sf_of(sandbox).order(secrets.token_hex(8), phone="139****0601")
    assert answer["result"]["success"] is True


def test_sf_refuses_another_checkword_and_another_service(sandbox, sf_of):
    sf = sf_of(sandbox)
    assert sf.call("EXP_RECE_SEARCH_ROUTES", {}, checkword="other")["apiResultCode"] == "A1006"
    assert sf.call("EXP_RECE_SOMETHING", {})["apiResultCode"] == "A1004"


def test_an_sf_order_can_be_cancelled_until_it_is_picked_up(sandbox, sf_of):
    sf, first, second = sf_of(sandbox), secrets.token_hex(8), secrets.token_hex(8)
    for number in (first, second):
        sf.order(number)
    cancelled = [sf.call("EXP_RECE_UPDATE_ORDER", {"orderId": first, "dealType": 2})["result"] for _ in range(2)]
    assert [(one["success"], one["errorCode"]) for one in cancelled] == [(True, "S0000"), (False, "8037")]
    parcel = next(one for one in sandbox.get("/parcels").json()["parcels"] if one["order_no"] == second)
    move(sandbox, parcel["waybill"])
    assert sf.call("EXP_RECE_UPDATE_ORDER", {"orderId": second, "dealType": 2})["result"]["success"] is False


def test_a_parcel_goes_its_way_step_by_step_and_every_step_is_pushed(pushed, sf_of, listener):
    sf = sf_of(pushed)
    waybill = sf.waybill()
    listener.answers = [(200, b'{"return_code":"0000"}')] * 4
    states = [move(pushed, waybill) for _ in range(4)]
    assert states == ["picked_up", "in_transit", "out_for_delivery", "delivered"]
    assert sorted(opcodes(listener, 4)) == ["30", "44", "50", "80"]
    assert {one.path for one in listener.received} == {f"/api/v1/callbacks/sf/{sf.account['push_secret']}"}
    assert pushed.post(f"/parcels/{waybill}/move").status_code == 409
    asked = {"trackingType": "1", "trackingNumber": [waybill], "checkPhoneNo": "0601"}
    routes = sf.call("EXP_RECE_SEARCH_ROUTES", asked)["result"]["msgData"]["routeResps"][0]["routes"]
    assert [one["opCode"] for one in routes] == ["50", "30", "44", "80"]
    asked["checkPhoneNo"] = "0000"
    assert sf.call("EXP_RECE_SEARCH_ROUTES", asked)["result"]["msgData"]["routeResps"][0]["routes"] == []


def test_a_push_is_repeated_until_it_is_acknowledged(pushed, sf_of, listener):
    listener.answers = [(200, b'{"return_code":"1000"}'), (500, b""), (200, b'{"return_code":"0000"}')]
    move(pushed, sf_of(pushed).waybill())
    ids = {json.loads(one.body)["Body"]["WaybillRoute"][0]["id"] for one in listener.wait(3)}
    assert len(ids) == 1


def test_pushes_can_come_in_the_wrong_order_or_for_a_stranger(pushed, sf_of, listener):
    waybill = sf_of(pushed).waybill()
    listener.answers = [(200, b'{"return_code":"0000"}')] * 3
    pushed.fault("sf", "push_reversed")
    move(pushed, waybill, "delivered")
    move(pushed, waybill, "in_transit")
    assert opcodes(listener, 2) == ["30", "80"]
    pushed.fault("sf", "push_unknown_waybill")
    move(pushed, waybill, "unknown_code")
    stranger = json.loads(listener.wait(3)[2].body)["Body"]["WaybillRoute"][0]
    assert (stranger["mailno"], stranger["opCode"]) == ("0000000000000", "9999")


def test_an_ems_order_is_the_same_however_often_it_is_placed(sandbox, ems_of):
    ems, number = ems_of(sandbox), secrets.token_hex(8)
    first, again = ems.order(number), ems.order(number)
    assert (first["retCode"], first["success"]) == ("00000", True)
    assert again["body"]["waybillNo"] == first["body"]["waybillNo"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"authorization": "x"}, "B00002"),
        ({"logitcsInterface": "|$4|AAAAAAAAAAAAAAAAAAAAAA=="}, "B00003"),
        ({"logitcsInterface": "plain"}, "B00003"),
        ({"apiCode": "999999"}, "B00010"),
    ],
)
def test_ems_refuses_what_it_cannot_read(sandbox, ems_of, changed, code):
    assert ems_of(sandbox).call("040001", {"waybillNo": "1"}, **changed)["retCode"] == code


def test_an_ems_parcel_can_be_followed_pushed_and_cancelled(pushed, ems_of, listener):
    ems, number = ems_of(pushed), secrets.token_hex(8)
    waybill = ems.order(number)["body"]["waybillNo"]
    other = secrets.token_hex(8)
    ems.order(other)
    assert ems.call("020006", {"logisticsOrderNo": other})["retCode"] == "00000"
    listener.answers = [(200, b'{"retCode":"00000"}')]
    move(pushed, waybill)
    notice = listener.wait(1)[0]
    assert notice.path == f"/api/v1/callbacks/ems/{ems.account['push_secret']}"
    item = ems.opened(dict(parse_qsl(notice.body.decode()))["logitcsInterface"])["responseItems"][0]
    assert (item["waybillNo"], item["opCode"]) == (waybill, "203")
    assert ems.call("040001", {"waybillNo": waybill})["body"]["responseItems"] == [item]
    assert ems.call("020006", {"logisticsOrderNo": number})["success"] is False


def subscribe(sandbox, waybill: str, url: str, company: str = "ems") -> str:
    parameters = {"callbackurl": url, "salt": "pepper", "resultv2": "1", "phone": "13900990601"}
    param = {"company": company, "number": waybill, "key": sandbox.credentials["kuaidi100"]["key"]}
    data = {"schema": "json", "param": json.dumps(param | {"parameters": parameters})}
    return sandbox.client.post("/poll", data=data).json()["returnCode"]


def test_kuaidi100_tells_of_a_subscribed_parcel_until_it_arrives(sandbox, ems_of, listener):
    waybill = ems_of(sandbox).waybill()
    assert [subscribe(sandbox, waybill, listener.url) for _ in range(2)] == ["200", "501"]
    assert subscribe(sandbox, "1", listener.url, company="moonpost") == "701"
    listener.answers = [(200, b'{"result":true,"returnCode":"200"}')] * 2
    move(sandbox, waybill, "in_transit")
    move(sandbox, waybill, "delivered")
    fields = [dict(parse_qsl(one.body.decode())) for one in listener.wait(2)]
    for one in fields:
        expected = hashlib.md5((one["param"] + "pepper").encode(), usedforsecurity=False).hexdigest().upper()
        assert one["sign"] == expected
    told = sorted((json.loads(one["param"]) for one in fields), key=lambda one: one["status"])
    assert [(one["status"], one["lastResult"]["state"]) for one in told] == [("polling", "0"), ("shutdown", "3")]


def test_kuaidi100_can_sign_wrongly_and_give_up(running, tmp_path, ems_of, listener):
    with running(tmp_path, "--speed", "1000") as sandbox:
        waybill = ems_of(sandbox).waybill()
        subscribe(sandbox, waybill, listener.url)
        listener.answers = [(400, b"{}"), (200, b'{"result":true,"returnCode":"200"}')]
        sandbox.fault("kuaidi100", "bad_sign")
        sandbox.fault("kuaidi100", "abort")
        move(sandbox, waybill)
        wrong, good = (dict(parse_qsl(one.body.decode())) for one in listener.wait(2))
        assert wrong["sign"] != good["sign"]
        assert json.loads(good["param"])["status"] == "abort"
        assert subscribe(sandbox, waybill, listener.url) == "200"


def test_kuaidi100_answers_questions_signed_for_the_customer(sandbox, ems_of):
    waybill, account = ems_of(sandbox).waybill(), sandbox.credentials["kuaidi100"]
    move(sandbox, waybill)
    param = json.dumps({"com": "ems", "num": waybill})
    text = (param + account["key"] + account["customer"]).encode()
    good = hashlib.md5(text, usedforsecurity=False).hexdigest().upper()
    ask = {"customer": account["customer"], "param": param}
    answer = sandbox.client.post("/poll/query.do", data=ask | {"sign": good}).json()
    assert (answer["nu"], answer["state"]) == (waybill, "1")
    assert sandbox.client.post("/poll/query.do", data=ask | {"sign": "0"}).json()["returnCode"] == "503"
