"""Names that are taken: reserved by an applicant, or borne by a company."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import Index

from app.names.states import MOVES, ReservationState
from core.states import Stateful


class NameReservation(Stateful):
    """A name kept for one applicant (名称保留), and afterwards borne by their company.

    `area` is what counts as one registry; `conflict_key` is equal wherever two names may block each other, and the
    key under which reserving is serialised; `sounds` are the readings of the trade name.
    """

    MOVES: ClassVar[Any] = MOVES

    id = fields.UUIDField(primary_key=True)
    full_name = fields.CharField(max_length=200)
    region = fields.CharField(max_length=60, default="")
    trade_name = fields.CharField(max_length=60)
    industry = fields.CharField(max_length=60, default="")
    form = fields.CharField(max_length=60, default="")
    bracketed = fields.BooleanField(default=False)
    area = fields.CharField(max_length=6)
    conflict_key = fields.CharField(max_length=80, db_index=True)
    sounds: list[str] = fields.JSONField(default=list)
    state = fields.CharEnumField(ReservationState, max_length=32, default=ReservationState.RESERVED)
    holder_id = fields.UUIDField(db_index=True)
    application_id: Any = fields.UUIDField(null=True, db_index=True)
    reserved_at = fields.DatetimeField()
    expires_at: Any = fields.DatetimeField(null=True)
    gone_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "name_reservation"
        indexes = (Index(fields=("area", "state")),)
