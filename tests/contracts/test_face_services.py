"""WeChat's and Alipay's own face checks against the outside world on loopback: only the server's answer counts."""

import hashlib
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from core.errors import Invalid, Unavailable, UnknownAnswer
from core.platforms.alipay import AlipayApp, AlipayGateway
from core.platforms.wechat import WechatApp, WechatGateway
from core.redis import redis
from tests.outside import Outside, outside_world
from verification.channels.door import Answer, Begun, Named
from verification.providers.alipay_face import AlipayFace
from verification.providers.wechat_face import WechatFace, cert_hash

PERSON = Named("周予安", "99012219900307881X")
PHONE = "13990122001"


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with outside_world(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture(autouse=True)
async def no_token(database: None) -> None:
    """The token that WeChat gives all processes is shared through Redis: each test begins without one."""
    await redis().flushdb()


class AtWechat:
    """WeChat and a person with a telephone."""

    fault_service = "wechat"

    def __init__(self, outside: Outside, **changes: str) -> None:
        self.outside = outside
        app = WechatApp.of({**outside.credentials["wechat"], **changes})
        self.service = WechatFace(WechatGateway(app))

    def login_code(self) -> str:
        return str(self.outside.post(f"/wechat/phones/{PHONE}/login")["code"])

    def check(self, begun: Begun, outcome: str) -> None:
        body = {"verify_id": begun.launch["verify_id"], "outcome": outcome}
        self.outside.post(f"/wechat/phones/{PHONE}/face", body)


class AtAlipay:
    """Alipay and a person with a telephone."""

    fault_service = "alipay"

    def __init__(self, outside: Outside, **changes: str) -> None:
        self.outside = outside
        app = AlipayApp.of({**outside.credentials["alipay"], **changes})
        self.service = AlipayFace(AlipayGateway(app), return_url="https://zhaoban.example/")

    def login_code(self) -> str:
        return ""

    def check(self, begun: Begun, outcome: str) -> None:
        self.outside.post(f"/alipay/certify/{begun.reference}", {"outcome": outcome})


@pytest.fixture(params=[AtWechat, AtAlipay])
def platform(request: pytest.FixtureRequest, outside: Outside):
    outside.calm()
    return request.param(outside)


async def begin(platform) -> tuple[str, Begun]:
    number = uuid4().hex
    return number, await platform.service.begin(PERSON, number, platform.login_code())


async def test_nothing_is_known_before_the_person_made_the_check(platform) -> None:
    number, begun = await begin(platform)
    assert await platform.service.result(PERSON, number, begun.reference) is Answer.PENDING


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [("passed", Answer.PASSED), ("mismatch", Answer.FAILED), ("cancelled", Answer.FAILED)],
)
async def test_the_servers_answer_is_the_result(platform, outcome, answer) -> None:
    number, begun = await begin(platform)
    platform.check(begun, outcome)
    assert await platform.service.result(PERSON, number, begun.reference) is answer


@pytest.mark.parametrize("fault", ["http500", "http502", "http429", "html", "down", "drop_after"])
async def test_an_outage_is_unavailable_never_a_refusal(platform, outside, fault) -> None:
    number, begun = await begin(platform)
    platform.check(begun, "passed")
    outside.fault(platform.fault_service, fault)
    with pytest.raises(Unavailable):
        await platform.service.result(PERSON, number, begun.reference)
    assert await platform.service.result(PERSON, number, begun.reference) is Answer.PASSED


async def test_neither_name_number_nor_secret_is_logged(platform, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    await begin(platform)
    assert PERSON.id_number not in caplog.text
    assert PERSON.name not in caplog.text
    assert PERSON.id_number not in repr(platform.service)


async def test_nobody_listening_is_unavailable(outside) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    for away in (AtWechat(outside, base_url=closed), AtAlipay(outside, gateway=f"{closed}/gateway.do")):
        with pytest.raises(Unavailable):
            await away.service.begin(PERSON, uuid4().hex, "code")


async def test_wechat_refuses_a_login_code_that_was_used(outside) -> None:
    outside.calm()
    wechat = AtWechat(outside)
    code = wechat.login_code()
    await wechat.service.begin(PERSON, uuid4().hex, code)
    with pytest.raises(Invalid):
        await wechat.service.begin(PERSON, uuid4().hex, code)


async def test_a_token_that_wechat_forgot_is_fetched_anew(outside) -> None:
    outside.calm()
    wechat = AtWechat(outside)
    number, begun = await begin(wechat)
    outside.fault("wechat", "token_expired")
    assert await wechat.service.result(PERSON, number, begun.reference) is Answer.PENDING
    outside.fault("wechat", "token_expired", times=2)
    with pytest.raises(Unavailable):
        await wechat.service.result(PERSON, number, begun.reference)


async def test_a_check_of_wechats_belongs_to_its_number(outside) -> None:
    outside.calm()
    wechat = AtWechat(outside)
    _, begun = await begin(wechat)
    with pytest.raises(UnknownAnswer, match="47003"):
        await wechat.service.result(PERSON, uuid4().hex, begun.reference)


def test_the_digest_of_the_card_is_built_as_published() -> None:
    text = "cert_type=SURFTlRJVFlfQ0FSRA==&cert_name=5ZGo5LqI5a6J&cert_no=OTkwMTIyMTk5MDAzMDc4ODFY"
    assert cert_hash(PERSON) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("fault", ["bad_signature", "no_signature"])
async def test_an_answer_that_alipay_did_not_sign_is_not_believed(outside, fault) -> None:
    outside.calm()
    alipay = AtAlipay(outside)
    number, begun = await begin(alipay)
    alipay.check(begun, "passed")
    outside.fault("alipay", fault)
    with pytest.raises(Unavailable):
        await alipay.service.result(PERSON, number, begun.reference)


async def test_alipays_page_opens_by_the_address_we_signed(outside) -> None:
    outside.calm()
    _, begun = await begin(AtAlipay(outside))
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(begun.launch["url"])
    assert begun.reference in page.text


async def test_a_key_of_another_app_begins_nothing(outside) -> None:
    outside.calm()
    wrong = Path(outside.credentials["wechat_pay"]["merchant_private_key_path"])
    with pytest.raises(UnknownAnswer, match="invalid-signature"):
        await AtAlipay(outside, app_private_key_path=wrong).service.begin(PERSON, uuid4().hex, "")
