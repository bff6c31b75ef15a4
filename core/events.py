"""Facts in the past tense between capabilities. `publish` inside a transaction enqueues one job per subscriber, so a
fact is told exactly when the change it speaks of is committed, and each subscriber retries alone.

`app/wiring.py` names who acts on which fact; `wire` is handed that table at start.
"""

import dataclasses
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock
from core.jobs import enqueue, task


@dataclasses.dataclass(frozen=True)
class Fact:
    """Something that happened. Fields are UUIDs, strings and integers; never a personal value."""


Subscriber = Callable[..., Awaitable[None]]
"""`async def act(fact, *, now: datetime) -> None`, idempotent."""

_facts: dict[str, type[Fact]] = {}
_subscribers: dict[str, dict[str, Subscriber]] = {}


def wire(subscriptions: Mapping[type[Fact], Sequence[Subscriber]]) -> None:
    """Take the table of `app/wiring.py`. A second call replaces the first."""
    _facts.clear()
    _subscribers.clear()
    for kind, subscribers in subscriptions.items():
        _facts[kind.__name__] = kind
        _subscribers[kind.__name__] = {name_of(each): each for each in subscribers}


def name_of(subscriber: Subscriber) -> str:
    """The stable name under which a job finds its subscriber again."""
    return f"{subscriber.__module__}.{subscriber.__qualname__}"


async def publish(fact: Fact) -> None:
    """Enqueue one job per subscriber, in the current transaction."""
    kind = type(fact).__name__
    if kind not in _subscribers:
        raise LookupError(f"{kind} is not in the table of subscriptions (app/wiring.py)")
    for subscriber in _subscribers[kind]:
        await enqueue(deliver, kind=kind, subscriber=subscriber, fields=_plain(fact))


@task("events.deliver")
async def deliver(kind: str, subscriber: str, fields: dict[str, Any]) -> None:
    """Hand one fact to one subscriber."""
    act = _subscribers[kind][subscriber]
    moment: datetime = clock.now()
    await act(_fact(_facts[kind], fields), now=moment)


def _plain(fact: Fact) -> dict[str, str | int | None]:
    return {k: str(v) if isinstance(v, UUID) else v for k, v in dataclasses.asdict(fact).items()}


def _fact(kind: type[Fact], fields: Mapping[str, Any]) -> Fact:
    types = {f.name: f.type for f in dataclasses.fields(kind)}
    return kind(**{k: UUID(v) if types[k] is UUID else v for k, v in fields.items()})
