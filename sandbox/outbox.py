"""Notices and pushes on their way to the product: kept until accepted, repeated on each party's schedule.

A notice is queued with its party's name and its facts; the party writes the request anew for every attempt, so that
its signature is fresh, and says which answers count as received. What waits survives a restart. Faults of delivery
(never, late, twice, five at once, a byte-exact replay later) are the same for every party and live here.
"""

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import httpx

from sandbox.fence import names_loopback
from sandbox.store import Record
from sandbox.world import World

ANSWER_SECONDS = 5.0
"""How long a party waits for an answer (WeChat Pay and Alipay alike)."""
KEPT = 300
LATE_SECONDS = 6 * 3600.0
_TICK_SECONDS = 0.05

FAULTS = {
    "notice_drop": "通知永不送达 · the notice never comes",
    "notice_delay": "通知迟到（detail 秒，默认六小时）· the notice comes late (detail: seconds, else six hours)",
    "notice_duplicate": "通知重复 · the notice comes twice",
    "notice_five_at_once": "五个相同通知同时到 · five copies at once",
}


@dataclass(frozen=True)
class Letter:
    """One HTTP POST as it goes out."""

    headers: dict[str, str]
    content: bytes
    query: str = ""
    """Added to the address, for parties that sign there."""


class Sender(Protocol):
    """A party that sends notices."""

    @property
    def schedule(self) -> Sequence[float]:
        """Seconds between the attempts, in reality."""
        ...

    def write(self, world: World, notice: Record) -> Letter: ...

    def accepted(self, status: int, body: bytes) -> bool: ...


class Outbox:
    """The notices of all parties."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._senders: dict[str, Sender] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._client = httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False)

    def add_sender(self, service: str, sender: Sender) -> None:
        """Let a party send notices; declares the faults of delivery for it."""
        self._senders[service] = sender
        self._world.faults.known[service].update(FAULTS)

    def send(self, service: str, url: str, facts: Record, *, after_seconds: float = 0.0) -> Record:
        """Queue a notice. `after_seconds` is world time before the first attempt."""
        world = self._world
        key = str(world.store.count("notice"))
        late = world.faults.take(service, ("notice_delay",))
        if late is not None:
            after_seconds += float(late["detail"] or LATE_SECONDS)
        notice: Record = {
            "id": key,
            "service": service,
            "url": url,
            "facts": facts,
            "attempts": 0,
            "due_at": world.now().timestamp() + after_seconds,
            "state": "waiting",
            "answers": [],
            "letter": None,
        }
        if world.faults.strikes(service, "notice_drop"):
            world.note(service, "notice", "fault", "notice_drop")
            return world.store.put("notice_done", key, {**notice, "state": "dropped"})
        return world.store.put("notice", key, notice)

    def waiting(self) -> list[Record]:
        return self._world.store.all("notice")

    def done(self, limit: int = KEPT) -> list[Record]:
        return self._world.store.latest("notice_done", limit)

    def find(self, key: str) -> Record | None:
        return self._world.store.get("notice", key) or self._world.store.get("notice_done", key)

    def hasten(self, key: str, after_seconds: float = 0.0) -> bool:
        """Make a waiting notice due now, or so many seconds of world time from now."""
        notice = self._world.store.get("notice", key)
        if notice is None:
            return False
        self._world.store.put("notice", key, {**notice, "due_at": self._world.now().timestamp() + after_seconds})
        return True

    def discard(self) -> int:
        """Forget all waiting notices, as if they had been given up; how many."""
        waiting = self.waiting()
        for notice in waiting:
            self._world.store.delete("notice", notice["id"])
            self._world.store.put("notice_done", notice["id"], {**notice, "state": "discarded"})
        return len(waiting)

    async def replay(self, key: str) -> list[int]:
        """Send the very bytes and headers of the last attempt once more; the answers' status codes."""
        if key in self._under_way:
            await asyncio.wait([self._under_way[key]])
        notice = self.find(key)
        if notice is None or notice["letter"] is None:
            return []
        kept = notice["letter"]
        letter = Letter(kept["headers"], base64.b64decode(kept["content"]), kept["query"])
        status, _ = await self._post(notice["url"], letter)
        self._world.note(notice["service"], "notice replayed", str(status))
        return [status]

    async def try_now(self, key: str) -> None:
        """Make one attempt at a waiting notice and return when it has been answered."""
        notice = self._world.store.get("notice", key)
        if notice is None or key in self._under_way:
            return
        await self._begin(notice)

    async def run(self) -> None:
        """Send what is due, for ever."""
        while True:
            now = self._world.now().timestamp()
            for notice in self.waiting():
                if notice["due_at"] <= now and notice["id"] not in self._under_way:
                    self._begin(notice)
            await asyncio.sleep(_TICK_SECONDS)

    def _begin(self, notice: Record) -> asyncio.Task[None]:
        task = asyncio.create_task(self._attempt(notice))
        self._under_way[notice["id"]] = task
        return task

    async def _attempt(self, notice: Record) -> None:
        try:
            sender = self._senders[notice["service"]]
            letter = sender.write(self._world, notice)
            answers = await self._deliver(notice, letter)
            accepted = any(sender.accepted(status, body) for status, body in answers)
            self._settle(notice, sender, letter, [status for status, _ in answers], accepted=accepted)
        finally:
            del self._under_way[notice["id"]]

    async def _deliver(self, notice: Record, letter: Letter) -> list[tuple[int, bytes]]:
        faults, service, url = self._world.faults, notice["service"], notice["url"]
        if faults.strikes(service, "notice_five_at_once"):
            return await asyncio.gather(*(self._post(url, letter) for _ in range(5)))
        answers = [await self._post(url, letter)]
        if faults.strikes(service, "notice_duplicate"):
            answers.append(await self._post(url, letter))
        return answers

    def _settle(self, notice: Record, sender: Sender, letter: Letter, answers: list[int], *, accepted: bool) -> None:
        world, attempts = self._world, notice["attempts"] + 1
        world.note(
            notice["service"],
            "notice",
            "accepted" if accepted else "refused",
            ",".join(str(code or "no answer") for code in answers),
        )
        written = {
            "headers": letter.headers,
            "content": base64.b64encode(letter.content).decode(),
            "query": letter.query,
        }
        after: Record = {**notice, "attempts": attempts, "answers": notice["answers"] + answers, "letter": written}
        if world.store.get("notice", notice["id"]) is None:
            return
        if not accepted and attempts <= len(sender.schedule):
            pause = sender.schedule[attempts - 1] / world.speed
            world.store.put("notice", notice["id"], {**after, "due_at": world.now().timestamp() + pause})
            return
        with world.store.together():
            world.store.delete("notice", notice["id"])
            world.store.put("notice_done", notice["id"], {**after, "state": "accepted" if accepted else "given up"})
            world.store.keep_latest("notice_done", KEPT)

    async def _post(self, url: str, letter: Letter) -> tuple[int, bytes]:
        """One POST; status 0 when there was no answer in time."""
        try:
            target = reachable(self._world, url) + (f"?{letter.query}" if letter.query else "")
            reply = await self._client.post(target, content=letter.content, headers=letter.headers)
        except httpx.HTTPError:
            return 0, b""
        return reply.status_code, reply.content


def reachable(world: World, url: str) -> str:
    """Where a notice really goes: an address that is not on loopback is looked for at the product's own address."""
    parts, home = urlsplit(url), urlsplit(world.callbacks)
    if names_loopback(parts.netloc):
        return url
    return urlunsplit((home.scheme, home.netloc, parts.path, parts.query, ""))
