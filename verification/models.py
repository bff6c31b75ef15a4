"""What the verification of persons keeps: tasks, consents, attempts, parts of uploads, signatures of movement,
appointments at other doors, officers' opinions.
"""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import PartialIndex
from tortoise.models import Model

from core.sealed import SealedText
from core.states import Stateful
from verification.channels.states import APPOINTMENT_MOVES, AppointmentState
from verification.states import (
    ATTEMPT_MOVES,
    TASK_MOVES,
    TaskState,
    VerificationAttemptState,
    VerificationChannel,
    VerificationRisk,
)


class VerificationTask(Stateful):
    """One person must prove, for one subject, to be present, alive and the one named.

    `code` is the invitation's address: no credential. `phone_index` says whose it is; `account_id` who opened it.
    `scope` says which officers may look (the inviter's word, an office's code). `without` and `longer_prompts` are what
    the person asked the challenge to consider. A pass by `channel` may be used until `passed_until`; it rests on
    `passed_attempt_id`, which is an attempt's id, or an appointment's for every channel but the face check.
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
    passed_until: Any = fields.DatetimeField(null=True)
    scope = fields.CharField(max_length=16, default="")
    risk = fields.CharEnumField(VerificationRisk, max_length=16, default=VerificationRisk.NORMAL)
    channel = fields.CharEnumField(VerificationChannel, max_length=16, default=VerificationChannel.FACE)
    without: list[str] = fields.JSONField(default=list)
    longer_prompts = fields.BooleanField(default=False)
    locked_until: Any = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "verification_task"
        unique_together = (("subject", "person_key"),)


class FormerSeat(Model):
    """A person whose seat another person took: since when and until when the task was theirs.

    They see what is kept of them, and have it erased, by `my_data.py`.
    """

    id = fields.UUIDField(primary_key=True)
    task: Any = fields.ForeignKeyField("zhaoban.VerificationTask", related_name="former")
    task_id: Any
    account_id = fields.UUIDField(db_index=True)
    since_at = fields.DatetimeField()
    until_at = fields.DatetimeField()

    class Meta:
        table = "verification_former_seat"


class Consent(Model):
    """A separate consent (单独同意) to the face check, or its withdrawal (PIPL art. 29, 15)."""

    id = fields.UUIDField(primary_key=True)
    task: Any = fields.ForeignKeyField("zhaoban.VerificationTask", related_name="consents")
    task_id: Any
    text_version = fields.CharField(max_length=32)
    text_sha256 = fields.CharField(max_length=64)
    given_at = fields.DatetimeField()
    withdrawn_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "verification_consent"


class VerificationAttempt(Stateful):
    """One challenge on one device in one session, its video, and what the judge found.

    A `practice` is judged and shown, and neither counts nor leaves anything but its verdict. `tries` is how often a
    verifier began to judge it.
    """

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
    judged_at: Any = fields.DatetimeField(null=True, db_index=True)
    verdict = fields.CharField(max_length=8, default="")
    reasons: list[dict[str, Any]] = fields.JSONField(default=list)
    result: dict[str, Any] = fields.JSONField(default=dict)
    video_sha256 = fields.CharField(max_length=64, default="", db_index=True)
    evidence_blob_id: Any = fields.UUIDField(null=True)
    practice = fields.BooleanField(default=False)
    tries = fields.SmallIntField(default=0)

    class Meta:
        table = "verification_attempt"
        indexes = (PartialIndex(fields=("submitted_at",), condition={"state": "SUBMITTED"}),)


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


class SeenVideo(Model):
    """What is kept of a video against its re-use, for a year: keyed fingerprints, and the course of the movement.

    `movement_blob_id` is the engine's signature, under a key of its own; no image can be made from it. Forgetting wipes
    both indexes and erases the object; the row stays to say when.
    """

    id = fields.UUIDField(primary_key=True)
    attempt: Any = fields.OneToOneField("zhaoban.VerificationAttempt", related_name="seen")
    attempt_id: Any
    person_index = fields.CharField(max_length=64, db_index=True)
    video_index = fields.CharField(max_length=64, db_index=True)
    movement_blob_id: Any = fields.UUIDField(null=True)
    seen_at = fields.DatetimeField()
    forgotten_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "verification_seen_video"


class Appointment(Stateful):
    """One person's use of another door.

    `code` is what the person says aloud in the recorded statement, or shows at the window. `reference` is a platform's
    number of its own check. `blob_id` is the clip or document handed in, kept until the decision only (a clip) or with
    the archive (a notary's document).
    """

    MOVES: ClassVar[Any] = APPOINTMENT_MOVES

    id = fields.UUIDField(primary_key=True)
    task: Any = fields.ForeignKeyField("zhaoban.VerificationTask", related_name="appointments")
    task_id: Any
    channel = fields.CharEnumField(VerificationChannel, max_length=16)
    state = fields.CharEnumField(AppointmentState, max_length=16, default=AppointmentState.BOOKED)
    code = fields.CharField(max_length=16, default="")
    reference: str = SealedText(default="")  # type: ignore[assignment]
    blob_id: Any = fields.UUIDField(null=True)
    officer_id: Any = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    handed_in_at: Any = fields.DatetimeField(null=True)
    decided_at: Any = fields.DatetimeField(null=True)
    reasons: list[dict[str, Any]] = fields.JSONField(default=list)

    class Meta:
        table = "verification_appointment"


class IdentityOpinion(Model):
    """What one officer found about an attempt or an appointment (`about`), and why."""

    id = fields.UUIDField(primary_key=True)
    task: Any = fields.ForeignKeyField("zhaoban.VerificationTask", related_name="opinions")
    about = fields.UUIDField()
    officer_id = fields.UUIDField()
    accepts = fields.BooleanField()
    ground = fields.CharField(max_length=32)
    comment = fields.TextField(default="")
    at = fields.DatetimeField()

    class Meta:
        table = "verification_opinion"
        unique_together = (("about", "officer_id"),)
