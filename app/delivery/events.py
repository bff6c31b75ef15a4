"""Facts of deliveries."""

from dataclasses import dataclass
from uuid import UUID

from core.events import Fact


@dataclass(frozen=True)
class ParcelShipped(Fact):
    """The carrier has the parcel."""

    delivery_id: UUID


@dataclass(frozen=True)
class ParcelDelivered(Fact):
    """It was signed for."""

    delivery_id: UUID


@dataclass(frozen=True)
class ParcelTroubled(Fact):
    """It did not arrive yet, and its receiver should know: `state` says why."""

    delivery_id: UUID
    state: str


@dataclass(frozen=True)
class DeliveryCancelled(Fact):
    """There will be no parcel: called back, or refused by the carrier."""

    delivery_id: UUID
