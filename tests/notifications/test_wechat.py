"""Messages inside WeChat against the outside world: asked for, sent, refused, and then by text message after all."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from tortoise.transactions import in_transaction

from core import clock
from core.actors import Actor, Role
from core.errors import Invalid, NotFound, Unavailable
from core.platforms.wechat import WechatApp, WechatGateway
from core.redis import redis
from notifications import providers
from notifications.catalogue import catalogue
from notifications.consent import record_answers, standing, to_ask
from notifications.deliver import PATIENCE, deliver_message
from notifications.models import Message
from notifications.provider import Refusal
from notifications.providers.wechat import WechatMessages, fitted
from notifications.queries import messages_about
from notifications.retention import forget_expired
from notifications.send import Recipient, send
from notifications.states import MessageAnswer, MessageChannel, MessageState
from tests.jobs_runner import run_jobs
from tests.outside import Outside, outside_world

PHONE = "13900990071"
ME = Actor(UUID(int=71), frozenset({Role.PERSON}))
STRANGER = Actor(UUID(int=72), frozenset({Role.PERSON}))
SUBJECT = "application:7"
COMPANY = {"company": "云溪县青禾茶业有限公司"}
INVITED = COMPANY | {"applicant": "林知远", "link": "https://zhaoban.test/i/abc"}


@pytest.fixture(scope="module")
def outside(tmp_path_factory) -> Iterator[Outside]:
    with outside_world(tmp_path_factory.mktemp("outside")) as world:
        yield world


@pytest.fixture
async def wechat(database, outside, network) -> Iterator[dict]:
    """Text messages by the network, messages inside WeChat by the sandbox, and one person whom WeChat knows."""
    outside.calm()
    await redis().flushdb()
    section = outside.credentials["wechat"]
    openid = outside.post(f"/wechat/phones/{PHONE}/login")["openid"]

    async def address_of(account_id, phone_index):
        return openid if account_id == ME.id else None

    gateway = WechatGateway(WechatApp.of(section))
    providers.use(network, WechatMessages.of(gateway.call, section), address_of)
    yield section["templates"]
    providers.use(network)


async def agree(outside: Outside, templates: dict, *keys: str, word: str = "accept") -> None:
    """The person answers on the telephone, and the page passes it on."""
    for key in keys:
        outside.post(
            f"/wechat/phones/{PHONE}/subscribe", {"template_id": templates[key]["id"], "accept": word == "accept"}
        )
    await record_answers({templates[key]["id"]: word for key in keys}, by=ME, now=clock.now())


async def tell(text: str = "rejected", params: dict[str, str] = COMPANY, to: Actor = ME) -> list[Message]:
    async with in_transaction():
        recipient = Recipient(account_id=to.id, phone=PHONE)
        return await send(text, to=recipient, params=params, subject=SUBJECT, once="t", now=clock.now())


async def outcomes() -> list[tuple[str, str, str | None]]:
    """What officers see of each message: its channel, its state, why it failed."""
    told = await Message.all().order_by("created_at", "-channel")
    return [(each.channel.value, each.state.value, each.refusal) for each in told]


def arrived(outside: Outside) -> list[dict]:
    return [one for one in outside.get(f"/phones/{PHONE}/messages")["messages"] if one["channel"] == "wechat"]


async def test_who_agreed_is_told_inside_wechat_instead_of_by_text_message(wechat, outside, network):
    before = len(arrived(outside))
    await agree(outside, wechat, "progress")
    await tell()
    await run_jobs()
    assert await outcomes() == [("wechat", "sent", None), ("inbox", "delivered", None)]
    (card,) = arrived(outside)[before:]
    assert "办理事项：云溪县青禾茶业有限公司" in card["text"]
    assert card["page"] == "pages/case/index?id=7"
    assert network.taken == []


async def test_officers_see_each_channel_and_neither_number_nor_wechats_name(wechat, outside, network):
    openid = outside.post(f"/wechat/phones/{PHONE}/login")["openid"]
    await agree(outside, wechat, "progress")
    outside.fault("wechat", "not_subscribed")
    await tell()
    await run_jobs()
    seen = {each.channel.value: (each.state.value, each.refusal, each.number) for each in await messages_about(SUBJECT)}
    assert seen == {
        "wechat": ("failed", "not_allowed", None),
        "sms": ("sent", None, "139****0071"),
        "inbox": ("delivered", None, None),
    }
    assert openid not in str(await messages_about(SUBJECT))


async def test_who_was_never_asked_gets_the_text_message(wechat, network):
    await tell()
    await run_jobs()
    assert await outcomes() == [("sms", "sent", None), ("inbox", "delivered", None)]


async def test_who_never_came_in_by_wechat_gets_the_text_message(wechat, network):
    await tell(to=STRANGER)
    await run_jobs()
    assert [channel for channel, _, _ in await outcomes()] == ["sms", "inbox"]


async def test_a_one_time_consent_is_spent_and_the_next_invitation_goes_by_text_message(wechat, outside, network):
    await agree(outside, wechat, "invitation")
    for once in ("first", "second"):
        async with in_transaction():
            to = Recipient(account_id=ME.id, phone=PHONE)
            await send("invitation", to=to, params=INVITED, once=once, now=clock.now())
        await run_jobs()
    assert sorted(each for each in await outcomes() if each[0] != "inbox") == [
        ("sms", "sent", None),
        ("wechat", "failed", "not_allowed"),
        ("wechat", "sent", None),
    ]
    invitation = next(each for each in await standing(by=ME) if each.key == "invitation")
    assert (invitation.answer, invitation.to_ask) == (MessageAnswer.SPENT, True)


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ("not_subscribed", "not_allowed"),
        ("banned", "channel_closed"),
        ("sensitive", "content_refused"),
        ("bad_data", "content_refused"),
        ("quota", "too_many"),
    ],
)
async def test_what_wechat_refuses_goes_by_text_message_at_once(wechat, outside, network, fault, refusal):
    await agree(outside, wechat, "progress")
    outside.fault("wechat", fault)
    await tell()
    await run_jobs()
    assert sorted(await outcomes()) == [
        ("inbox", "delivered", None), ("sms", "sent", None), ("wechat", "failed", refusal)
    ]  # fmt: skip
    assert [taken[0] for taken in network.taken] == [PHONE]


@pytest.mark.parametrize("fault", ["busy", "concurrent", "too_frequent", "http502", "html", "drop_after"])
async def test_an_outage_is_tried_again_and_after_a_while_the_text_message_goes_out(wechat, outside, network, fault):
    await agree(outside, wechat, "progress")
    outside.fault("wechat", fault)
    message = next(each for each in await tell() if each.channel is MessageChannel.WECHAT)
    with pytest.raises(Unavailable):
        await deliver_message(message.id, now=message.created_at)
    assert (await Message.get(id=message.id)).state is MessageState.QUEUED
    await forget_expired(message.created_at + PATIENCE + timedelta(minutes=2))
    text = await Message.get(channel=MessageChannel.SMS)
    assert (text.to, text.once, text.params) == (PHONE, "t", COMPANY)
    assert (await Message.get(id=message.id)).refusal is Refusal.EXPIRED


async def test_a_lasting_storm_of_stale_tokens_is_an_outage_and_ends_after_two_calls(wechat, outside):
    await agree(outside, wechat, "progress")
    message = (await tell())[0]
    outside.fault("wechat", "token_expired", times=50)
    with pytest.raises(Unavailable):
        await deliver_message(message.id, now=message.created_at)
    (left,) = outside.get("/faults")["armed"]
    assert left["times"] == 48


async def test_the_same_job_twice_sends_one_message(wechat, outside):
    before = len(arrived(outside))
    await agree(outside, wechat, "progress")
    message = (await tell())[0]
    for _ in range(2):
        await deliver_message(message.id, now=message.created_at)
    assert len(arrived(outside)) == before + 1


async def test_what_is_asked_for_keeps_lasting_and_one_time_templates_apart(wechat, outside):
    ids = {key: each["id"] for key, each in wechat.items()}
    assert to_ask(await standing(by=ME)) == [[ids["progress"]], [ids["invitation"], ids["delivery"]]]
    await agree(outside, wechat, "progress", "invitation")
    await agree(outside, wechat, "delivery", word="reject")
    assert to_ask(await standing(by=ME)) == [[ids["invitation"]]]
    assert await standing(by=STRANGER) == []


@pytest.mark.parametrize(("template", "word", "rule"), [("none", "accept", "NT-02"), (None, "perhaps", "NT-03")])
async def test_an_answer_nobody_understands_is_refused_with_its_field(wechat, template, word, rule):
    named = template or wechat["progress"]["id"]
    with pytest.raises(Invalid) as refused:
        await record_answers({named: word}, by=ME, now=clock.now())
    assert {path: found[0].rule for path, found in refused.value.problems.items()} == {f"answers.{named}": rule}


async def test_who_never_came_in_by_wechat_has_nothing_to_answer(wechat):
    with pytest.raises(NotFound):
        await record_answers({wechat["progress"]["id"]: "accept"}, by=STRANGER, now=clock.now())


async def test_every_text_fits_the_fields_of_its_template(wechat, outside):
    cards, lasting = (
        providers.cards(),
        {"until": "2026-12-20", "amount": "18.00", "news": "派送未成功", "count": "3", "item": "快递费"},
    )
    assert cards is not None
    openid = outside.post(f"/wechat/phones/{PHONE}/login")["openid"]
    given = INVITED | lasting | {"tracking_number": "SF1234567890123", "carrier": "顺丰", "credit_code": "91990122XY"}
    given |= {"item_en": "courier fee", "carrier_en": "SF Express", "news_en": "delivery failed"}
    for key, text in catalogue().items():
        if text.wechat is None:
            continue
        outside.post(f"/wechat/phones/{PHONE}/subscribe", {"template_id": wechat[text.wechat.template]["id"]})
        params = {name: given[name] for name in text.params}
        receipt = await cards.send(openid, text.card(params, at=clock.now(), subject="application:7"))
        assert receipt.refusal is None, key


def test_a_mini_program_without_templates_sends_none():
    async def call(path, body):
        raise AssertionError("nothing is to be sent")

    assert WechatMessages.of(call, {"appid": "wx"}) is None


@pytest.mark.parametrize("section", ["an-id", {"id": "an-id"}, None])
def test_a_template_without_its_fields_is_named_at_start(section):
    async def call(path, body):
        return {}

    with pytest.raises(ValueError, match=r"wechat\.templates\.progress needs id and fields"):
        WechatMessages.of(call, {"appid": "wx", "templates": {"progress": section}})


def test_settings_that_lack_a_field_are_refused_at_start(network, outside):
    section = outside.credentials["wechat"]
    section["templates"]["progress"]["fields"].pop("hint")

    async def call(path, body):
        return {}

    async def address_of(account_id, phone_index):
        return None

    with pytest.raises(ValueError, match="progress must name the fields hint, matter, status, time"):
        providers.use(network, WechatMessages.of(call, section), address_of)
    providers.use(network)


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        ("thing1", "字" * 20, "字" * 20),
        ("thing1", "字" * 21, "字" * 19 + "…"),
        ("name2", "阿卜杜拉·买买提江·艾合买提", "阿卜杜拉·买买提江·"),
        ("time3", "2026年11月20日 12:00", "2026年11月20日 12:00"),
    ],
)
def test_a_value_is_cut_to_what_wechat_admits(field, value, fits):
    assert fitted(field, value) == fits
