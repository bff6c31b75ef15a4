"""What payments ask of an outside payment service, in our words. One file behind it speaks each service's own.

An outage, a time-out or a reply that does not verify is `core.errors.Unavailable`: the truth is then unknown and is
asked for again. A code that the adapter does not know is `UnknownAnswer`: a mistake of ours or news of theirs, never
a guess.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class Channel(StrEnum):
    """A way to pay; each belongs to one provider."""

    WECHAT_JSAPI = "wechat_jsapi"
    WECHAT_H5 = "wechat_h5"
    WECHAT_NATIVE = "wechat_native"
    ALIPAY_MINI = "alipay_mini"
    ALIPAY_WAP = "alipay_wap"


class Outcome(StrEnum):
    """What became of a payment. REFUNDED: it was paid, and some or all of it went back. ABSENT: never heard of."""

    PENDING = "pending"
    PAID = "paid"
    REFUNDED = "refunded"
    CLOSED = "closed"
    ABSENT = "absent"


class RefundOutcome(StrEnum):
    """What became of a refund. ABNORMAL: the payer's account refused it. ABSENT: never heard of."""

    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    ABNORMAL = "abnormal"
    CLOSED = "closed"
    ABSENT = "absent"


class OrderTaken(Exception):
    """The provider holds this number already as paid, closed or different: ask it, do not assume."""


class RefundRefused(Exception):
    """The provider refuses this refund for good (over-refunded, too old); `code` is its word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Order:
    """What a provider is told of an attempt."""

    number: str
    channel: Channel
    description: str
    amount_fen: int
    expires_at: datetime
    payer_reference: str = ""
    """Their name for the payer: an openid of WeChat, an open_id or user_id of Alipay; empty for browser channels."""
    client_ip: str = ""


@dataclass(frozen=True)
class Launch:
    """What the payer's phone needs to open the cashier."""

    channel: Channel
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Report:
    """One statement of a provider on one payment, from a notice or a query. None: the message does not state it."""

    provider: str
    number: str
    outcome: Outcome
    trade_number: str = ""
    amount_fen: int | None = None
    currency: str | None = None
    merchant: str | None = None
    app: str | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True)
class RefundReport:
    """One statement of a provider on one refund."""

    provider: str
    number: str
    outcome: RefundOutcome
    amount_fen: int | None = None
    refund_number: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Notice:
    """A verified message, as the provider wrote it, for the inbox."""

    id: str
    payload: dict[str, Any]


@dataclass(frozen=True)
class RefundOrder:
    """What a provider is told of a refund; the same number on every retry."""

    number: str
    attempt_number: str
    amount_fen: int
    paid_fen: int
    reason: str


@dataclass(frozen=True)
class BillRow:
    """One line of a provider's daily bill. `refund_number` is ours, empty for payments."""

    number: str
    trade_number: str
    amount_fen: int
    refund_number: str = ""


@dataclass(frozen=True)
class Acknowledgement:
    """How a provider wants to hear that its notice is stored."""

    status: int
    body: str = field(default="")
    content_type: str = "text/plain; charset=utf-8"


class PaymentProvider(Protocol):
    """An outside payment service. Every call may be repeated with the same number."""

    name: str
    channels: frozenset[Channel]
    merchant: str
    app: str
    acknowledgement: Acknowledgement

    async def prepare(self, order: Order, *, now: datetime) -> Launch:
        """Make the order known, if the channel does so before the payer comes. Raises OrderTaken."""

    async def query(self, number: str) -> Report:
        """The truth when notices are lost."""

    async def close(self, number: str) -> None:
        """Ask that nobody can pay it any more; what became of it, `query` tells."""

    async def refund(self, order: RefundOrder) -> RefundReport:
        """Send money back. Raises RefundRefused."""

    async def query_refund(self, order: RefundOrder) -> RefundReport:
        """What became of a refund."""

    def read_notice(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notice:
        """Verify and open a message. `headers` have lower-case names. Raises BadSignature."""

    def understand(self, payload: Mapping[str, Any]) -> Report | RefundReport:
        """What a stored message says."""

    async def bill(self, day: date) -> list[BillRow]:
        """All payments and refunds of a legal day, once the provider has closed it. Raises Unavailable before."""


PayerDirectory = Callable[[UUID, str], Awaitable[str | None]]
"""(account, provider's name) → the provider's own reference of that person, if they ever signed in with it."""


@dataclass
class _Wired:
    providers: dict[str, PaymentProvider] = field(default_factory=dict)
    payer_directory: PayerDirectory | None = None


_wired = _Wired()


def wire(providers: list[PaymentProvider], payer_directory: PayerDirectory) -> None:
    """Take the providers that `app/wiring.py` composed. A second call replaces the first."""
    _wired.providers = {each.name: each for each in providers}
    _wired.payer_directory = payer_directory


def all_providers() -> list[PaymentProvider]:
    return list(_wired.providers.values())


def provider(name: str) -> PaymentProvider | None:
    """The provider of this name, or None where it is not in use here."""
    return _wired.providers.get(name)


def provider_of(channel: Channel) -> PaymentProvider | None:
    """The provider that offers this channel, or None."""
    return next((each for each in _wired.providers.values() if channel in each.channels), None)


async def payer_reference(account_id: UUID, name: str) -> str | None:
    """What a provider calls this payer."""
    if _wired.payer_directory is None:
        raise RuntimeError("payments.provider.wire was not called at start")
    return await _wired.payer_directory(account_id, name)
