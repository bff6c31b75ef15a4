"""How many things one caller may have going at once; a forgotten one counts no more after its time."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from config.settings import settings
from core.errors import Text, TooMany
from core.redis import redis
from core.web.slots import MOST_UPLOADS, Slot, uploading

WORDS = Text("太多了。", "Too many.")


@pytest.fixture(autouse=True)
async def fresh_redis(servers: None) -> AsyncIterator[None]:
    redis.cache_clear()
    await redis().flushdb()
    yield
    await redis().aclose()
    redis.cache_clear()


async def take(key: str = "someone", *, most: int = 2, lasts_s: float = 60.0) -> Slot:
    slot = Slot("things", key)
    await slot.take(most=most, lasts_s=lasts_s, text=WORDS, retry_after_s=7)
    return slot


async def test_one_more_than_allowed_is_refused_with_words_and_a_time() -> None:
    await take()
    await take()
    with pytest.raises(TooMany) as refused:
        await take()
    assert (refused.value.text, refused.value.retry_after_s) == (WORDS, 7)
    await take("somebody else")


async def test_what_ends_makes_room_and_a_refusal_takes_none() -> None:
    first = await take(most=1)
    for _ in range(3):
        with pytest.raises(TooMany):
            await take(most=1)
    await first.give_back()
    await first.give_back()
    await take(most=1)


async def test_of_many_at_once_no_more_than_allowed_begin() -> None:
    taken = await asyncio.gather(*(take(most=3) for _ in range(12)), return_exceptions=True)
    assert sum(isinstance(each, Slot) for each in taken) <= 3
    assert sum(isinstance(each, TooMany) for each in taken) >= 9


async def test_what_a_dead_process_left_counts_no_more_after_its_time() -> None:
    await take(most=1, lasts_s=-1.0)
    await take(most=1)


async def test_an_upload_that_breaks_gives_its_place_back() -> None:
    for _ in range(2 * MOST_UPLOADS):
        with pytest.raises(ConnectionResetError):
            async with uploading("someone"):
                raise ConnectionResetError
    async with uploading("someone"):
        pass


async def test_without_redis_nobody_is_kept_out() -> None:
    address = os.environ["REDIS_URL"]
    os.environ["REDIS_URL"] = "redis://127.0.0.1:1/0"
    settings.cache_clear()
    redis.cache_clear()
    slots = [await take(most=1) for _ in range(3)]
    await slots[0].give_back()
    os.environ["REDIS_URL"] = address
    settings.cache_clear()
