"""Erasure: codes after ten minutes, other text messages after a month, the inbox after two years."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tortoise.transactions import in_transaction

from core.actors import Actor, Role
from notifications.deliver import deliver_message
from notifications.inbox import list_inbox
from notifications.models import Message
from notifications.provider import Refusal
from notifications.queries import messages_about
from notifications.retention import RETENTION, Kind, forget_expired
from notifications.send import Recipient, send
from notifications.states import MessageChannel, MessageState

TO = Recipient(account_id=uuid4(), phone="13900990024", phone_index="d" * 64)
BLINK = timedelta(seconds=1)


async def say(key, params, now) -> list[Message]:
    async with in_transaction():
        return await send(key, to=TO, params=params, subject="application:2", now=now)


async def code(now) -> Message:
    return (await say("sign_in_code", {"code": "384756", "minutes": "5"}, now))[0]


async def test_number_and_digits_of_a_code_are_gone_after_ten_minutes(database, network, noon):
    sent = await code(noon)
    await deliver_message(sent.id, now=noon)
    limit = noon + timedelta(minutes=10)
    assert await forget_expired(limit - BLINK) == 0
    assert (await Message.get(id=sent.id)).to == TO.phone
    assert await forget_expired(limit) == 1
    stored = await Message.get(id=sent.id)
    assert (stored.to, stored.params, stored.phone_index, stored.erased_at) == (None, None, None, limit)
    assert stored.state is MessageState.SENT


@pytest.mark.parametrize(
    ("kind", "channel"), [(Kind.TRAVELLED, MessageChannel.SMS), (Kind.INBOX, MessageChannel.INBOX)]
)
async def test_each_kind_is_kept_as_long_as_its_reason_needs(database, network, noon, kind, channel):
    await say("rejected", {"company": "云溪县青禾茶业有限公司"}, noon)
    message = await Message.get(channel=channel)
    await forget_expired(noon + RETENTION[kind].time - BLINK)
    assert (await Message.get(id=message.id)).params is not None
    await forget_expired(noon + RETENTION[kind].time)
    stored = await Message.get(id=message.id)
    assert (stored.to, stored.params, stored.phone_index) == (None, None, None)


async def test_what_is_erased_is_neither_shown_nor_erased_again(database, network, noon):
    await say("licence_ready", {"company": "云溪县青禾茶业有限公司"}, noon)
    later = noon + RETENTION[Kind.INBOX].time
    assert await forget_expired(later) == 1
    assert await forget_expired(later + timedelta(days=1)) == 0
    assert (await list_inbox(by=Actor(TO.account_id, frozenset({Role.PERSON})))).entries == []
    assert [each.number for each in await messages_about("application:2")] == [None]


async def test_a_code_stuck_behind_an_outage_is_closed_and_forgotten(database, noon):
    stuck = await code(noon)
    await forget_expired(noon + timedelta(minutes=7))
    stored = await Message.get(id=stuck.id)
    assert (stored.state, stored.refusal, stored.params) == (MessageState.FAILED, Refusal.EXPIRED, None)


async def test_a_message_that_may_be_in_the_air_is_not_closed_under_the_call(database, noon):
    flying = await code(noon)
    await forget_expired(noon + timedelta(minutes=5, seconds=30))
    assert (await Message.get(id=flying.id)).state is MessageState.QUEUED


def test_every_kind_has_a_time_and_a_reason():
    assert set(RETENTION) == set(Kind)
    assert RETENTION[Kind.CODE].time == timedelta(minutes=10)
    assert all(keep.reason for keep in RETENTION.values())
