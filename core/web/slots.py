"""How many things one caller may have going at once, shared by all API processes through Redis: uploads, streams.

Each holds a slot that is given back when it ends, and ends by itself when a process died with it. When Redis is away
nothing is limited, as in `limits.py`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import structlog
from redis.exceptions import RedisError

from core import clock
from core.errors import Text, TooMany
from core.redis import redis

log = structlog.get_logger()


class Slot:
    """One thing under way. `give_back` as often as one likes."""

    def __init__(self, name: str, key: str) -> None:
        self._name, self._place, self._mark = name, f"slots:{name}:{key}", uuid4().hex

    async def take(self, *, most: int, lasts_s: float, text: Text, retry_after_s: int) -> None:
        """Raise TooMany where `most` are under way. `lasts_s`: after so long a forgotten one counts no more."""
        now = clock.now().timestamp()
        try:
            async with redis().pipeline(transaction=True) as pipe:
                pipe.zremrangebyscore(self._place, "-inf", now)
                pipe.zadd(self._place, {self._mark: now + lasts_s})
                pipe.zcard(self._place)
                pipe.expire(self._place, int(lasts_s) + 1)
                _, _, count, _ = await pipe.execute()
        except RedisError as outage:
            log.warning("slots.unavailable", slots=self._name, error=type(outage).__name__)
            return
        if count > most:
            await self.give_back()
            raise TooMany(text, retry_after_s=retry_after_s)

    async def give_back(self) -> None:
        try:
            await redis().zrem(self._place, self._mark)
        except RedisError as outage:
            log.warning("slots.unavailable", slots=self._name, error=type(outage).__name__)


_UPLOADS = Text(
    "您有多个上传正在进行，请等其中一个完成，或关闭其他页面后再试。",
    "Several uploads of yours are under way; wait for one to end, or close the other pages.",
)
MOST_UPLOADS = 3
LONGEST_UPLOAD_SECONDS = 180.0


@asynccontextmanager
async def uploading(person: str) -> AsyncIterator[None]:
    """While one upload of this person runs. Raises TooMany."""
    slot = Slot("uploads", person)
    await slot.take(most=MOST_UPLOADS, lasts_s=LONGEST_UPLOAD_SECONDS, text=_UPLOADS, retry_after_s=5)
    try:
        yield
    finally:
        await slot.give_back()
