"""Alipay's payments through the SDK's request models: create, wap.pay, query, close, refund, notice, statement."""

import io
import json
import secrets
import zipfile
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from alipay.aop.api.domain.AlipayDataDataserviceBillDownloadurlQueryModel import (
    AlipayDataDataserviceBillDownloadurlQueryModel,
)
from alipay.aop.api.domain.AlipayTradeCloseModel import AlipayTradeCloseModel
from alipay.aop.api.domain.AlipayTradeCreateModel import AlipayTradeCreateModel
from alipay.aop.api.domain.AlipayTradeFastpayRefundQueryModel import AlipayTradeFastpayRefundQueryModel
from alipay.aop.api.domain.AlipayTradeQueryModel import AlipayTradeQueryModel
from alipay.aop.api.domain.AlipayTradeRefundModel import AlipayTradeRefundModel
from alipay.aop.api.domain.AlipayTradeWapPayModel import AlipayTradeWapPayModel
from alipay.aop.api.request.AlipayDataDataserviceBillDownloadurlQueryRequest import (
    AlipayDataDataserviceBillDownloadurlQueryRequest,
)
from alipay.aop.api.request.AlipayTradeCloseRequest import AlipayTradeCloseRequest
from alipay.aop.api.request.AlipayTradeCreateRequest import AlipayTradeCreateRequest
from alipay.aop.api.request.AlipayTradeFastpayRefundQueryRequest import AlipayTradeFastpayRefundQueryRequest
from alipay.aop.api.request.AlipayTradeQueryRequest import AlipayTradeQueryRequest
from alipay.aop.api.request.AlipayTradeRefundRequest import AlipayTradeRefundRequest
from alipay.aop.api.request.AlipayTradeWapPayRequest import AlipayTradeWapPayRequest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sandbox.alipay import signing

PHONE = "13900990402"


def number() -> str:
    return f"A{secrets.token_hex(10)}"


def filled(model, **fields: str):
    for name, value in fields.items():
        setattr(model, name, value)
    return model


def create_request(sandbox, mine: str, notify_url: str = "", amount: str = "15.00", **more: str):
    buyer = sandbox.post(f"/alipay/phones/{PHONE}/login").json()["open_id"]
    fields = {"out_trade_no": mine, "total_amount": amount, "subject": "营业执照寄送", "product_code": "JSAPI_PAY"}
    model = filled(AlipayTradeCreateModel(), buyer_open_id=buyer, **fields, **more)
    request = AlipayTradeCreateRequest(biz_model=model)
    request.notify_url = notify_url
    return request


def query(mine: str):
    return AlipayTradeQueryRequest(biz_model=filled(AlipayTradeQueryModel(), out_trade_no=mine))


def close(mine: str):
    return AlipayTradeCloseRequest(biz_model=filled(AlipayTradeCloseModel(), out_trade_no=mine))


def refund(mine: str, request_no: str, amount: str):
    fields = {"out_trade_no": mine, "out_request_no": request_no, "refund_amount": amount}
    return AlipayTradeRefundRequest(biz_model=filled(AlipayTradeRefundModel(), **fields))


def refund_query(mine: str, request_no: str):
    model = filled(AlipayTradeFastpayRefundQueryModel(), out_trade_no=mine, out_request_no=request_no)
    return AlipayTradeFastpayRefundQueryRequest(biz_model=model)


def choose(sandbox, mine: str, act: str = "pay"):
    return sandbox.post(f"/cashier/alipay/{mine}/{act}")


@pytest.fixture
def paid(sandbox, alipay):
    """Place and pay a trade; returns its number."""

    def place(notify_url: str = "") -> str:
        mine = number()
        assert alipay(create_request(sandbox, mine, notify_url))["code"] == "10000"
        assert choose(sandbox, mine).status_code == 200
        return mine

    return place


def fields_of(notice) -> dict[str, str]:
    charset = notice.headers["content-type"].rpartition("charset=")[2]
    return dict(parse_qsl(notice.body.decode(), encoding=charset, strict_parsing=True))


def genuine(sandbox, fields: dict[str, str]) -> bool:
    key = load_pem_public_key(Path(sandbox.credentials["alipay"]["alipay_public_key_path"]).read_bytes())
    message = signing.content(fields, "sign", "sign_type").decode().encode(fields["charset"])
    return signing.verifies(key, message, fields.get("sign", ""))


def test_a_mini_program_payment_from_create_to_notice(sandbox, alipay, listener):
    mine = number()
    created = alipay(create_request(sandbox, mine, listener.url + "/alipay"))
    assert alipay(query(mine))["trade_status"] == "WAIT_BUYER_PAY"
    answer = sandbox.post("/cashier/alipay/trade-pay", {"tradeNO": created["trade_no"]})
    assert answer.json() == {"resultCode": "9000"}
    fields = fields_of(listener.wait(1)[0])
    assert genuine(sandbox, fields)
    assert (fields["out_trade_no"], fields["trade_status"], fields["total_amount"]) == (mine, "TRADE_SUCCESS", "15.00")
    assert alipay(query(mine))["trade_status"] == "TRADE_SUCCESS"


def test_a_wap_trade_exists_when_the_payer_opens_it(sandbox, alipay, alipay_page, listener):
    mine = number()
    fields = {"out_trade_no": mine, "total_amount": "15.00", "subject": "营业执照寄送", "product_code": "QUICK_WAP_WAY"}
    request = AlipayTradeWapPayRequest(biz_model=filled(AlipayTradeWapPayModel(), **fields))
    request.notify_url, request.return_url = listener.url, "http://127.0.0.1:8000/back"
    address = alipay_page(request)
    assert alipay(query(mine))["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    assert alipay(close(mine))["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    page = sandbox.get(address.removeprefix(sandbox.address), follow_redirects=True)
    assert "¥ 15.00" in page.text
    assert alipay(query(mine))["trade_status"] == "WAIT_BUYER_PAY"
    back = sandbox.client.post(f"/cashier/alipay/{mine}/choose", data={"act": "pay"})
    returned = dict(parse_qsl(urlsplit(back.headers["location"]).query))
    assert (back.status_code, returned["out_trade_no"]) == (302, mine)
    assert genuine(sandbox, returned)
    assert len(listener.wait(1)) == 1


def test_the_same_number_needs_the_same_amount(sandbox, alipay):
    mine = number()
    first = alipay(create_request(sandbox, mine))
    assert alipay(create_request(sandbox, mine)) == first
    assert alipay(create_request(sandbox, mine, amount="15.01"))["sub_code"] == "ACQ.CONTEXT_INCONSISTENT"


@pytest.mark.parametrize("amount", ["0", "-1", "1.234", "a"])
def test_an_amount_that_is_none_is_refused(sandbox, alipay, amount):
    assert alipay(create_request(sandbox, number(), amount=amount))["sub_code"] == "ACQ.INVALID_PARAMETER"


def test_a_stranger_to_alipay_cannot_buy(sandbox, alipay):
    request = create_request(sandbox, number())
    request.biz_model.buyer_open_id = "nobody"
    assert alipay(request)["sub_code"] == "ACQ.BUYER_NOT_EXIST"


def test_a_closed_trade_can_only_be_paid_late(sandbox, alipay, listener):
    mine = number()
    alipay(create_request(sandbox, mine, listener.url))
    assert alipay(close(mine))["code"] == "10000"
    assert alipay(close(mine))["sub_code"] == "ACQ.TRADE_STATUS_ERROR"
    assert choose(sandbox, mine).status_code == 409
    assert choose(sandbox, mine, "pay-late").status_code == 200
    assert fields_of(listener.wait(1)[0])["trade_status"] == "TRADE_SUCCESS"


def test_time_closes_a_trade(running, tmp_path, alipay_of):
    with running(tmp_path) as sandbox:
        alipay, mine = alipay_of(sandbox), number()
        alipay(create_request(sandbox, mine, timeout_express="30m"))
        sandbox.advance(1801)
        assert alipay(query(mine))["trade_status"] == "TRADE_CLOSED"


def test_a_year_after_payment_no_refund_is_possible(running, tmp_path, alipay_of):
    with running(tmp_path) as sandbox:
        alipay, mine = alipay_of(sandbox), number()
        alipay(create_request(sandbox, mine))
        choose(sandbox, mine)
        sandbox.advance(366 * 86400)
        assert alipay(query(mine))["trade_status"] == "TRADE_FINISHED"
        assert alipay(refund(mine, "r1", "5.00"))["sub_code"] == "ACQ.TRADE_HAS_FINISHED"


def test_refunds_move_once_and_a_full_one_closes_the_trade(sandbox, alipay, paid, listener):
    mine = paid(listener.url)
    first = alipay(refund(mine, "r1", "5.00"))
    assert (first["fund_change"], first["refund_fee"]) == ("Y", "5.00")
    assert alipay(refund(mine, "r1", "5.00"))["fund_change"] == "N"
    assert alipay(refund(mine, "r2", "10.01"))["sub_code"] == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    assert alipay(refund(mine, "r2", "10.00"))["refund_fee"] == "15.00"
    assert alipay(query(mine))["trade_status"] == "TRADE_CLOSED"
    assert alipay(refund_query(mine, "r2"))["refund_status"] == "REFUND_SUCCESS"
    assert "refund_status" not in alipay(refund_query(mine, "r3"))
    notices = [fields_of(one) for one in listener.wait(3)]
    told = sorted((one["trade_status"], one.get("refund_fee", "")) for one in notices)
    assert told == [("TRADE_CLOSED", "15.00"), ("TRADE_SUCCESS", ""), ("TRADE_SUCCESS", "5.00")]


def test_refunds_fail_as_armed(sandbox, alipay, paid):
    mine = paid()
    sandbox.fault("alipay", "not_enough")
    assert alipay(refund(mine, "r1", "5.00"))["sub_code"] == "ACQ.SELLER_BALANCE_NOT_ENOUGH"
    sandbox.fault("alipay", "fund_change_n")
    assert alipay(refund(mine, "r1", "5.00"))["fund_change"] == "N"
    sandbox.fault("alipay", "refund_status_missing")
    assert "refund_status" not in alipay(refund_query(mine, "r1"))
    assert alipay(refund_query(mine, "r1"))["refund_amount"] == "5.00"


def test_a_payment_can_win_or_lose_the_race_with_the_close(sandbox, alipay):
    won, lost = number(), number()
    alipay(create_request(sandbox, won))
    alipay(create_request(sandbox, lost))
    sandbox.fault("alipay", "pay_before_close")
    assert alipay(close(won))["sub_code"] == "ACQ.TRADE_STATUS_ERROR"
    sandbox.fault("alipay", "pay_after_close")
    assert alipay(close(lost))["code"] == "10000"
    assert {alipay(query(one))["trade_status"] for one in (won, lost)} == {"TRADE_SUCCESS"}


def test_any_sub_code_can_be_asked_for(sandbox, alipay):
    sandbox.fault("alipay", "error", detail="ACQ.SYSTEM_ERROR")
    assert alipay(query(number()))["sub_code"] == "ACQ.SYSTEM_ERROR"


@pytest.mark.parametrize("kind", ["notice_bad_signature", "notice_no_signature", "notice_sha1", "notice_tampered"])
def test_after_a_forged_notice_the_good_one_follows(sandbox, paid, listener, kind):
    listener.answers = [(200, b"fail")]
    sandbox.fault("alipay", kind)
    paid(listener.url)
    forged, good = (fields_of(one) for one in listener.wait(2))
    assert not genuine(sandbox, forged)
    assert genuine(sandbox, good)
    assert (forged.get("sign_type") == "RSA") == (kind == "notice_sha1")


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("notice_wrong_amount", "total_amount", "0.01"),
        ("notice_wrong_merchant", "seller_id", "2088000000000001"),
        ("notice_wrong_app", "app_id", "2021000000000001"),
        ("notice_unknown_order", "out_trade_no", "NOSUCHORDER"),
        ("notice_finished", "trade_status", "TRADE_FINISHED"),
        ("notice_gbk", "subject", "营业执照寄送"),
    ],
)
def test_a_validly_signed_notice_can_say_the_wrong_thing(sandbox, paid, listener, kind, field, value):
    sandbox.fault("alipay", kind)
    paid(listener.url)
    fields = fields_of(listener.wait(1)[0])
    assert genuine(sandbox, fields)
    assert fields[field] == value


def test_two_attempts_at_one_charge_can_both_be_paid_through_both_parties(sandbox, alipay):
    mine, other = number(), number()
    alipay(create_request(sandbox, mine, amount="23.45"))
    assert choose(sandbox, mine, "pay-twice").status_code == 409
    alipay(create_request(sandbox, other, amount="23.45"))
    states = {one["number"]: one["state"] for one in choose(sandbox, mine, "pay-twice").json()["orders"]}
    assert states == {mine: "TRADE_SUCCESS", other: "TRADE_SUCCESS"}


def statement(kind: str, day: str):
    model = filled(AlipayDataDataserviceBillDownloadurlQueryModel(), bill_type=kind, bill_date=day)
    return AlipayDataDataserviceBillDownloadurlQueryRequest(biz_model=model)


def test_the_days_statement_is_a_zip_of_gbk_with_tab_padded_ids(running, tmp_path, alipay_of):
    with running(tmp_path) as sandbox:
        alipay, mine, day = alipay_of(sandbox), number(), datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
        alipay(create_request(sandbox, mine))
        choose(sandbox, mine)
        alipay(refund(mine, "r1", "5.00"))
        assert alipay(statement("trade", day))["sub_code"] == "isp.bill_not_exist"
        sandbox.advance(2 * 86400)
        address = alipay(statement("trade", day))["bill_download_url"].removeprefix(sandbox.address)
        with zipfile.ZipFile(io.BytesIO(sandbox.get(address).content), metadata_encoding="gbk") as archive:
            name = archive.namelist()[0]
            lines = archive.read(name).decode("gbk").splitlines()
        assert name.endswith("_业务明细.csv")
        rows = [line.split(",") for line in lines if mine in line]
        assert [(row[1], row[2], row[11]) for row in rows] == [
            (f"{mine}\t", "交易\t", "15.00\t"),
            (f"{mine}\t", "退款\t", "-5.00\t"),
        ]
        sandbox.advance(31)
        assert sandbox.get(address).status_code == 403
        funds = alipay(statement("signcustomer", day))
        assert json.dumps(funds).count("token=") == 1
