"""Facts this peer publishes."""

from dataclasses import dataclass
from uuid import UUID

from core.events import Fact


@dataclass(frozen=True)
class IdentityConfirmed(Fact):
    """The person is the one named, by whichever door: `channel`. `attempt_id` is the attempt, or the appointment."""

    subject: str
    person_key: str
    task_id: UUID
    attempt_id: UUID
    channel: str = "face"


@dataclass(frozen=True)
class IdentityNotConfirmed(Fact):
    """An attempt failed, or an officer declined; the person may try again or take another door."""

    subject: str
    person_key: str
    task_id: UUID
    attempt_id: UUID
    channel: str = "face"


@dataclass(frozen=True)
class IdentityReferred(Fact):
    """A borderline attempt waits for an officer."""

    subject: str
    person_key: str
    task_id: UUID
    attempt_id: UUID


@dataclass(frozen=True)
class IdentityDisputed(Fact):
    """The person says: this is not me (不是我)."""

    subject: str
    person_key: str
    task_id: UUID
