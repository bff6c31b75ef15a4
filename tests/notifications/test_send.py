"""Sending: messages and their jobs live and die with the caller's transaction."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from notifications.catalogue import Mistake
from notifications.models import Message
from notifications.send import Recipient, send
from notifications.states import MessageChannel, MessageState

PHONE = "13900990021"
TO = Recipient(account_id=uuid4(), phone=PHONE, phone_index="f" * 64)
COMPANY = {"company": "云溪县青禾茶业有限公司"}


async def jobs_waiting() -> list[dict[str, object]]:
    connection = get_connections().get("default")
    return await connection.execute_query_dict(
        "SELECT args, task_name, lock FROM procrastinate_jobs WHERE status = 'todo'"
    )


async def test_a_text_goes_through_each_of_its_channels(database, noon):
    async with in_transaction():
        written = await send("rejected", to=TO, params=COMPANY, subject="application:1", now=noon)
    assert [(each.channel, each.state) for each in written] == [
        (MessageChannel.SMS, MessageState.QUEUED),
        (MessageChannel.INBOX, MessageState.DELIVERED),
    ]
    assert written[0].expires_at == noon + timedelta(days=1)
    assert [job["task_name"] for job in await jobs_waiting()] == ["notifications.deliver"]


async def test_a_job_names_the_message_and_nothing_else(database, noon):
    async with in_transaction():
        sms, _ = await send("rejected", to=TO, params=COMPANY, now=noon)
    (job,) = await jobs_waiting()
    assert job["args"] == {"message_id": str(sms.id)}
    assert job["lock"] == f"message:{sms.id}"


async def test_a_rollback_takes_the_message_and_its_job_along(database, noon):
    async def say_and_break() -> None:
        async with in_transaction():
            await send("rejected", to=TO, params=COMPANY, now=noon)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await say_and_break()
    assert await Message.all().count() == 0
    assert await jobs_waiting() == []


async def test_number_and_content_are_unreadable_at_rest(database, noon):
    async with in_transaction():
        await send("rejected", to=TO, params=COMPANY, now=noon)
    rows = await get_connections().get("default").execute_query_dict("SELECT m::text AS row FROM message m")
    assert len(rows) == 2
    for row in rows:
        assert PHONE not in row["row"]
        assert COMPANY["company"].encode().hex() not in row["row"]
    stored = await Message.get(channel=MessageChannel.SMS)
    assert (stored.to, stored.params) == (PHONE, COMPANY)


async def test_who_has_no_number_is_told_in_the_inbox_alone(database, noon):
    async with in_transaction():
        written = await send("rejected", to=Recipient(account_id=uuid4()), params=COMPANY, now=noon)
    assert [each.channel for each in written] == [MessageChannel.INBOX]
    assert await jobs_waiting() == []


async def test_who_is_a_mere_number_gets_a_text_message_alone(database, noon):
    async with in_transaction():
        written = await send("rejected", to=Recipient(phone=PHONE), params=COMPANY, now=noon)
    assert [each.channel for each in written] == [MessageChannel.SMS]


async def test_a_caller_may_narrow_the_channels_but_not_add_one(database, noon):
    async with in_transaction():
        written = await send("rejected", to=TO, params=COMPANY, channels=(MessageChannel.INBOX,), now=noon)
        assert [each.channel for each in written] == [MessageChannel.INBOX]
        with pytest.raises(Mistake):
            await send("submitted", to=TO, params=COMPANY | {"count": "3"}, channels=(MessageChannel.SMS,), now=noon)


async def test_what_is_told_once_is_told_once(database, noon):
    for minute in range(3):
        async with in_transaction():
            now = noon + timedelta(minutes=minute)
            told = await send("rejected", to=TO, params=COMPANY, once="rejected:1", now=now)
            assert [(each.channel, each.created_at) for each in told] == [
                (MessageChannel.SMS, noon),
                (MessageChannel.INBOX, noon),
            ]
    assert await Message.all().count() == 2
    assert len(await jobs_waiting()) == 1


async def test_told_at_the_same_moment_only_one_telling_stays(database, noon):
    async def tell() -> None:
        async with in_transaction():
            await send("rejected", to=TO, params=COMPANY, once="rejected:2", now=noon)

    outcomes = await asyncio.gather(*(tell() for _ in range(5)), return_exceptions=True)
    assert all(outcome is None or isinstance(outcome, IntegrityError) for outcome in outcomes)
    assert await Message.all().count() == 2
    assert len(await jobs_waiting()) == 1


@pytest.mark.parametrize(
    ("key", "to", "params"),
    [
        ("sign_in_code", Recipient(account_id=uuid4()), {"code": "384756", "minutes": "5"}),
        ("rejected", Recipient(), COMPANY),
        ("rejected", TO, {}),
        ("pigeon", TO, COMPANY),
    ],
)
async def test_what_cannot_be_said_is_a_mistake_of_the_caller(database, noon, key, to, params):
    async with in_transaction():
        with pytest.raises(Mistake):
            await send(key, to=to, params=params, now=noon)
    assert await Message.all().count() == 0


def test_a_recipient_does_not_print_the_number():
    assert PHONE not in repr(TO)
