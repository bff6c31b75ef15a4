"""What payments tell the rest of the product."""

from dataclasses import dataclass
from uuid import UUID

from core.events import Fact


@dataclass(frozen=True)
class ChargeSettled(Fact):
    """Nothing is owed any more: the money came, or nothing was to be paid."""

    charge_id: UUID
    subject: str
    code: str
    amount_fen: int


@dataclass(frozen=True)
class ChargeCancelled(Fact):
    """The charge was taken back before it was paid."""

    charge_id: UUID
    subject: str
    code: str


@dataclass(frozen=True)
class ChargeExpired(Fact):
    """The time to pay ran out."""

    charge_id: UUID
    subject: str
    code: str


@dataclass(frozen=True)
class ChargeRefunded(Fact):
    """Money of a settled charge went back to the payer."""

    charge_id: UUID
    subject: str
    code: str
    refund_id: UUID
    amount_fen: int


@dataclass(frozen=True)
class PaymentReturned(Fact):
    """A payment that settled nothing (a second one, or one after the close) went back whole."""

    charge_id: UUID
    subject: str
    code: str
    refund_id: UUID
    amount_fen: int
    reason: str


@dataclass(frozen=True)
class PaymentIncidentOpened(Fact):
    """Officers must look at a contradiction."""

    incident_id: UUID
    kind: str
