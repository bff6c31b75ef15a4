"""Issued licences and the public log of their issue."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from app.licences.states import MOVES, LicenceState
from core.states import Stateful


class Licence(Stateful):
    """One version of one company's licence. `token` is the address in its QR code."""

    MOVES: ClassVar[Any] = MOVES

    id = fields.UUIDField(primary_key=True)
    entity: Any = fields.ForeignKeyField("zhaoban.Entity", related_name="licences")
    entity_id: Any
    number = fields.CharField(max_length=32, unique=True)
    version = fields.SmallIntField(default=1)
    state = fields.CharEnumField(LicenceState, max_length=32, default=LicenceState.ALLOTTED)
    token = fields.CharField(max_length=32, unique=True)
    allotted_at = fields.DatetimeField()
    issued_at: Any = fields.DatetimeField(null=True)
    pdf_blob_id: Any = fields.UUIDField(null=True)
    pdf_sha256 = fields.CharField(max_length=64, default="")
    statement = fields.TextField(default="")
    signature = fields.TextField(default="")

    class Meta:
        table = "licence"


class IssueLogEntry(Model):
    """One line of the public log: each binds the one before, so that a licence cannot be slipped in or taken out."""

    id = fields.BigIntField(primary_key=True)
    licence_number = fields.CharField(max_length=32)
    event = fields.CharField(max_length=16)
    pdf_sha256 = fields.CharField(max_length=64)
    at = fields.DatetimeField()
    chain = fields.CharField(max_length=64)

    class Meta:
        table = "issue_log_entry"
        unique_together = (("licence_number", "event"),)
