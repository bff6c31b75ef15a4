"""Who acts: a person of the public, an officer of a registry office, or the system itself."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What an actor may be. An officer may hold several; on one case they are still different persons."""

    PERSON = "person"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


OFFICERS = frozenset({Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Actor:
    """The caller of a use case.

    `phone_index` is the blind index of the verified phone number (people only): it lets a peer tell whose task
    this is without holding the number. `office` is the code of an officer's registry office.
    """

    id: UUID
    roles: frozenset[Role] = field(default_factory=frozenset)
    session_id: UUID | None = None
    device_id: str | None = None
    phone_index: str | None = None
    office: str | None = None

    @property
    def is_officer(self) -> bool:
        return bool(self.roles & OFFICERS)


SYSTEM = Actor(UUID(int=0), frozenset({Role.SYSTEM}))
