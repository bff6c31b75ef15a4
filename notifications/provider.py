"""What a provider of text messages must be able to do, in our words."""

from collections.abc import Sequence
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


class UnknownAnswer(RuntimeError):
    """A code that the adapter's table does not know: the job fails loudly until somebody has added it."""


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
