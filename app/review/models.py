"""Who works on which case, and what was decided why."""

from typing import Any

from tortoise import fields
from tortoise.indexes import PartialIndex
from tortoise.models import Model


class Claim(Model):
    """An officer's hold on a case, until released or decided."""

    id = fields.UUIDField(primary_key=True)
    application_id = fields.UUIDField()
    officer_id = fields.UUIDField()
    claimed_at = fields.DatetimeField()
    released_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "claim"
        indexes = (
            PartialIndex(fields=("application_id",), condition={"released_at": None}),
            PartialIndex(fields=("officer_id",), condition={"released_at": None}),
        )


class Opinion(Model):
    """A reviewer's proposal or an approver's decision, with its grounds (审查意见)."""

    id = fields.UUIDField(primary_key=True)
    application_id = fields.UUIDField(db_index=True)
    officer_id = fields.UUIDField()
    step = fields.CharField(max_length=32)
    grounds: list[dict[str, Any]] = fields.JSONField(default=list)
    comment = fields.TextField(default="")
    at = fields.DatetimeField()

    class Meta:
        table = "opinion"


class ClockNotice(Model):
    """A supervisor is told that a case's legal time ends today, or has ended; once for each, until somebody saw it."""

    id = fields.UUIDField(primary_key=True)
    application_id = fields.UUIDField()
    office = fields.CharField(max_length=6)
    kind = fields.CharField(max_length=16)
    due_at = fields.DatetimeField()
    told_at = fields.DatetimeField()
    seen_by: Any = fields.UUIDField(null=True)
    seen_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "clock_notice"
        unique_together = (("application_id", "kind", "due_at"),)
        indexes = (PartialIndex(fields=("office", "due_at"), condition={"seen_at": None}),)


class OfficerNotice(Model):
    """One officer is told of a case of theirs: its legal time, or that it came into or left their hands.

    `about` keeps the same thing from being told twice: the limit that is meant, or the claim that changed hands.
    """

    id = fields.UUIDField(primary_key=True)
    officer_id = fields.UUIDField()
    application_id = fields.UUIDField()
    kind = fields.CharField(max_length=16)
    about = fields.CharField(max_length=64)
    told_at = fields.DatetimeField()
    seen_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "officer_notice"
        unique_together = (("officer_id", "application_id", "kind", "about"),)
        indexes = (PartialIndex(fields=("officer_id", "told_at"), condition={"seen_at": None}),)
