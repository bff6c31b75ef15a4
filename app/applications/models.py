"""Applications: one filing by one applicant to one registry office, what was frozen, returned and disputed of it."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from app.applications.states import MOVES, State
from core.sealed import SealedJSON
from core.states import Stateful


class Application(Stateful):
    """What was filed stands sealed in `content`; the columns beside it name no natural person.

    `content_sha256` is the hash of the frozen content that signatories agree to, empty while it may be edited.
    `version` counts saves, so that two devices cannot overwrite each other unseen. `papers_sha256` is the hash of the
    content whose papers are there to be signed: the filing is complete only when it equals `content_sha256`. `edited_s`
    is the applicant's own time at the form, in seconds: what lay between one save and the next, a pause cut short.
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
    papers_sha256 = fields.CharField(max_length=64, default="")
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    edited_s: Any = fields.IntField(null=True)
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


class FrozenContent(Model):
    """The content as it was frozen, by its hash: what people signed, and what an officer looked at."""

    id = fields.UUIDField(primary_key=True)
    application_id = fields.UUIDField()
    sha256 = fields.CharField(max_length=64)
    content: dict[str, Any] = SealedJSON(default=dict)  # type: ignore[assignment]
    frozen_at = fields.DatetimeField()

    class Meta:
        table = "frozen_content"
        unique_together = (("application_id", "sha256"),)


class Correction(Model):
    """One return of a filing with one complete list (一次性告知, 市场主体登记管理条例 art. 19).

    `items`: field, rule, words, cure and basis of each point, as the notice prints them. `content_sha256` is the
    content that was looked at; `late` counts the points that an earlier return could have named, which a supervisor
    answers for. `answered_at` is when the applicant submitted again.
    """

    id = fields.UUIDField(primary_key=True)
    application_id = fields.UUIDField(db_index=True)
    round = fields.SmallIntField()
    officer_id = fields.UUIDField()
    content_sha256 = fields.CharField(max_length=64)
    items: list[dict[str, Any]] = SealedJSON(default=list)  # type: ignore[assignment]
    late = fields.SmallIntField(default=0)
    required_at = fields.DatetimeField()
    answered_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "correction"
        unique_together = (("application_id", "round"),)


class Refusal(Model):
    """What a refused registration was refused for (行政许可法 art. 38); `facts` may name people and are sealed."""

    application_id = fields.UUIDField(primary_key=True)
    facts: list[str] = SealedJSON(default=list)  # type: ignore[assignment]
    articles: list[str] = fields.JSONField(default=list)

    class Meta:
        table = "refusal"


class Dispute(Model):
    """A person named in a filing says that it does not concern them (不是我), until a supervisor has looked into it."""

    id = fields.UUIDField(primary_key=True)
    application_id = fields.UUIDField(db_index=True)
    task_id = fields.UUIDField()
    person_key = fields.CharField(max_length=32)
    account_id = fields.UUIDField()
    said_at = fields.DatetimeField()
    lifted_at: Any = fields.DatetimeField(null=True)
    lifted_by: Any = fields.UUIDField(null=True)
    reason = fields.TextField(default="")

    class Meta:
        table = "dispute"


def application_id_of(subject: str) -> str | None:
    """The id inside a peer's subject, or None when the subject is no application."""
    kind, _, identity = subject.partition(":")
    return identity if kind == "application" else None
