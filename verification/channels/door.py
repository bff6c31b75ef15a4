"""The one protocol behind every door but the face check. A new door is one instance and one line in `app/wiring.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from core.errors import Text
from verification.states import VerificationChannel


@dataclass(frozen=True)
class Named:
    """The person as the filing names them."""

    name: str
    id_number: str


@dataclass(frozen=True)
class Begun:
    """What beginning gives. `code`: said aloud, or shown at the window. `reference`: a platform's number of its check,
    kept. `launch`: what the client needs to open the platform's check, handed on and never kept.
    """

    code: str = ""
    reference: str = ""
    launch: Mapping[str, str] = field(default_factory=dict)


class Answer(StrEnum):
    """What a platform's check came to; PENDING as long as it was not made."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    PENDING = "PENDING"


@dataclass(frozen=True)
class Material:
    """What the person hands in. `archived`: kept with the filing; else erased with the decision."""

    content_types: tuple[str, ...]
    limit_bytes: int
    purpose: str
    archived: bool


class Door(Protocol):
    """A way of equal standing to prove who one is.

    `material` None: nothing is handed in. `accepting`, `declining`: the grounds an officer chooses from; none where a
    platform decides. `lasts`: how long the person may take.
    """

    @property
    def channel(self) -> VerificationChannel: ...
    @property
    def title(self) -> Text: ...
    @property
    def instructions(self) -> Text: ...
    @property
    def lasts(self) -> timedelta: ...
    @property
    def material(self) -> Material | None: ...
    @property
    def accepting(self) -> frozenset[str]: ...
    @property
    def declining(self) -> frozenset[str]: ...

    async def begin(self, person: Named, number: UUID, login_code: str) -> Begun:
        """Begin the use with our number `number`. Raises Unavailable, Invalid."""
        ...

    async def result(self, person: Named, number: UUID, reference: str) -> Answer:
        """Ask what became of it; the client's own word counts for nothing. Raises Unavailable."""
        ...


_doors: dict[VerificationChannel, Door] = {}


def use(*doors: Door) -> None:
    """Name the doors of this process; `app/wiring.py` calls it at start."""
    _doors.clear()
    _doors.update({each.channel: each for each in doors})


def doors() -> list[Door]:
    """All doors, in the order in which they are offered."""
    return list(_doors.values())


def door(channel: VerificationChannel) -> Door | None:
    """The door of a channel, if this deployment has it."""
    return _doors.get(channel)
