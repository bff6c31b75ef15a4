"""A licence can be verified offline, and nothing in it can be exchanged."""

import json
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.documents.contents import Office
from app.documents.keys import LicenceKey
from app.licences.payload import (
    ForgedPayload,
    machine_readable,
    sign_detached,
    sign_payload,
    verify_detached,
    verify_payload,
)
from app.licences.render import LicenceContents
from app.licences.stated import stated

AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
KEY = LicenceKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
PUBLISHED = {KEY.key_id: KEY.public}
NAME = "云溪县青禾软件有限公司"
URL = "https://dj.yunxi.example/l/Kd83jJsk29"
USCC = "91990122MAXY00001R"


@pytest.fixture
def payload() -> str:
    return sign_payload(URL, uscc=USCC, name=NAME, version=3, issued_at=AT, key=KEY)


@pytest.fixture
def statement(payload: str) -> bytes:
    licence = LicenceContents(
        number="990122000000018",
        uscc=USCC,
        name=NAME,
        company_type="有限责任公司",
        representative="周启明",
        capital_fen=100_000_000,
        established_on=date(2026, 11, 21),
        address="安和省清江市云溪县清溪街道人民路18号",
        scope="一般项目：软件开发",
        office=Office("云溪县市场监督管理局", "990122"),
        issued_on=date(2026, 11, 21),
        publicity_url="https://gongshi.example.cn",
    )
    return machine_readable(licence, qr_text=payload, pdf_sha256="ab" * 32, issued_at=AT, sample=True)


def test_a_payload_states_what_was_signed(payload: str) -> None:
    claims = verify_payload(payload, PUBLISHED)
    assert (claims.url, claims.uscc, claims.version, claims.issued_at, claims.key_id) == (URL, USCC, 3, AT, KEY.key_id)
    assert claims.is_of(NAME)
    assert not claims.is_of("云溪县青禾硬件有限公司")
    assert len(payload) < 250


def test_no_character_of_a_payload_can_be_exchanged(payload: str) -> None:
    for position, character in enumerate(payload):
        changed = payload[:position] + ("A" if character != "A" else "B") + payload[position + 1 :]
        with pytest.raises(ForgedPayload):
            verify_payload(changed, PUBLISHED)


@pytest.mark.parametrize("text", ["", "https://dj.yunxi.example", "hello", URL + "?t=1.2.3", "\x00" * 300])
def test_another_text_is_no_payload(text: str) -> None:
    with pytest.raises(ForgedPayload, match="not the payload"):
        verify_payload(text, PUBLISHED)


def test_an_unpublished_key_is_refused(payload: str) -> None:
    stranger = LicenceKey(Ed25519PrivateKey.generate())
    with pytest.raises(ForgedPayload, match="not published"):
        verify_payload(payload, {stranger.key_id: stranger.public})
    with pytest.raises(ForgedPayload, match="not published"):
        verify_payload(payload, {KEY.key_id: stranger.public})


@pytest.mark.parametrize(
    ("url", "uscc", "version"),
    [("ftp://x", USCC, 1), (URL + "?a=1", USCC, 1), (URL, "short", 1), (URL, USCC, 0), (URL + " x", USCC, 1)],
)
def test_what_a_reader_could_not_verify_is_not_signed(url: str, uscc: str, version: int) -> None:
    with pytest.raises(ValueError, match="cannot be carried"):
        sign_payload(url, uscc=uscc, name=NAME, version=version, issued_at=AT, key=KEY)


def test_the_statement_is_canonical_and_complete(statement: bytes) -> None:
    fields = json.loads(statement)
    assert json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == statement
    assert fields["name"] == NAME
    assert fields["established_on"] == "2026-11-21"
    assert fields["capital_fen"] == 100_000_000
    assert fields["sample"] is True


def test_a_detached_signature_fits_one_document_only(statement: bytes) -> None:
    signature = sign_detached(statement, KEY)
    verify_detached(statement, signature, PUBLISHED)
    with pytest.raises(ForgedPayload, match="does not fit"):
        verify_detached(statement.replace(b"100000000", b"900000000"), signature, PUBLISHED)


@pytest.mark.parametrize(
    "signature",
    [b"", b"[]", b"{}", b'{"alg":"Ed25519","key_id":"x","signature":7}', b'{"alg":"none","key_id":"x","signature":""}'],
)
def test_a_broken_signature_file_is_refused(signature: bytes, statement: bytes) -> None:
    with pytest.raises(ForgedPayload):
        verify_detached(statement, signature, PUBLISHED)


def test_the_lines_to_be_shown_come_from_the_signed_statement(statement: bytes, payload: str) -> None:
    shown = stated(statement.decode())
    assert (shown.qr, shown.sample) == (payload, True)
    assert [(name.zh, name.en, value) for name, value in shown.lines] == [
        ("类型", "Type", "有限责任公司"),
        ("法定代表人", "Legal representative", "周启明"),
        ("注册资本", "Registered capital", "100万元"),
        ("成立日期", "Established", "2026年11月21日"),
        ("住所", "Address", "安和省清江市云溪县清溪街道人民路18号"),
        ("经营范围", "Scope", "一般项目：软件开发"),
    ]
