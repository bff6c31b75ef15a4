"""Names that are taken: reserved by an applicant, or borne by a company."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import PartialIndex

from app.names.states import MOVES, ReservationState
from core.states import Stateful


class NameReservation(Stateful):
    """A name kept for one applicant (名称保留), and afterwards borne by their company.

    `conflict_key` is equal for names that may not stand beside each other at one registry (名称规定 art. 17); one
    living row a key is all the database allows. `sound_key` finds names that sound alike.
    """

    MOVES: ClassVar[Any] = MOVES

    id = fields.UUIDField(primary_key=True)
    full_name = fields.CharField(max_length=200)
    trade_name = fields.CharField(max_length=100)
    industry = fields.CharField(max_length=100, default="")
    office = fields.CharField(max_length=6)
    conflict_key = fields.CharField(max_length=200)
    sound_key = fields.CharField(max_length=200, db_index=True)
    state = fields.CharEnumField(ReservationState, max_length=32, default=ReservationState.RESERVED)
    holder_id = fields.UUIDField(db_index=True)
    application_id: Any = fields.UUIDField(null=True, db_index=True)
    reserved_at = fields.DatetimeField()
    expires_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "name_reservation"
        indexes = (PartialIndex(fields=("conflict_key",), condition={"state": "RESERVED"}),)
