"""Facts: told exactly when the change is committed, to each subscriber alone, again when it fails."""

import dataclasses
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from tortoise.transactions import in_transaction

from core import events
from core.errors import Unavailable
from core.events import Fact, publish
from tests.jobs_runner import run_jobs

pytestmark = pytest.mark.usefixtures("database")
HEARD: list[tuple[str, Any]] = []


@dataclasses.dataclass(frozen=True)
class KettleBoiled(Fact):
    kettle_id: UUID
    litres: int


async def pour(fact: KettleBoiled, *, now: datetime) -> None:
    HEARD.append(("pour", fact))


async def whistle(fact: KettleBoiled, *, now: datetime) -> None:
    HEARD.append(("whistle", fact))
    raise Unavailable()


@pytest.fixture(autouse=True)
def wired(database: None) -> Iterator[None]:
    from app import wiring

    events.wire({KettleBoiled: [pour, whistle]})
    HEARD.clear()
    yield
    events.wire(wiring.SUBSCRIPTIONS)


async def test_each_subscriber_gets_the_fact_and_fails_alone() -> None:
    fact = KettleBoiled(uuid4(), 2)
    async with in_transaction():
        await publish(fact)
    await run_jobs()
    assert ("pour", fact) in HEARD
    assert sum(name == "pour" for name, _ in HEARD) == 1


async def test_a_rolled_back_change_tells_nobody() -> None:
    async def change_that_fails() -> None:
        async with in_transaction():
            await publish(KettleBoiled(uuid4(), 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_that_fails()
    await run_jobs()
    assert HEARD == []


async def test_publishing_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError):
        await publish(KettleBoiled(uuid4(), 1))


async def test_a_fact_that_the_wiring_does_not_know_is_a_mistake() -> None:
    @dataclasses.dataclass(frozen=True)
    class Unknown(Fact):
        pass

    with pytest.raises(LookupError):
        await publish(Unknown())
