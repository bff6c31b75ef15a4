"""What a courier must offer, in our words. One file behind it speaks each carrier's own.

An outage is `core.errors.Unavailable`, and the same call is then repeated under the same order number. A refusal of
ours that we do not understand is `UnknownAnswer`: operators must look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from app.delivery.states import DeliveryState
from core.errors import NotFound

LONGEST_WAYBILL, LONGEST_CODE = 32, 16


class Carrier(StrEnum):
    EMS = "ems"
    SF = "sf"

    @property
    def zh(self) -> str:
        return {"ems": "中国邮政EMS", "sf": "顺丰速运"}[self.value]

    @property
    def en(self) -> str:
        return {"ems": "China Post EMS", "sf": "SF Express"}[self.value]


class OrderRefused(Exception):
    """The carrier will not carry this parcel; `code` is its word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooLate(Exception):
    """The parcel was picked up already and cannot be called back."""


@dataclass(frozen=True)
class Contact:
    """Who sends or receives, at an address by its divisions."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    province: str
    city: str
    county: str
    street: str = field(repr=False)


@dataclass(frozen=True)
class Shipment:
    """One parcel to book, under our own number."""

    number: str
    what: str
    sender: Contact
    receiver: Contact


@dataclass(frozen=True)
class Parcel:
    """A booked parcel, as far as a carrier must be told of it when asked where it is."""

    number: str
    waybill: str
    phone: str = field(repr=False)


@dataclass(frozen=True)
class TrackEvent:
    """One thing that happened to a parcel. `meaning` is None for a code that we do not know; `key` is unique for it."""

    waybill: str
    number: str
    key: str
    at: datetime
    code: str
    meaning: DeliveryState | None
    description: str
    place: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for what no carrier says: it would not fit where events are kept."""
        if len(self.waybill) > LONGEST_WAYBILL or len(self.code) > LONGEST_CODE:
            raise ValueError("a waybill or code of this length is none")

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "at": self.at.isoformat()}

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> "TrackEvent":
        meaning = stored["meaning"]
        return cls(
            **{
                **stored,
                "at": datetime.fromisoformat(stored["at"]),
                "meaning": DeliveryState(meaning) if meaning else None,
            }
        )


class CourierProvider(Protocol):
    """One carrier. `push_secret` is the secret part of the address at which we hear its pushes."""

    carrier: Carrier
    push_secret: str
    acknowledgement: Mapping[str, str]

    async def order(self, shipment: Shipment) -> str:
        """Book, and return the waybill; the same number again gives the same one. Raises OrderRefused."""

    async def cancel(self, number: str) -> None:
        """Call a parcel back that was not picked up yet. Raises TooLate."""

    async def track(self, parcel: Parcel) -> list[TrackEvent]:
        """All that happened so far; empty while the carrier knows nothing."""

    def read_push(self, body: bytes) -> list[TrackEvent]:
        """What a push says. Raises BadSignature for anything but the carrier's own message."""


_wired: dict[Carrier, CourierProvider] = {}


def wire(couriers: Sequence[CourierProvider]) -> None:
    """Take the couriers that `app/wiring.py` composed. A second call replaces the first."""
    _wired.clear()
    _wired.update({each.carrier: each for each in couriers})


def courier(carrier: Carrier) -> CourierProvider:
    """The courier of this name. Raises NotFound where it is not in use here."""
    if carrier not in _wired:
        raise NotFound()
    return _wired[carrier]


def offered() -> list[Carrier]:
    """The carriers in use here."""
    return list(_wired)
