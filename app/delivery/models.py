"""Deliveries of paper licences and what carriers said of them."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from app.delivery.provider import Carrier
from app.delivery.states import DELIVERY_MOVES, DeliveryState
from core.sealed import SealedJSON
from core.states import Stateful


class Delivery(Stateful):
    """One parcel with one company's paper licence.

    `number` is our order number, committed before the carrier hears of it; `consignee` is sealed: name, phone,
    region_code, street.
    """

    MOVES: ClassVar[Any] = DELIVERY_MOVES

    id = fields.UUIDField(primary_key=True)
    application_id = fields.UUIDField(db_index=True)
    account_id = fields.UUIDField()
    carrier = fields.CharEnumField(Carrier, max_length=32)
    number = fields.CharField(max_length=32, unique=True)
    consignee: dict[str, str] = SealedJSON(default=dict)  # type: ignore[assignment]
    charge_id = fields.UUIDField()
    state = fields.CharEnumField(DeliveryState, max_length=32, default=DeliveryState.CHOSEN)
    waybill = fields.CharField(max_length=32, default="", db_index=True)
    chosen_at = fields.DatetimeField()
    ordered_at: Any = fields.DatetimeField(null=True)
    shipped_at: Any = fields.DatetimeField(null=True)
    ended_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "delivery"

    @property
    def subject(self) -> str:
        """How the payments peer names this delivery."""
        return f"delivery:{self.id}"


class DeliveryEvent(Model):
    """One thing a carrier said, once (`key` is the carrier's own), whenever and in whatever order it came."""

    id = fields.UUIDField(primary_key=True)
    delivery: Any = fields.ForeignKeyField("zhaoban.Delivery", related_name="events")
    key = fields.CharField(max_length=96)
    at = fields.DatetimeField()
    code = fields.CharField(max_length=16)
    state = fields.CharEnumField(DeliveryState, max_length=32)
    known = fields.BooleanField(default=True)
    description = fields.CharField(max_length=200, default="")
    place = fields.CharField(max_length=100, default="")
    received_at = fields.DatetimeField()

    class Meta:
        table = "delivery_event"
        unique_together = (("delivery", "key"),)
