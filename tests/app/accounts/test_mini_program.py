"""In from WeChat or Alipay: one person however they come, against the outside world."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from tortoise.transactions import in_transaction

from app.accounts import mini_program
from app.accounts.alipay import AlipayMiniProgram
from app.accounts.linked import linked_identities, unlink
from app.accounts.mini_program import PhoneProof, payer_reference, sign_in
from app.accounts.models import Account, MiniProgramIdentity, Platform, Session
from app.accounts.phones import phone_index
from app.accounts.recycled import SILENT_FOR, retire_if_recycled
from app.accounts.sessions import authenticate, list_sessions, revoke
from app.accounts.sign_in import send_code
from app.accounts.wechat import WechatMiniProgram
from core import clock
from core.errors import Conflict, Invalid, NotFound, Unavailable
from core.platforms.alipay import AlipayApp, AlipayGateway
from core.platforms.wechat import WechatApp, WechatGateway
from core.redis import redis
from notifications.models import Message
from tests.filings import person, wired
from tests.outside import Outside, outside_world

PHONE = "13900990801"


@pytest.fixture(scope="module")
def outside(tmp_path_factory) -> Iterator[Outside]:
    with outside_world(tmp_path_factory.mktemp("outside")) as world:
        yield world


@pytest.fixture
async def wechat(database, outside) -> WechatMiniProgram:
    outside.calm()
    wired()
    program = WechatMiniProgram(WechatGateway(WechatApp.of(outside.credentials["wechat"])))
    alipay = AlipayMiniProgram(AlipayGateway(AlipayApp.of(outside.credentials["alipay"])))
    mini_program.wire([program, alipay])
    await redis().flushdb()
    return program


def code(outside: Outside, platform: str = "wechat", phone: str = PHONE) -> str:
    return str(outside.post(f"/{platform}/phones/{phone}/login")["code"])


def phone_code(outside: Outside, phone: str = PHONE) -> str:
    return str(outside.post(f"/wechat/phones/{phone}/phone-code")["code"])


async def enter(platform: Platform, given: str, proof: PhoneProof | None = None) -> tuple[str, Session, Account]:
    return await sign_in(platform, given, proof or PhoneProof(), device_id="device-1", now=clock.now())


async def text_message() -> PhoneProof:
    """The number proven by our own message."""
    asked = await send_code(PHONE, now=clock.now())
    text = await Message.get(template="sign_in_code")
    return PhoneProof(phone=PHONE, sms_code=(text.params or {})["code"], request_id=asked.request_id)


async def test_the_number_wechat_vouches_for_links_once_and_afterwards_the_code_is_enough(wechat, outside):
    _, _, first = await enter(Platform.WECHAT, code(outside), PhoneProof(phone_code=phone_code(outside)))
    assert first.phone_index == phone_index(PHONE)
    _, _, again = await enter(Platform.WECHAT, code(outside))
    assert again.id == first.id
    assert await MiniProgramIdentity.all().count() == 1


async def test_a_stranger_without_a_number_is_told_what_is_needed(wechat, outside):
    with pytest.raises(Invalid) as needed:
        await enter(Platform.WECHAT, code(outside))
    assert [each.rule for each in needed.value.problems["phone_code"]] == ["AC-05"]
    assert not await Account.exists()


async def test_wechat_and_alipay_of_one_number_are_one_person(wechat, outside):
    _, _, first = await enter(Platform.WECHAT, code(outside), PhoneProof(phone_code=phone_code(outside)))
    with pytest.raises(Invalid):
        await enter(Platform.ALIPAY, code(outside, "alipay"), PhoneProof(phone=PHONE, sms_code="000000"))
    assert await payer_reference(first.id, "alipay") is None
    proof = await text_message()
    _, _, other = await enter(Platform.ALIPAY, code(outside, "alipay"), proof)
    assert other.id == first.id
    for platform, provider in ((Platform.WECHAT, "wechat_pay"), (Platform.ALIPAY, "alipay")):
        named = await MiniProgramIdentity.get(platform=platform)
        assert await payer_reference(first.id, provider) == named.open_id


@pytest.mark.parametrize("platform", ["wechat", "alipay"])
async def test_a_code_works_once(wechat, outside, platform):
    given, proof = code(outside, platform), PhoneProof(phone_code=phone_code(outside))
    with pytest.raises(Invalid):
        await enter(Platform(platform), given)
    with pytest.raises(Invalid) as used:
        await enter(Platform(platform), given, proof)
    assert "code" in used.value.problems


@pytest.mark.parametrize("fault", ["busy", "too_frequent", "http500", "html", "drop_after"])
async def test_an_outage_of_wechat_is_unavailable(wechat, outside, fault):
    outside.fault("wechat", fault)
    with pytest.raises(Unavailable):
        await enter(Platform.WECHAT, code(outside))


async def test_a_risk_that_wechat_reports_leads_to_the_text_message(wechat, outside):
    outside.fault("wechat", "high_risk")
    with pytest.raises(Invalid) as refused:
        await enter(Platform.WECHAT, code(outside))
    assert [each.rule for each in refused.value.problems["code"]] == ["AC-07"]


@pytest.mark.parametrize("fault", ["bad_signature", "no_signature", "http502"])
async def test_what_alipay_did_not_sign_signs_nobody_in(wechat, outside, fault):
    outside.fault("alipay", fault)
    with pytest.raises(Unavailable):
        await enter(Platform.ALIPAY, code(outside, "alipay"))


async def test_a_token_that_wechat_forgot_is_fetched_anew_once(wechat, outside):
    outside.fault("wechat", "token_expired")
    assert (await wechat.phone_number(phone_code(outside))) == f"+86{PHONE}"
    outside.fault("wechat", "token_expired", times=2)
    with pytest.raises(Unavailable):
        await wechat.phone_number(phone_code(outside))


async def test_many_who_need_the_token_at_once_fetch_it_once(wechat, outside):
    before = _fetches(outside)
    gateway = WechatGateway(WechatApp.of(outside.credentials["wechat"]))
    tokens = await asyncio.gather(*(gateway.access_token() for _ in range(20)))
    assert len(set(tokens)) == 1
    assert _fetches(outside) == before + 1


async def test_a_token_that_came_between_the_look_and_the_lock_is_not_fetched_again(wechat, outside, monkeypatch):
    before, shared = _fetches(outside), redis()
    gateway = WechatGateway(WechatApp.of(outside.credentials["wechat"]))
    slot = f"wechat:token:{gateway.app.app_id}"

    class Late:
        """Sees nothing at its first look, and by its second the other process has fetched the token."""

        looks = 0

        async def get(self, name):
            seen = await shared.get(name)
            self.looks += 1
            if self.looks == 1:
                await shared.set(slot, "fetched by another")
            return seen

        def __getattr__(self, name):
            return getattr(shared, name)

    late = Late()
    monkeypatch.setattr("core.platforms.wechat.redis", lambda: late)
    assert await gateway.access_token() == "fetched by another"
    assert _fetches(outside) == before
    assert await shared.get(f"{slot}:lock") is None


async def test_a_session_of_a_mini_program_is_listed_and_ends_at_once(wechat, outside):
    token, session, _ = await enter(Platform.WECHAT, code(outside), PhoneProof(phone_code=phone_code(outside)))
    actor = await authenticate(token, now=clock.now())
    assert actor is not None
    assert [each.id for each in await list_sessions(by=actor, now=clock.now())] == [session.id]
    await revoke(session.id, by=actor, now=clock.now())
    assert await authenticate(token, now=clock.now()) is None


async def test_a_linked_account_is_listed_and_unlinked_by_its_owner_alone(wechat, outside):
    token, _, account = await enter(Platform.WECHAT, code(outside), PhoneProof(phone_code=phone_code(outside)))
    other, _, _ = await enter(Platform.WECHAT, code(outside))
    owner = await authenticate(token, now=clock.now())
    (identity,) = await linked_identities(by=owner)
    with pytest.raises(NotFound):
        await unlink(identity.id, by=await person("13900990802"), now=clock.now())
    await unlink(identity.id, by=owner, now=clock.now())
    assert await linked_identities(by=owner) == []
    assert await authenticate(token, now=clock.now()) is not None
    assert await authenticate(other, now=clock.now()) is None
    with pytest.raises(Invalid):
        await enter(Platform.WECHAT, code(outside))
    _, _, again = await enter(Platform.WECHAT, code(outside), PhoneProof(phone_code=phone_code(outside)))
    assert again.id == account.id


async def test_the_only_way_into_an_account_without_a_number_stays(wechat, outside):
    token, _, account = await enter(Platform.WECHAT, code(outside), PhoneProof(phone_code=phone_code(outside)))
    later = clock.now() + SILENT_FOR + timedelta(days=1)
    async with in_transaction():
        assert await retire_if_recycled(account.phone_index, "a new telephone", now=later)
    owner = await authenticate(token, now=clock.now())
    (identity,) = await linked_identities(by=owner)
    with pytest.raises(Conflict):
        await unlink(identity.id, by=owner, now=clock.now())
    _, _, same = await enter(Platform.WECHAT, code(outside))
    assert same.id == account.id


async def test_a_platform_that_is_not_in_use_here_is_not_found(wechat, outside):
    mini_program.wire([wechat])
    with pytest.raises(NotFound):
        await enter(Platform.ALIPAY, code(outside, "alipay"))


async def test_no_platforms_name_of_a_person_stands_readable_in_its_row(wechat, outside):
    await enter(Platform.WECHAT, code(outside), PhoneProof(phone_code=phone_code(outside)))
    stored = await MiniProgramIdentity.all().values("open_id_index", "app_id")
    openid = outside.post(f"/wechat/phones/{PHONE}/login")["openid"]
    assert all(openid not in str(row) for row in stored)


def _fetches(outside: Outside) -> int:
    lines = outside.get("/journal")
    rows = lines["journal"] if isinstance(lines, dict) else lines
    return sum("stable_token" in str(row["event"]) for row in rows)
