"""A register, a judge and a person for the use cases, each chosen the way the product chooses its own."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from core import events
from core.events import Fact
from tests.verification.people import Judge, Person, Register, consented
from verification import pool, provider, wanted
from verification.channels import door
from verification.channels.officer import OFFICER_DOORS
from verification.events import IdentityConfirmed, IdentityDisputed, IdentityNotConfirmed, IdentityReferred


@pytest.fixture
def register() -> Register:
    made = Register()
    provider.use(made)
    return made


@pytest.fixture
def judge() -> Iterator[Judge]:
    made = Judge()
    pool.use(made)
    yield made
    pool._judge.clear()


@pytest.fixture
def told() -> list[Fact]:
    """The facts that subscribers heard of."""
    heard: list[Fact] = []

    async def hear(fact: Fact, *, now: datetime) -> None:
        heard.append(fact)

    kinds = (IdentityConfirmed, IdentityNotConfirmed, IdentityReferred, IdentityDisputed)
    events.wire({kind: [hear] for kind in kinds})
    return heard


@pytest.fixture
async def person(database: None, register: Register, judge: Judge, told: list[Fact]) -> Person:
    return await consented()


@pytest.fixture(autouse=True)
def officer_doors() -> None:
    door.use(*OFFICER_DOORS)


@pytest.fixture(autouse=True)
def whoever_was_invited() -> None:
    """No inviter here takes an invitation back."""

    async def still_wanted(subject: str) -> bool:
        return True

    wanted.wire(still_wanted)
