"""The inbox: a person's own messages, newest first, also those from before there was an account."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tortoise.transactions import in_transaction

from core.actors import Actor, Role
from core.errors import NotFound
from notifications.inbox import adopt, list_inbox, mark_read
from notifications.models import Message
from notifications.send import Recipient, send

INDEX = "a" * 64


def person(phone_index: str | None = None) -> Actor:
    return Actor(uuid4(), frozenset({Role.PERSON}), phone_index=phone_index)


async def tell(to: Recipient, now, company="云溪县青禾茶业有限公司", **other) -> Message:
    async with in_transaction():
        written = await send("licence_ready", to=to, params={"company": company}, now=now, **other)
    return written[0]


async def test_a_person_reads_title_and_body_in_both_languages(database, noon):
    reader = person()
    await tell(Recipient(account_id=reader.id), noon, subject="application:1")
    page = await list_inbox(by=reader)
    entry = page.entries[0]
    assert (entry.title.zh, entry.title.en) == ("电子营业执照已生成", "The electronic licence is ready")
    assert "云溪县青禾茶业有限公司" in entry.body.zh
    assert "云溪县青禾茶业有限公司" in entry.body.en
    assert (entry.subject, page.unread, page.next) == ("application:1", 1, None)
    assert entry.page == "pages/case/index?id=1"


async def test_another_persons_inbox_stays_closed(database, noon):
    owner, stranger = person(INDEX), person("b" * 64)
    message = await tell(Recipient(account_id=owner.id, phone_index=INDEX), noon)
    assert (await list_inbox(by=stranger)).entries == []
    with pytest.raises(NotFound):
        await mark_read(message.id, by=stranger, now=noon)
    with pytest.raises(NotFound):
        await list_inbox(by=stranger, before=message.id)


async def test_what_came_before_the_account_is_found_after_sign_in(database, noon):
    message = await tell(Recipient(phone_index=INDEX), noon)
    reader = person(INDEX)
    assert [entry.id for entry in (await list_inbox(by=reader)).entries] == [message.id]


async def test_adopted_messages_stay_with_the_person_and_not_with_the_number(database, noon):
    message = await tell(Recipient(phone_index=INDEX), noon)
    first, next_owner = person(INDEX), person(INDEX)
    assert await adopt(first.id, INDEX) == 1
    assert (await list_inbox(by=next_owner)).entries == []
    moved_on = Actor(first.id, first.roles, phone_index="c" * 64)
    assert [entry.id for entry in (await list_inbox(by=moved_on)).entries] == [message.id]


async def test_pages_follow_each_other_without_gap_or_repetition(database, noon):
    reader = person()
    for number in range(7):
        await tell(Recipient(account_id=reader.id), noon + timedelta(minutes=number // 3), company=f"第{number}家")
    seen, before = [], None
    while True:
        page = await list_inbox(by=reader, before=before, limit=2)
        seen += page.entries
        before = page.next
        if before is None:
            break
    assert len({entry.id for entry in seen}) == len(seen) == 7
    assert [entry.created_at for entry in seen] == sorted((entry.created_at for entry in seen), reverse=True)


async def test_the_first_reading_is_the_one_that_counts(database, noon):
    reader = person()
    message = await tell(Recipient(account_id=reader.id), noon)
    await mark_read(message.id, by=reader, now=noon + timedelta(minutes=1))
    await mark_read(message.id, by=reader, now=noon + timedelta(minutes=9))
    page = await list_inbox(by=reader)
    assert (page.entries[0].read_at, page.unread) == (noon + timedelta(minutes=1), 0)


async def test_a_sign_in_code_is_not_in_the_inbox(database, noon):
    reader = person(INDEX)
    async with in_transaction():
        to = Recipient(account_id=reader.id, phone="13900990023", phone_index=INDEX)
        await send("sign_in_code", to=to, params={"code": "384756", "minutes": "5"}, now=noon)
    assert (await list_inbox(by=reader)).entries == []
