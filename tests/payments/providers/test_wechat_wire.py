"""WeChat Pay's signatures and ciphers: a published message of its own, then every way to spoil one."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa as rsa_keys
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509 import load_pem_x509_certificate

from core.errors import BadSignature, UnknownAnswer
from core.platforms import rsa
from payments.provider import Outcome, RefundOutcome
from payments.providers.wechat import WechatPay
from payments.providers.wechat_wire import PROBE, WechatPayAccount, decrypt, verify

# The complete notice that WeChat Pay publishes as a test of its Go library (wechatpay-go, core/notify/notify_test.go,
# Apache-2.0), and the signature of the word "source" by the same key (utils/sign_test.go).
SERIAL = "D7CE59D1F522D701"
MOMENT = datetime.fromtimestamp(1624523846, UTC)
CERTIFICATE = b"""-----BEGIN CERTIFICATE-----
MIIDVzCCAj+gAwIBAgIJANfOWdH1ItcBMA0GCSqGSIb3DQEBCwUAMEIxCzAJBgNV
BAYTAlhYMRUwEwYDVQQHDAxEZWZhdWx0IENpdHkxHDAaBgNVBAoME0RlZmF1bHQg
Q29tcGFueSBMdGQwHhcNMjEwNDI3MDg1NTIzWhcNMzEwNDI1MDg1NTIzWjBCMQsw
CQYDVQQGEwJYWDEVMBMGA1UEBwwMRGVmYXVsdCBDaXR5MRwwGgYDVQQKDBNEZWZh
dWx0IENvbXBhbnkgTHRkMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA
2VCTd91fnUn73Xy9DLvt/V62TVxRTEEstVdeRaZ3B3leO0pldE806mXO4RwdHXag
HQ4vGeZN0yqm++rDsGK+U3AH7kejyD2pXshNP9Cq5YwbptiLGtjcquw4HNxJQUOm
DeJf2vg6byms9RUipiq4SzbJKqJFlUpbuIPDpSpWz10PYmyCNeDGUUK65E5h2B83
4uxl1zNLYQCrkdBzb8oUxwYeP5a2DNxmjL5lsJML7DGr5znsevnoqGRwTm9fxCGf
y8wus7hwKz6clt3Whmmda7UAdb1c08hEQFVRbF14AR73xbnd8N0obCWJPCbzMCtk
aSef4FdEEgEXJiw0VAJT8wIDAQABo1AwTjAdBgNVHQ4EFgQUT1c7nd/SUO76HSoZ
umNUJv1R5PwwHwYDVR0jBBgwFoAUT1c7nd/SUO76HSoZumNUJv1R5PwwDAYDVR0T
BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAfTjxKRQMzNB/U6ZoCUS+BSNfa2Oh
0plMN6ZuzwiVVZwg1jywvv5yv04koS7Pd4i9E4gt9ZBUQXlpq+A3oOCEEHNRR6b2
kyazGRM7s0OP5X21WrbpSmKmU6K7hkfx30yYs08LVs/Q8DIhvaj1FCFeJzUCzYn/
fHMq4tsbKO0dKAeydPM/nrUZBmaYQVKMVOORGLFjFKVO7JV6Kq/R86ouhjEPgJOe
2xulNBUcjicqtZlBdEh/PWCYP2SpGVDclKm8jeo175T3EVAkdKzzmfpxtMmnMlmq
cTJOU9TxuGvNASMtjj7pYIerTx+xgZDXEVBWFW9PjJ0TV06tCRsgSHItgg==
-----END CERTIFICATE-----"""
HEADERS = {
    "wechatpay-nonce": "EcZ9Cmy4Xyx1i6RlJQzLcCyEqDa26NBz",
    "wechatpay-timestamp": "1624523846",
    "wechatpay-serial": SERIAL,
    "wechatpay-signature": (
        "tJHIiIS9eB2hAYstmAmbbD3ZE5LiIm/Ug5tuL4fC0YOFRWIHV39UFIZXC0e9Wl6lBu6sKvkqDkzpqzBsVHyXFlbYZTOQrVdG4b6LfTnK4mik"
        "v9++ixJMd3vTf2yCqvBkh98zs3Ds5zsYQakzbcwhmw4fMJs4nPLws28H0UW9FjDR//rxELLwXvV1VEA1IBLX70xptjL8hrfUjEE8kkry6yNJ"
        "THZRU8CAc7qHli2Ng1V1qb9ARbK8A3ThmFmPQvRGrapI/jS2laKKgYUmfdEdkNO6B2Cke5e8VTxY406ArAmQ90GAihDwIcb16TQMnzCMBout"
        "nwZKNiKRACrFmtxw2Q=="
    ),
}
BODY = (
    '{"id":"3119dfba-e649-5eec-ab1e-3412bc4d2e17","create_time":"2021-06-24T16:37:26+08:00",'
    '"resource_type":"encrypt-resource","event_type":"PAYSCORE.USER_OPEN_SERVICE","summary":"签约成功",'
    '"resource":{"original_type":"payscore","algorithm":"AEAD_AES_256_GCM","ciphertext":'
    '"YDS3lKPaC4Y52Gf3uhft5qUBlIa8b428AWTtTauHQfQrRw+X1WpiuHIDy0vo1Vd6VEq67aVyqPdDYMkRVSDaZL3iZttevRMOoPKMifozg6XPWjIZ'
    "umks/GpT48lI4NizyeaqLBokNebthah3o1H76qSlO9NkDjp9bzmKLEYYH9TEklFUpsvPqOTOcgSLgh21YJXYR7dEBXFgRLiNIKRgO5JdXh1hccRU"
    'AlyVWxE54PXpnQ==","associated_data":"payscore","nonce":"Kj7QIyUiYx1q"}}'
).encode()
PUBLISHED_KEY = "testMchAPIv3Key0"
SOURCE_SIGNATURE = (
    "BKyAfU4iMCuvXMXS0Wzam3V/cnxZ+JaqigPM5OhljS2iOT95OO6Fsuml2JkFANJU9K6q9bLlDhPXuoVz+pp4hAm6pHU4ld815U4jsKu1RkyaII+1"
    "CYBUYC8TK0XtJ8FwUXXz8vZHh58rrAVN1XwNyvD1vfpxrMT4SL536GLwvpUHlCqIMzoZUguLli/K8V29QiOhuH6IEqLNJn8e9b3nwNcQ7be3CzYG"
    "pDAKBfDGPCqCv8Rw5zndhlffk2FEA70G4hvMwe51qMN/RAJbknXG23bSlObuTCN7Ndj1aJGH6/L+hdwfLpUtJm4QYVazzW7DFD27EpSQEqA8bX9+"
    "8m1rLg=="
)


@pytest.fixture
def published():
    key = load_pem_x509_certificate(CERTIFICATE).public_key()
    assert isinstance(key, rsa_keys.RSAPublicKey)
    return {SERIAL: key}


def test_the_published_notice_verifies_and_opens(published):
    verify(published, HEADERS, BODY, now=MOMENT)
    opened = decrypt(json.loads(BODY)["resource"], PUBLISHED_KEY)
    assert opened == {
        "mchid": "1234567890",
        "appid": "054aa7d7a2a54ab5898df65bd96f001c",
        "create_time": "2020-06-30T12:12:00+08:00",
        "out_contract_code": "21640bdbd08e473e828f3206a2741c6e",
    }


def test_the_published_signature_is_that_of_the_word_source(published):
    assert rsa.verifies(published[SERIAL], b"source", SOURCE_SIGNATURE)
    assert not rsa.verifies(published[SERIAL], b"Source", SOURCE_SIGNATURE)


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_the_published_notice_is_refused_at_another_hour(published, seconds):
    with pytest.raises(BadSignature):
        verify(published, HEADERS, BODY, now=MOMENT + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_clocks_may_differ_by_five_minutes(published, seconds):
    verify(published, HEADERS, BODY, now=MOMENT + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "changes",
    [
        {"wechatpay-signature": ""},
        {"wechatpay-signature": "not base64 !"},
        {"wechatpay-signature": PROBE + HEADERS["wechatpay-signature"]},
        {"wechatpay-signature": SOURCE_SIGNATURE},
        {"wechatpay-nonce": "another"},
        {"wechatpay-timestamp": ""},
        {"wechatpay-timestamp": "soon"},
        {"wechatpay-timestamp": "１６２４５２３８４６"},
        {"wechatpay-timestamp": "1624523847"},
        {"wechatpay-serial": ""},
        {"wechatpay-serial": "PUB_KEY_ID_0000000000000000000000000001"},
        {"wechatpay-signature-type": "WECHATPAY2-SHA1-RSA2048"},
    ],
)
def test_a_spoilt_header_is_refused_and_never_anything_else(published, changes):
    with pytest.raises(BadSignature):
        verify(published, {**HEADERS, **changes}, BODY, now=MOMENT)


@pytest.mark.parametrize("body", [b"", BODY + b" ", BODY.replace(b"PAYSCORE", b"TRANSACTION"), BODY[:-1]])
def test_a_changed_body_is_refused(published, body):
    with pytest.raises(BadSignature):
        verify(published, HEADERS, body, now=MOMENT)


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another12345"},
        {"associated_data": "transaction"},
        {"ciphertext": "AAAA"},
        {"ciphertext": "not base64 !"},
        {"ciphertext": None},
        {"nonce": ""},
        {"algorithm": "AES-ECB"},
    ],
)
def test_a_spoilt_cipher_is_refused_and_never_anything_else(changes):
    with pytest.raises(BadSignature):
        decrypt({**json.loads(BODY)["resource"], **changes}, PUBLISHED_KEY)


def test_a_cipher_under_another_key_is_refused():
    with pytest.raises(BadSignature):
        decrypt(json.loads(BODY)["resource"], "testMchAPIv3Key1")


API_V3_KEY = "0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def platform_key():
    return rsa_keys.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def wechat(platform_key):
    merchant = rsa_keys.generate_private_key(public_exponent=65537, key_size=2048)
    private = merchant.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = platform_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    keys = {"PUB_KEY_ID_1": public.decode(), "0123ABCD": public.decode()}
    return WechatPay(
        WechatPayAccount("1900000001", "wx01", "5157F09EFDC0", private, API_V3_KEY, keys, "https://example.invalid/n")
    )


def notice(key, resource: object, /, *, event: str = "TRANSACTION.SUCCESS", serial: str = "PUB_KEY_ID_1", **envelope):
    """A notice as WeChat Pay would send it now, and its headers."""
    plain = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
    cipher = AESGCM(API_V3_KEY.encode()).encrypt(b"nonce1234567", plain, b"transaction")
    sealed = {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(cipher).decode(),
        "associated_data": "transaction",
        "nonce": "nonce1234567",
    }
    body = json.dumps({"id": "notice-1", "event_type": event, "resource": sealed, **envelope}).encode()
    stamp = str(int(NOW.timestamp()))
    signed = f"{stamp}\nn\n".encode() + body + b"\n"
    headers = {
        "wechatpay-serial": serial,
        "wechatpay-timestamp": stamp,
        "wechatpay-nonce": "n",
        "wechatpay-signature": rsa.sign(key, signed),
    }
    return headers, body


PAYMENT = {
    "mchid": "1900000001",
    "appid": "wx01",
    "out_trade_no": "P1",
    "transaction_id": "4200000001",
    "trade_state": "SUCCESS",
    "success_time": "2026-11-20T12:00:00+08:00",
    "amount": {"total": 1200, "payer_total": 1200, "currency": "CNY"},
    "payer": {"openid": "o1"},
}


def test_a_payment_is_read_with_all_that_is_checked_later(wechat, platform_key):
    read = wechat.read_notice(*notice(platform_key, PAYMENT), now=NOW)
    report = wechat.understand(read.payload)
    assert read.id == "notice-1"
    assert (report.number, report.outcome, report.trade_number) == ("P1", Outcome.PAID, "4200000001")
    assert (report.amount_fen, report.currency, report.merchant, report.app) == (1200, "CNY", "1900000001", "wx01")
    assert report.paid_at == NOW


def test_both_keys_of_a_changeover_are_good(wechat, platform_key):
    assert wechat.read_notice(*notice(platform_key, PAYMENT, serial="0123ABCD"), now=NOW).id == "notice-1"


@pytest.mark.parametrize("missing", ["mchid", "appid", "amount"])
def test_what_a_notice_leaves_out_is_not_taken_for_granted(wechat, missing):
    left = {name: value for name, value in PAYMENT.items() if name != missing}
    report = wechat.understand({"event_type": "TRANSACTION.SUCCESS", "resource": left})
    stated = {"mchid": report.merchant, "appid": report.app, "amount": report.amount_fen}
    assert stated[missing] in ("", None)
    assert {"mchid": "", "appid": "", "amount": None}[missing] == stated[missing]


@pytest.mark.parametrize("total", ["1200", 12.0, True, None])
def test_an_amount_that_is_no_whole_number_is_no_amount(wechat, total):
    resource = {**PAYMENT, "amount": {"total": total, "currency": "CNY"}}
    assert wechat.understand({"event_type": "TRANSACTION.SUCCESS", "resource": resource}).amount_fen is None


@pytest.mark.parametrize(
    ("word", "outcome"), [("SUCCESS", "succeeded"), ("ABNORMAL", "abnormal"), ("CLOSED", "closed")]
)
def test_a_refunds_notice_is_read(wechat, word, outcome):
    resource = {"out_refund_no": "R1", "refund_status": word, "amount": {"refund": 500}, "refund_id": "5030"}
    report = wechat.understand({"event_type": f"REFUND.{word}", "resource": resource})
    assert (report.outcome, report.amount_fen, report.number) == (RefundOutcome(outcome), 500, "R1")


@pytest.mark.parametrize(
    "payload",
    [
        {"event_type": "PAYSCORE.USER_OPEN_SERVICE", "resource": {}},
        {"event_type": "TRANSACTION.SUCCESS", "resource": {**PAYMENT, "trade_state": "NEWS"}},
        {"event_type": "REFUND.NEWS", "resource": {"refund_status": "NEWS"}},
    ],
)
def test_a_word_nobody_knows_is_an_error_and_no_guess(wechat, payload):
    with pytest.raises(UnknownAnswer):
        wechat.understand(payload)


@pytest.mark.parametrize("envelope", [{"resource": None}, {"resource": "text"}, {"id": None}])
def test_a_signed_envelope_without_its_parts_is_refused(wechat, platform_key, envelope):
    with pytest.raises(BadSignature):
        wechat.read_notice(*notice(platform_key, PAYMENT, **envelope), now=NOW)


@pytest.mark.parametrize("plain", [b"[]", b"not json", b""])
def test_a_cipher_that_hides_no_object_is_refused(wechat, platform_key, plain):
    with pytest.raises(BadSignature):
        wechat.read_notice(*notice(platform_key, plain), now=NOW)
