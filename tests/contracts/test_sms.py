"""Every provider of text messages against the outside world on loopback: what it sends, refuses and reports."""

import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from core.errors import Unavailable, UnknownAnswer
from notifications import providers
from notifications.catalogue import catalogue, sms_templates
from notifications.provider import DeliveryReport, Refusal
from notifications.providers.tencent import Tencent, TencentSms
from tests.outside import Outside, outside_world

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with outside_world(tmp_path_factory.mktemp("sandbox")) as world:
        yield world


def texts(outside: Outside, number: str) -> list[str]:
    return [message["text"] for message in outside.get(f"/phones/{number}/messages")["messages"]]


@pytest.fixture(params=["tencent"])
def sms(request: pytest.FixtureRequest, outside: Outside):
    outside.calm()
    make = {"tencent": other}
    return make[request.param](outside)


def number() -> str:
    return f"139{uuid4().int % 10**8:08d}"


def other(outside: Outside, **changes: Any) -> Tencent:
    return Tencent(TencentSms(**{"scheme": "http", **outside.credentials["tencent_sms"], **changes}))


async def test_a_code_arrives_and_has_a_receipt(sms, outside):
    to = number()
    receipt = await sms.send(to, "sign_in_code", ["384756", "5"], uuid4())
    assert receipt.refusal is None
    assert receipt.provider_id
    assert [text for text in texts(outside, to) if "384756" in text]


@pytest.mark.parametrize("key", [key for key, text in catalogue().items() if text.sms])
async def test_every_text_of_the_catalogue_is_accepted(sms, outside, key):
    to, text = number(), catalogue()[key]
    values = {
        "company": "云溪县青禾生态农业科技发展有限责任公司城关镇分公司",
        "link": "https://zhaoban.example/i/Ab3dEf",
    }
    values |= {"applicant": "林知远", "code": "384756", "minutes": "5", "credit_code": "91990122MA0000001X"}
    values |= {"amount": "12.00", "tracking_number": "1099012200017", "until": "2026-12-21"}
    values |= {"item": "邮寄费", "carrier": "邮政", "news": "收件人不在"}
    values |= {"item_en": "courier's fee", "carrier_en": "China Post", "news_en": "nobody was at home"}
    params = text.sms_params({name: values[name] for name in text.params})
    assert (await sms.send(to, text.sms.template, params, uuid4())).refusal is None
    assert len(texts(outside, to)) == 1


@pytest.mark.parametrize(
    ("fault", "refusal"), [("number_limit", Refusal.TOO_MANY), ("blacklist", Refusal.NUMBER_BLOCKED)]
)
async def test_a_refusal_of_the_number_is_told_in_our_words(sms, outside, fault, refusal):
    outside.fault("sms", fault)
    to = number()
    assert (await sms.send(to, "sign_in_code", ["384756", "5"], uuid4())).refusal is refusal
    assert texts(outside, to) == []


async def test_a_wrong_number_and_a_wrong_content_are_refused(sms):
    assert (await sms.send("12345", "sign_in_code", ["384756", "5"], uuid4())).refusal is Refusal.NUMBER_INVALID
    assert (await sms.send(number(), "sign_in_code", ["letters", "5"], uuid4())).refusal is Refusal.CONTENT_REFUSED
    assert (await sms.send(number(), "rejected", ["https://x.example"], uuid4())).refusal is Refusal.CONTENT_REFUSED


@pytest.mark.parametrize("fault", ["http500", "http502", "http429", "html", "down", "frequency_limit", "no_balance"])
async def test_what_passes_is_unavailable_never_a_refusal(sms, outside, fault):
    outside.fault("sms", fault)
    to = number()
    with pytest.raises(Unavailable):
        await sms.send(to, "sign_in_code", ["384756", "5"], uuid4())
    assert (await sms.send(to, "sign_in_code", ["384756", "5"], uuid4())).refusal is None


async def test_a_lost_answer_is_unavailable_and_the_reports_know_that_it_arrived(sms, outside):
    while await sms.reports():
        pass
    outside.fault("sms", "drop_after")
    ours, to = uuid4(), number()
    with pytest.raises(Unavailable):
        await sms.send(to, "sign_in_code", ["384756", "5"], ours)
    assert len(texts(outside, to)) == 1
    assert [(each.message_id, each.delivered) for each in await sms.reports()] == [(ours, True)]


async def test_a_message_that_never_arrived_is_reported_once(sms, outside):
    while await sms.reports():
        pass
    outside.fault("sms", "undelivered")
    ours = uuid4()
    receipt = await sms.send(number(), "sign_in_code", ["384756", "5"], ours)
    assert await sms.reports() == [DeliveryReport(receipt.provider_id, False, ours)]
    assert await sms.reports() == []


@pytest.mark.parametrize(
    "wrong", [{"secret_key": "not-the-key"}, {"secret_id": "AKIDnobody"}, {"sdk_app_id": "1"}, {"sign_name": "别家"}]
)
async def test_a_trouble_of_the_account_does_not_lose_the_message(outside, wrong):
    outside.calm()
    with pytest.raises(Unavailable):
        await other(outside, **wrong).send(number(), "sign_in_code", ["384756", "5"], uuid4())


async def test_nobody_listening_is_unavailable(outside):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Unavailable):
        await other(outside, endpoint=closed).send(number(), "sign_in_code", ["384756", "5"], uuid4())
    with pytest.raises(Unavailable):
        await other(outside, endpoint=closed).reports()


async def test_no_answer_in_time_is_unavailable(outside):
    outside.calm()
    outside.fault("sms", "timeout")
    with pytest.raises(Unavailable):
        await other(outside, timeout_s=1).send(number(), "sign_in_code", ["384756", "5"], uuid4())


async def test_an_answer_nobody_knows_is_an_error_that_names_its_code(outside):
    outside.calm()
    unset = other(outside, templates={"sign_in_code": None})
    with pytest.raises(UnknownAnswer, match="answered MissingParameter; add it"):
        await unset.send(number(), "sign_in_code", ["384756", "5"], uuid4())


async def test_an_account_without_reports_is_never_asked_for_them(outside):
    assert await other(outside, reports=False, endpoint="127.0.0.1:9").reports() == []


def test_a_provider_without_an_approved_text_is_not_taken(outside):
    templates = {key: "1" for key in sms_templates() if key != "approved"}
    with pytest.raises(ValueError, match="no template id for: approved"):
        providers.use(other(outside, templates=templates))


async def test_neither_number_nor_code_is_logged_even_when_everything_is(sms, caplog):
    caplog.set_level(logging.DEBUG)
    to = number()
    await sms.send(to, "sign_in_code", ["384756", "5"], uuid4())
    assert to not in caplog.text
    assert "384756" not in caplog.text


def test_the_account_keeps_its_secret_out_of_what_is_printed(outside):
    assert outside.credentials["tencent_sms"]["secret_key"] not in repr(
        TencentSms(**outside.credentials["tencent_sms"])
    )
