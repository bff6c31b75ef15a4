"""What a provider of text messages, and one of messages inside an app, must be able to do, in our words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Refusal(StrEnum):
    """Why a message will never arrive. What passes by itself (an outage, a limit per minute) is `Unavailable`."""

    NUMBER_INVALID = "number_invalid"
    NUMBER_BLOCKED = "number_blocked"
    TOO_MANY = "too_many"
    CONTENT_REFUSED = "content_refused"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    NOT_ALLOWED = "not_allowed"
    ADDRESS_UNKNOWN = "address_unknown"
    CHANNEL_CLOSED = "channel_closed"


@dataclass(frozen=True)
class Receipt:
    """The provider's answer for one message: taken under `provider_id`, or refused."""

    provider_id: str = ""
    refusal: Refusal | None = None


@dataclass(frozen=True)
class DeliveryReport:
    """What became of a message that the provider took. `message_id` is ours where the provider gives it back."""

    provider_id: str
    delivered: bool
    message_id: UUID | None = None


class SmsProvider(Protocol):
    """One file of `providers/` each. `templates` names the texts it has approved ids for (keys, not ids)."""

    name: str

    @property
    def templates(self) -> frozenset[str]: ...

    async def send(self, to: str, template: str, params: Sequence[str], message_id: UUID) -> Receipt:
        """Send to one mainland number of eleven digits. Raises Unavailable (perhaps sent, perhaps not) and
        UnknownAnswer."""
        ...

    async def reports(self) -> list[DeliveryReport]:
        """Fetch delivery reports not fetched before; an empty list when there are no more. Raises Unavailable."""
        ...


@dataclass(frozen=True)
class Card:
    """One message inside an app: `values` by our names of the template's fields, and where a tap leads."""

    template: str
    values: Mapping[str, str]
    page: str


@dataclass(frozen=True)
class CardTemplate:
    """One template as the platform knows it. A `lasting` consent (长期订阅) admits any number of messages, any other
    one each."""

    id: str
    lasting: bool
    fields: frozenset[str]


class CardProvider(Protocol):
    """Messages inside an app, which a person must have agreed to. `templates`: our key → the platform's."""

    name: str

    @property
    def templates(self) -> Mapping[str, CardTemplate]: ...

    async def send(self, address: str, card: Card) -> Receipt:
        """Send to what the platform calls the person. Raises Unavailable (perhaps sent, perhaps not), UnknownAnswer."""
        ...
