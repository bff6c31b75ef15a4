"""WeChat's message push: believed only when it is WeChat's, fresh and ours; kept once; consents and messages follow."""

import asyncio
import base64
import hashlib
import time
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest
from tortoise.connection import get_connections

from core import clock
from core.errors import BadSignature, NotFound, TooLarge
from core.inbox import ExternalNotice
from core.states import history
from notifications import providers, pushed
from notifications.consent import accepts, note
from notifications.models import Message
from notifications.provider import CardTemplate, Receipt
from notifications.providers.wechat_push import PushAccount, WechatPush
from notifications.states import MessageChannel, MessageState
from sandbox.outbox import Letter
from sandbox.server import open_world
from sandbox.wechat.push import Pushes
from tests.jobs_runner import run_jobs

ADDRESS = "o-somebody"
PROGRESS = "template-progress"
FIELDS = frozenset({"matter", "status", "time", "hint"})
BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


class Cards:
    """The templates of one mini-program; sends nothing."""

    name = "wechat"
    templates: ClassVar = {
        "progress": CardTemplate(PROGRESS, True, FIELDS),
        "invitation": CardTemplate("template-invitation", False, frozenset({"company", "applicant", "hint"})),
        "delivery": CardTemplate("template-delivery", False, frozenset({"item", "number", "status", "time"})),
    }

    async def send(self, address, card):
        return Receipt(provider_id="1")


async def nobody(account_id, phone_index):
    return None


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """WeChat, as far as it seals letters."""
    return open_world(tmp_path_factory.mktemp("world"), "http://127.0.0.1:1", "http://127.0.0.1:1", 1.0)


@pytest.fixture
async def ear(database, network, world):
    providers.use(network, Cards(), nobody)
    pushed.listen(WechatPush(PushAccount.of(world.credentials["wechat"])))
    yield
    providers.use(network)


def letter(world, event: str, entry: dict[str, str], at: int | None = None) -> Letter:
    """One push as WeChat would send it now."""
    message = {
        "ToUserName": "gh_1",
        "FromUserName": ADDRESS,
        "CreateTime": at or int(time.time()),
        "MsgType": "event",
        "Event": event,
        "List": [entry],
    }
    return Pushes().write(world, {"facts": {"message": message}})


def answered(world, word: str, event: str = "subscribe_msg_popup_event", at: int | None = None) -> Letter:
    return letter(world, event, {"TemplateId": PROGRESS, "SubscribeStatusString": word, "PopupScene": "0"}, at)


def ended(world, code: str = "0", number: str = "9001") -> Letter:
    entry = {"TemplateId": PROGRESS, "MsgID": number, "ErrorCode": code, "ErrorStatus": "success"}
    return letter(world, "subscribe_msg_sent_event", entry)


async def hear(one: Letter, *, body: bytes | None = None, now: datetime | None = None, **query: str) -> None:
    given = dict(parse_qsl(one.query)) | query
    await pushed.hear(given, one.content if body is None else body, now=now or clock.now())


async def on_its_way(number: str = "9001", state: MessageState = MessageState.SENT) -> Message:
    return await Message.create(
        id=uuid4(),
        subject="application:7",
        template="rejected",
        channel=MessageChannel.WECHAT,
        state=state,
        to=ADDRESS,
        otherwise="13900990072",
        params={"company": "云溪县青禾茶业有限公司"},
        provider="wechat" if number else "",
        provider_id=number,
        attempts=1,
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(minutes=15),
    )


@pytest.mark.parametrize("xml", [False, True])
async def test_an_answer_on_the_telephone_is_kept_whatever_it_comes_in(ear, world, xml):
    if xml:
        world.faults.arm("wechat", "push_xml", 1)
    await hear(answered(world, "accept"))
    assert not await accepts(ADDRESS, "progress")
    await run_jobs()
    assert await accepts(ADDRESS, "progress")


async def test_who_changes_their_mind_in_wechats_settings_is_heard(ear, world):
    now = int(time.time())
    await hear(answered(world, "accept", at=now - 60))
    await hear(answered(world, "reject", "subscribe_msg_change_event", at=now))
    await run_jobs()
    assert not await accepts(ADDRESS, "progress")


async def test_an_older_answer_that_comes_late_changes_nothing(ear, world):
    await note(ADDRESS, PROGRESS, "reject", at=clock.now())
    await hear(answered(world, "accept", at=int(time.time()) - 90))
    await run_jobs()
    assert not await accepts(ADDRESS, "progress")


async def test_five_copies_at_once_are_kept_once_and_applied_once(ear, world):
    await on_its_way()
    one = ended(world)
    await asyncio.gather(*(hear(one) for _ in range(5)))
    await run_jobs()
    (notice,) = await ExternalNotice.all()
    assert notice.applied_at is not None
    message = await Message.get(provider_id="9001")
    assert [each.action for each in await history(message)] == ["confirm"]


async def test_the_same_news_sealed_anew_is_the_same_news(ear, world):
    at = int(time.time())
    for _ in range(3):
        await hear(answered(world, "accept", at=at))
    assert await ExternalNotice.all().count() == 1


async def test_what_wechat_could_not_deliver_goes_by_text_message(ear, world, network):
    await on_its_way()
    await hear(ended(world, code="2"))
    await run_jobs()
    assert (await Message.get(provider_id="9001")).state is MessageState.FAILED
    assert [taken[0] for taken in network.taken] == ["13900990072"]


async def test_news_that_overtakes_the_answer_waits_for_it(ear, world):
    message = await on_its_way(number="", state=MessageState.QUEUED)
    await hear(ended(world))
    await run_jobs()
    notice = await ExternalNotice.get()
    assert notice.applied_at is None
    await Message.filter(id=message.id).update(state=MessageState.SENT, provider="wechat", provider_id="9001")
    await pushed.act_on(str(notice.id), now=clock.now())
    assert (await Message.get(id=message.id)).state is MessageState.DELIVERED


async def test_news_of_a_message_that_is_not_ours_is_done_with(ear, world):
    await hear(ended(world, number="4711"))
    await run_jobs()
    assert (await ExternalNotice.get()).applied_at is not None


@pytest.mark.parametrize("fault", ["push_bad_signature", "push_wrong_app", "push_old"])
async def test_what_is_forged_foreign_or_old_is_refused(ear, world, fault):
    world.faults.arm("wechat", fault, 1)
    with pytest.raises(BadSignature):
        await hear(answered(world, "accept"))
    assert not await ExternalNotice.exists()


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_replay_outside_the_window_is_refused(ear, world, minutes):
    one = answered(world, "accept")
    with pytest.raises(BadSignature):
        await hear(one, now=datetime.now(UTC) + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "changed",
    [{"timestamp": f"{time.time() - 9:.0f}"}, {"nonce": "1"}, {"msg_signature": ""}, {"timestamp": "٣"}, {"nonce": ""}],
)
async def test_what_was_signed_must_be_what_came(ear, world, changed):
    with pytest.raises(BadSignature):
        await hear(answered(world, "accept"), **changed)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"\xff\xfe", b"<xml>", b"<xml/>", BOMB, b'{"Encrypt": 7}', b'{"Encrypt": ["a"]}', b"{" * 60_000,
     b'{"Encrypt": ' + b"[" * 60_000, b'{"Encrypt": "\\ud800"}', b"<xml><Encrypt/></xml>"],
)  # fmt: skip
async def test_rubbish_is_refused_and_breaks_nothing(ear, world, body):
    with pytest.raises(BadSignature):
        await hear(answered(world, "accept"), body=body)


async def test_more_than_wechat_ever_sends_is_not_read(ear, world):
    with pytest.raises(TooLarge):
        await hear(answered(world, "accept"), body=b"x" * 70_000)


async def test_other_events_are_taken_and_left_alone(ear, world):
    await hear(letter(world, "user_enter_tempsession", {"TemplateId": PROGRESS}))
    assert not await ExternalNotice.exists()


async def test_wechat_may_ask_whether_the_address_is_ours(ear, world):
    account = world.credentials["wechat"]
    query = {"timestamp": str(int(time.time())), "nonce": "7", "echostr": "word"}
    query["signature"] = _sha1(account["push_token"], query["timestamp"], query["nonce"])
    assert pushed.confirm(query, now=clock.now()) == "word"
    with pytest.raises(BadSignature):
        pushed.confirm({**query, "nonce": "8"}, now=clock.now())
    with pytest.raises(BadSignature):
        pushed.confirm({"echostr": "word"}, now=clock.now())


def _sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


async def test_where_no_push_is_set_up_there_is_no_such_address(database, world):
    pushed._ear.clear()
    with pytest.raises(NotFound):
        await hear(answered(world, "accept"))


@pytest.mark.parametrize("key", [base64.b64encode(b"sixteen letters.").decode(), "", "no base64 at all"])
def test_a_key_that_is_none_is_refused_at_start(key):
    with pytest.raises(ValueError, match="43 characters"):
        WechatPush(PushAccount("wx", "token", key))


async def test_what_is_kept_is_sealed(ear, world):
    await hear(answered(world, "accept"))
    await run_jobs()
    connection = get_connections().get("default")
    for table in ("external_notice", "message_consent", "procrastinate_jobs"):
        rows = await connection.execute_query_dict(f"SELECT t::text AS row FROM {table} t")  # noqa: S608  (of the list above)
        assert rows
        assert all(ADDRESS not in row["row"] for row in rows)
