"""Facts of an application's life."""

from dataclasses import dataclass
from uuid import UUID

from core.events import Fact


@dataclass(frozen=True)
class ApplicationSubmitted(Fact):
    """The content is frozen; its signatories are to be asked."""

    application_id: UUID
    content_sha256: str


@dataclass(frozen=True)
class ApplicationFiled(Fact):
    """Everybody has signed: the filing is with the office and the legal clock runs."""

    application_id: UUID


@dataclass(frozen=True)
class CorrectionRequired(Fact):
    """An officer returned the filing with one complete list."""

    application_id: UUID
    correction_id: UUID


@dataclass(frozen=True)
class ApplicationRejected(Fact):
    """An approver refused the registration."""

    application_id: UUID


@dataclass(frozen=True)
class ApplicationSuspended(Fact):
    """The case was stopped: somebody named in it says “not me”."""

    application_id: UUID
    dispute_id: UUID


@dataclass(frozen=True)
class ApplicationResumed(Fact):
    """A supervisor let a stopped case go on."""

    application_id: UUID


@dataclass(frozen=True)
class DisputeSettled(Fact):
    """A supervisor looked into a “not me” on a case that it could not stop."""

    application_id: UUID
    dispute_id: UUID


@dataclass(frozen=True)
class ApplicationReopened(Fact):
    """The applicant took the content back for editing."""

    application_id: UUID


@dataclass(frozen=True)
class ApplicationLapsing(Fact):
    """Nobody went on with the case; it ends after `last_day` (ISO date), unless somebody does."""

    application_id: UUID
    last_day: str


@dataclass(frozen=True)
class ApplicationExpired(Fact):
    """Nobody went on with the case, and it ended; its name is free."""

    application_id: UUID
