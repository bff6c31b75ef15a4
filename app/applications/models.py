"""Applications: one filing by one applicant to one registry office."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import Index

from app.applications.states import MOVES, State
from core.sealed import SealedJSON
from core.states import Stateful


class Application(Stateful):
    """What was filed stands sealed in `content`; the columns beside it name no natural person.

    `content_sha256` is the hash of the frozen content that signatories agree to, empty while it may be edited.
    `version` counts saves, so that two devices cannot overwrite each other unseen.
    """

    MOVES: ClassVar[Any] = MOVES

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(max_length=32, unique=True)
    kind = fields.CharField(max_length=32)
    office = fields.CharField(max_length=6)
    state = fields.CharEnumField(State, max_length=32, default=State.DRAFT)
    applicant_id = fields.UUIDField(db_index=True)
    company_name = fields.CharField(max_length=200, default="")
    content: dict[str, Any] = SealedJSON(default=dict)  # type: ignore[assignment]
    content_sha256 = fields.CharField(max_length=64, default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    submitted_at: Any = fields.DatetimeField(null=True)
    due_at: Any = fields.DatetimeField(null=True)
    due_provisional = fields.BooleanField(default=False)
    decided_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "application"
        indexes = (Index(fields=("office", "state", "submitted_at")),)

    @property
    def subject(self) -> str:
        """How the peers name this application."""
        return f"application:{self.id}"


def application_id_of(subject: str) -> str | None:
    """The id inside a peer's subject, or None when the subject is no application."""
    kind, _, identity = subject.partition(":")
    return identity if kind == "application" else None
