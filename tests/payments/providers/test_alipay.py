"""Alipay's signatures: replies by their exact bytes, notices by SHA-256 alone, in both character sets."""

import base64
import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote_from_bytes, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric import rsa as rsa_keys

from core.errors import BadSignature, Unavailable, UnknownAnswer
from core.platforms import rsa
from core.platforms.alipay import AlipayApp, AlipayGateway, signed_text
from payments.provider import Channel, Order, Outcome
from payments.providers.alipay import Alipay, AlipaySeller

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
METHOD = "alipay.trade.query"


@pytest.fixture(scope="module")
def alipay_key():
    return rsa_keys.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def app_key():
    return rsa_keys.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def gateway(alipay_key, app_key):
    private = app_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = alipay_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return AlipayGateway(AlipayApp("2021000000000009", private.decode(), public.decode()))


@pytest.fixture(scope="module")
def seller():
    return AlipaySeller("2088000000000009", "https://example.invalid/notice", "https://example.invalid/back")


@pytest.fixture
def alipay(gateway, seller):
    return Alipay(gateway, seller)


def reply(key, inner: str, *, node: str = "alipay_trade_query_response") -> bytes:
    return f'{{"{node}":{inner},"sign":"{rsa.sign(key, inner.encode())}"}}'.encode()


@pytest.mark.parametrize(
    "inner",
    [
        '{"code":"10000","msg":"Success","url":"https:\\/\\/example.invalid\\/a"}',
        '{"code":"10000", "msg" : "空格和中文", "nested":{"a":[1,2,{"b":"}"}]}}',
        '{"code":"10000","text":"a \\"sign\\":\\"x\\" inside"}',
    ],
)
def test_a_reply_verifies_over_its_exact_bytes(gateway, alipay_key, inner):
    assert gateway._verified(reply(alipay_key, inner), METHOD) == json.loads(inner)


def test_a_signed_error_is_a_reply_too(gateway, alipay_key):
    inner = '{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}'
    assert gateway._verified(reply(alipay_key, inner, node="error_response"), METHOD)["code"] == "40004"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.replace(b"Success", b"success"),
        lambda body: body.replace(b'"sign"', b'"sgin"'),
        lambda body: body[:-20],
        lambda body: b"<html>502 Bad Gateway</html>",
        lambda body: b"",
        lambda body: b"[]",
        lambda body: b'{"other_response":{"code":"10000"}}',
        lambda body: body.replace(b"alipay_trade_query_response", b"alipay_trade_close_response"),
    ],
)
def test_a_reply_that_does_not_verify_leaves_the_truth_unknown(gateway, alipay_key, spoil):
    body = reply(alipay_key, '{"code":"10000","msg":"Success"}')
    with pytest.raises(Unavailable):
        gateway._verified(spoil(body), METHOD)


NOTICE = {
    "notify_id": "n1",
    "notify_type": "trade_status_sync",
    "app_id": "2021000000000009",
    "seller_id": "2088000000000009",
    "out_trade_no": "P1",
    "trade_no": "2026112022001",
    "trade_status": "TRADE_SUCCESS",
    "total_amount": "12.00",
    "subject": "执照寄递费 100% +&=",
    "gmt_payment": "2026-11-20 12:00:00",
    "fund_bill_list": '[{"amount":"12.00","fundChannel":"ALIPAYACCOUNT"}]',
    "empty": "",
}


def notice(key, fields: dict[str, str], *, charset: str = "utf-8", algorithm: object = None, **unsigned: str) -> bytes:
    named = {**fields, "charset": charset}
    message = signed_text(named).encode(charset)
    signature = key.sign(message, padding.PKCS1v15(), algorithm or hashes.SHA256())
    form = {**named, "sign_type": "RSA2", "sign": base64.b64encode(signature).decode(), **unsigned}
    return urlencode(form, encoding=charset).encode()


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "GBK", "UTF-8"])
def test_a_notice_is_read_in_its_own_characters(alipay, seller, alipay_key, charset):
    read = alipay.read_notice({}, notice(alipay_key, NOTICE, charset=charset), now=NOW)
    report = alipay.understand(read.payload)
    assert read.id == "n1"
    assert read.payload["subject"] == NOTICE["subject"]
    assert (report.number, report.outcome, report.amount_fen) == ("P1", Outcome.PAID, 1200)
    assert (report.merchant, report.app, report.paid_at) == (seller.seller_id, alipay.app, NOW)


def test_fields_of_tomorrow_are_signed_like_the_others(alipay, alipay_key):
    body = notice(alipay_key, {**NOTICE, "field_of_tomorrow": "值"})
    assert alipay.read_notice({}, body, now=NOW).payload["field_of_tomorrow"] == "值"


def test_a_sha1_signature_is_refused_whatever_the_notice_calls_itself(alipay, alipay_key):
    sha1 = hashes.SHA1()  # noqa: S303  # the retired algorithm that must not verify
    for named in ("RSA", "RSA2"):
        with pytest.raises(BadSignature):
            alipay.read_notice({}, notice(alipay_key, NOTICE, algorithm=sha1, sign_type=named), now=NOW)


def test_what_a_notice_says_of_its_sign_type_does_not_count(alipay, alipay_key):
    assert alipay.read_notice({}, notice(alipay_key, NOTICE, sign_type="RSA"), now=NOW).id == "n1"


def spoilt(body: bytes) -> list[bytes]:
    return [
        body.replace(b"12.00", b"12.01"),
        body.replace(b"n1", b"n2", 1),
        body + b"&extra=1",
        body + b"&total_amount=0.01",
        body.split(b"&sign=", maxsplit=1)[0],
        body.replace(b"charset=utf-8", b"charset=utf-7"),
        body.replace(b"charset=utf-8", b"charset=gbk"),
        body + b"&%FF=%FF",
        "非表单".encode(),
        b"",
        b"&".join([body, *(f"f{n}=1".encode() for n in range(300))]),
    ]


@pytest.mark.parametrize("way", range(11))
def test_a_spoilt_notice_is_refused_and_never_anything_else(alipay, alipay_key, way):
    with pytest.raises(BadSignature):
        alipay.read_notice({}, spoilt(notice(alipay_key, NOTICE))[way], now=NOW)


def test_a_signed_notice_without_an_id_is_refused(alipay, alipay_key):
    with pytest.raises(BadSignature):
        alipay.read_notice({}, notice(alipay_key, {**NOTICE, "notify_id": ""}), now=NOW)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, Outcome.PAID),
        ({"trade_status": "TRADE_FINISHED"}, Outcome.PAID),
        ({"refund_fee": "5.00", "gmt_refund": "2026-11-21 10:00:00"}, Outcome.PAID),
        ({"trade_status": "WAIT_BUYER_PAY", "gmt_payment": ""}, Outcome.PENDING),
        ({"trade_status": "TRADE_CLOSED", "gmt_payment": ""}, Outcome.CLOSED),
        ({"trade_status": "TRADE_CLOSED"}, Outcome.REFUNDED),
    ],
)
def test_each_state_has_one_meaning(alipay, changes, outcome):
    assert alipay.understand({**NOTICE, **changes}).outcome is outcome


def test_a_state_nobody_knows_is_an_error_and_no_guess(alipay):
    with pytest.raises(UnknownAnswer):
        alipay.understand({**NOTICE, "trade_status": "TRADE_PENDING"})


@pytest.mark.parametrize("amount", ["", "12", "12.001", "NaN", "1e400", "twelve"])
def test_an_amount_is_whole_fen_or_none(alipay, amount):
    stated = alipay.understand({**NOTICE, "total_amount": amount}).amount_fen
    assert stated == (1200 if amount == "12" else None)


@pytest.mark.parametrize("missing", ["app_id", "seller_id"])
def test_what_a_notice_leaves_out_is_not_taken_for_granted(alipay, missing):
    report = alipay.understand({name: value for name, value in NOTICE.items() if name != missing})
    assert {"app_id": report.app, "seller_id": report.merchant}[missing] == ""


async def test_the_browsers_address_is_signed_and_says_what_is_owed(alipay, seller, app_key):
    order = Order("P1", Channel.ALIPAY_WAP, "执照寄递费", 1205, NOW)
    address = urlsplit((await alipay.prepare(order, now=NOW)).parameters["url"])
    fields = dict(parse_qsl(address.query, keep_blank_values=True))
    signature = fields.pop("sign")
    assert rsa.verifies(app_key.public_key(), signed_text(fields).encode(), signature)
    asked = json.loads(fields["biz_content"])
    assert (asked["total_amount"], asked["out_trade_no"]) == ("12.05", "P1")
    assert (asked["time_expire"], fields["timestamp"]) == ("2026-11-20 12:00:00", "2026-11-20 12:00:00")
    assert (fields["method"], fields["sign_type"], fields["notify_url"]) == (
        "alipay.trade.wap.pay",
        "RSA2",
        seller.notify_url,
    )
    assert quote_from_bytes("执".encode()) in address.query
