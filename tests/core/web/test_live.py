"""Following the state of things: at once with Redis, soon without it, and never twice the same."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from config.settings import settings
from core.redis import redis
from core.web import live
from core.web.live import Seen, messages


class Thing:
    """Something whose state can be looked at."""

    def __init__(self) -> None:
        self.version, self.last, self.looks = 1, False, 0

    async def look(self) -> Seen:
        self.looks += 1
        return Seen(str(self.version), {"版本": self.version}, last=self.last)


async def said(stream: AsyncIterator[str]) -> str:
    """The next message that carries something."""
    while True:
        message = await anext(stream)
        if message.startswith("id:"):
            return message


@pytest.fixture
async def fresh_redis(servers: None) -> AsyncIterator[None]:
    redis.cache_clear()
    yield
    await redis().aclose()
    redis.cache_clear()


async def test_the_present_state_comes_first_in_plain_words(fresh_redis) -> None:
    stream = messages(("thing:1",), Thing().look)
    assert await anext(stream) == "retry: 1000\n\n"
    assert await anext(stream) == 'id: 1\ndata: {"版本": 1}\n\n'
    await stream.aclose()


async def test_a_change_is_told_and_the_last_one_ends_the_stream(fresh_redis) -> None:
    thing = Thing()
    stream = messages(("thing:1",), thing.look)
    await said(stream)
    following = asyncio.create_task(said(stream))
    await asyncio.sleep(0)
    thing.version, thing.last = 2, True
    await live.publish("thing:1")
    assert (await following).startswith("id: 2\n")
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_what_the_client_has_seen_is_not_told_again(fresh_redis) -> None:
    thing = Thing()
    thing.last = True
    assert [message async for message in messages(("thing:1",), thing.look, "1")] == ["retry: 1000\n\n"]


async def test_without_redis_it_is_found_by_looking_again(servers) -> None:
    reachable = os.environ["REDIS_URL"]
    os.environ["REDIS_URL"] = "redis://127.0.0.1:1/0"
    settings.cache_clear()
    redis.cache_clear()
    try:
        thing = Thing()
        stream = messages(("thing:1",), thing.look)
        await said(stream)
        following = asyncio.create_task(said(stream))
        thing.version = 2
        await live.publish("thing:1")
        assert (await following).startswith("id: 2\n")
        await stream.aclose()
    finally:
        os.environ["REDIS_URL"] = reachable
        settings.cache_clear()
        redis.cache_clear()


async def test_several_streams_share_what_is_published(fresh_redis) -> None:
    things = [Thing() for _ in range(3)]
    streams = [messages((f"thing:{n}", "all"), thing.look) for n, thing in enumerate(things)]
    for stream in streams:
        await said(stream)
    following = [asyncio.create_task(said(stream)) for stream in streams]
    for thing in things:
        thing.version = 2
    await live.publish("all")
    assert {message.split("\n")[0] for message in await asyncio.gather(*following)} == {"id: 2"}
    for stream in streams:
        await stream.aclose()


async def test_a_stream_ends_when_its_caller_is_admitted_no_more(fresh_redis) -> None:
    thing, admitted = Thing(), [True]

    async def still() -> bool:
        return admitted[0]

    stream = messages(("thing:1",), thing.look, "", still)
    await said(stream)
    following = asyncio.create_task(said(stream))
    await asyncio.sleep(0)
    admitted[0], thing.version = False, 2
    await live.publish("thing:1")
    with pytest.raises(StopAsyncIteration):
        await following
