"""What the verification of persons keeps: tasks, attempts, parts of uploads, consents."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from core.sealed import SealedText
from core.states import Stateful
from verification.states import ATTEMPT_MOVES, TASK_MOVES, TaskState, VerificationAttemptState


class VerificationTask(Stateful):
    """One person must prove, for one subject, to be present, alive and the one named.

    `code` is the invitation's address: no credential. `phone_index` says whose it is; `account_id` who opened it.
    """

    MOVES: ClassVar[Any] = TASK_MOVES

    id = fields.UUIDField(primary_key=True)
    subject = fields.CharField(max_length=64)
    person_key = fields.CharField(max_length=32)
    code = fields.CharField(max_length=32, unique=True)
    state = fields.CharEnumField(TaskState, max_length=32, default=TaskState.INVITED)
    name: Any = SealedText()
    id_number: Any = SealedText()
    phone_index = fields.CharField(max_length=64)
    account_id: Any = fields.UUIDField(null=True)
    passed_attempt_id: Any = fields.UUIDField(null=True)
    passed_at: Any = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "verification_task"
        unique_together = (("subject", "person_key"),)


class Consent(Model):
    """A separate consent (单独同意) to the face check, or its withdrawal (PIPL art. 29, 15)."""

    id = fields.UUIDField(primary_key=True)
    task: Any = fields.ForeignKeyField("zhaoban.VerificationTask", related_name="consents")
    text_version = fields.CharField(max_length=32)
    text_sha256 = fields.CharField(max_length=64)
    given_at = fields.DatetimeField()
    withdrawn_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "verification_consent"


class VerificationAttempt(Stateful):
    """One challenge on one device in one session, its video, and what the judge found."""

    MOVES: ClassVar[Any] = ATTEMPT_MOVES

    id = fields.UUIDField(primary_key=True)
    task: Any = fields.ForeignKeyField("zhaoban.VerificationTask", related_name="attempts")
    task_id: Any
    state = fields.CharEnumField(VerificationAttemptState, max_length=32, default=VerificationAttemptState.CHALLENGED)
    nonce = fields.CharField(max_length=64)
    actions: list[str] = fields.JSONField(default=list)
    prompts: list[dict[str, Any]] = fields.JSONField(default=list)
    session_id = fields.UUIDField()
    device_id = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    submitted_at: Any = fields.DatetimeField(null=True)
    judged_at: Any = fields.DatetimeField(null=True)
    verdict = fields.CharField(max_length=8, default="")
    reasons: list[dict[str, Any]] = fields.JSONField(default=list)
    result: dict[str, Any] = fields.JSONField(default=dict)
    video_sha256 = fields.CharField(max_length=64, default="", db_index=True)
    evidence_blob_id: Any = fields.UUIDField(null=True)

    class Meta:
        table = "verification_attempt"


class VideoPart(Model):
    """One uploaded part of an attempt's video; parts in order make the file."""

    id = fields.UUIDField(primary_key=True)
    attempt: Any = fields.ForeignKeyField("zhaoban.VerificationAttempt", related_name="parts")
    attempt_id: Any
    number = fields.SmallIntField()
    blob_id = fields.UUIDField()
    size_bytes = fields.IntField()

    class Meta:
        table = "verification_video_part"
        unique_together = (("attempt", "number"),)
