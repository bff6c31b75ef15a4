"""Telling a client at once that something changed: server-sent events (SSE, HTML Living Standard, section 9.2).

What is streamed is the state of things, not a queue of messages: `stream` is given a function `look` that reads the
present state from the database, and sends it whenever its version is another than the client has. Redis pub/sub only
says *when* to look (`publish`); without Redis each stream looks by itself every few seconds. So nothing is lost when
Redis is away, when a message comes before its commit, or when a client reconnects: it names the version it saw last
(`Last-Event-ID`) and gets the newer one, or nothing until there is one.

A writer, after its transaction:

    await live.publish(f"attempt:{attempt.id}")

A route, on a topic or several (an officer's queue: `look` returns the queue's figures, its version a hash of them):

    @bp.get("/attempts/<attempt_id:uuid>/events")
    @operation("…", who=PERSON, media="text/event-stream")
    async def follow(request, attempt_id):
        return await live.stream(request, [f"attempt:{attempt_id}"], look)

The bearer's token travels in the `Authorization` header as everywhere, never in the URL: a browser reads the stream
with `fetch`, not with `EventSource`, which can send no header. `look` checks what its caller may see; the stream ends
with the session of its caller, or when their office or roles change.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from redis.exceptions import RedisError
from sanic import Request
from sanic.response.types import ResponseStream

from core.errors import Text, Unauthenticated
from core.redis import redis
from core.web.operation import identify
from core.web.slots import Slot

log = structlog.get_logger()

CHANNEL = "live:"
LOOK_AGAIN_SECONDS = 2.0
HEARTBEAT_SECONDS = 15.0
"""A comment line that keeps proxies from closing a silent connection."""
LONGEST_SECONDS = 300.0
"""Then the stream ends and the client comes again, with a session that is checked anew."""
RECONNECT_MS = 1000
MOST_STREAMS = 24
"""Of one caller; a browser opens six connections to one host."""
RETRY_SECONDS = 15
_MANY = Text(
    "您打开的页面过多，请关闭几个后再试；页面仍可手动刷新。",
    "Too many pages of yours follow the registry; close some. Each can still be reloaded by hand.",
)


@dataclass(frozen=True)
class Seen:
    """The state of things: `version` changes exactly when `data` does. `last`: nothing will follow."""

    version: str
    data: Mapping[str, Any]
    last: bool = False


Look = Callable[[], Awaitable[Seen]]
Admitted = Callable[[], Awaitable[bool]]


async def publish(*topics: str) -> None:
    """Wake those who follow the topics. Called after the commit; without Redis they find out by themselves."""
    try:
        for topic in topics:
            await redis().publish(CHANNEL + topic, "")
    except RedisError as outage:
        log.warning("live.unavailable", error=type(outage).__name__)


async def stream(request: Request, topics: Iterable[str], look: Look) -> ResponseStream:
    """The answer of a route that follows `topics`. Raises TooMany where its caller follows too many things at once."""
    wanted, known = tuple(topics), request.headers.get("last-event-id", "")
    slot = Slot("streams", str(request.ctx.actor.id))
    await slot.take(most=MOST_STREAMS, lasts_s=LONGEST_SECONDS + 30, text=_MANY, retry_after_s=RETRY_SECONDS)

    async def send(response: Any) -> None:
        try:
            async for message in messages(wanted, look, known, lambda: _is_same_caller(request)):
                await response.write(message)
        finally:
            await slot.give_back()

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return ResponseStream(send, headers=headers, content_type="text/event-stream; charset=utf-8")


async def _is_same_caller(request: Request) -> bool:
    """Whether the session lives, and its holder is who they were when the stream began."""
    try:
        return bool(await identify(request) == request.ctx.actor)
    except Unauthenticated:
        return False


async def _anybody() -> bool:
    return True


async def messages(
    topics: tuple[str, ...], look: Look, known: str = "", admitted: Admitted = _anybody
) -> AsyncIterator[str]:
    """The lines of one stream, until `look` says that nothing will follow, its time is up, or nobody is admitted."""
    yield f"retry: {RECONNECT_MS}\n\n"
    ends, beat_at = time.monotonic() + LONGEST_SECONDS, time.monotonic() + HEARTBEAT_SECONDS
    async with _wakeups.of(topics) as woken:
        while time.monotonic() < ends and await admitted():
            woken.clear()
            seen = await look()
            if seen.version != known:
                known, beat_at = seen.version, time.monotonic() + HEARTBEAT_SECONDS
                yield f"id: {known}\ndata: {json.dumps(seen.data, ensure_ascii=False)}\n\n"
            elif time.monotonic() > beat_at:
                beat_at = time.monotonic() + HEARTBEAT_SECONDS
                yield ": \n\n"
            if seen.last:
                return
            await _wait(woken)


async def _wait(woken: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(woken.wait(), LOOK_AGAIN_SECONDS)
    except TimeoutError:
        return


class _Wakeups:
    """One subscription to Redis for all streams of this process, kept while anybody listens."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._listener: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def of(self, topics: tuple[str, ...]) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever one of the topics is published."""
        event = asyncio.Event()
        for topic in topics:
            self._waiting[topic].add(event)
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        try:
            yield event
        finally:
            for topic in topics:
                self._waiting[topic].discard(event)
                if not self._waiting[topic]:
                    del self._waiting[topic]
            if not self._waiting and self._listener is not None:
                self._listener.cancel()
                self._listener = None

    async def _listen(self) -> None:
        while True:
            try:
                async with redis().pubsub() as subscription:
                    await subscription.psubscribe(CHANNEL + "*")
                    while True:
                        said = await subscription.get_message(ignore_subscribe_messages=True, timeout=1.0)
                        if said is not None:
                            self._wake(said["channel"].decode().removeprefix(CHANNEL))
            except RedisError:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)  # The streams look by themselves meanwhile.

    def _wake(self, topic: str) -> None:
        for event in self._waiting.get(topic, ()):
            event.set()


_wakeups = _Wakeups()
