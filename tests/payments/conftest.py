"""Two banks that do what a test tells them, wired the way the product wires its providers, and a payer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from tortoise.connection import get_connections

from core.actors import Actor, Role
from core.errors import BadSignature, Unavailable
from core.events import wire as wire_events
from payments import events, provider
from payments.charge import create_charge
from payments.models import Charge
from payments.provider import (
    Acknowledgement,
    BillRow,
    Channel,
    Launch,
    Notice,
    Order,
    OrderTaken,
    Outcome,
    RefundOrder,
    RefundOutcome,
    RefundRefused,
    RefundReport,
    Report,
)

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@dataclass
class Bank:
    """Keeps orders by number: `orders[number]` is their outcome. `out` is the set of calls that fail just now;
    `loses` the calls that are done but whose answer is lost."""

    name: str
    channels: frozenset[Channel]
    merchant: str = "merchant-1"
    app: str = "app-1"
    acknowledgement: Acknowledgement = field(default_factory=lambda: Acknowledgement(200, "success"))
    orders: dict[str, Outcome] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)
    prepared: list[Order] = field(default_factory=list)
    closes: list[str] = field(default_factory=list)
    refunds: dict[str, RefundReport] = field(default_factory=dict)
    refund_calls: list[RefundOrder] = field(default_factory=list)
    out: set[str] = field(default_factory=set)
    loses: set[str] = field(default_factory=set)
    paid_before_close: bool = False
    refund_outcome: RefundOutcome = RefundOutcome.SUCCEEDED
    refuses_refund: str = ""
    rows: list[BillRow] = field(default_factory=list)

    def _call(self, name: str) -> None:
        if name in self.out:
            raise Unavailable()

    def _answer(self, name: str) -> None:
        if name in self.loses:
            raise Unavailable()

    async def prepare(self, order: Order, *, now: datetime) -> Launch:
        self._call("prepare")
        if self.orders.get(order.number) in {Outcome.PAID, Outcome.CLOSED}:
            raise OrderTaken
        self.prepared.append(order)
        self.orders[order.number], self.amounts[order.number] = Outcome.PENDING, order.amount_fen
        self._answer("prepare")
        return Launch(order.channel, {"number": order.number})

    async def query(self, number: str) -> Report:
        self._call("query")
        outcome = self.orders.get(number, Outcome.ABSENT)
        return Report(self.name, number, outcome, f"T{number}", self.amounts.get(number), "CNY")

    async def close(self, number: str) -> None:
        self._call("close")
        self.closes.append(number)
        if self.orders.get(number) is Outcome.PENDING:
            self.orders[number] = Outcome.PAID if self.paid_before_close else Outcome.CLOSED
        self._answer("close")

    async def refund(self, order: RefundOrder) -> RefundReport:
        self._call("refund")
        self.refund_calls.append(order)
        if self.refuses_refund:
            raise RefundRefused(self.refuses_refund)
        report = RefundReport(self.name, order.number, self.refund_outcome, order.amount_fen, f"F{order.number}")
        self.refunds.setdefault(order.number, report)
        self._answer("refund")
        return self.refunds[order.number]

    async def query_refund(self, order: RefundOrder) -> RefundReport:
        self._call("query_refund")
        return self.refunds.get(order.number, RefundReport(self.name, order.number, RefundOutcome.ABSENT))

    def read_notice(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notice:
        if headers.get("signature") != "good":
            raise BadSignature()
        return Notice(headers["id"], {"number": body.decode()})

    def understand(self, payload: Mapping[str, Any]) -> Report | RefundReport:
        number = payload["number"]
        if number in self.refunds:
            return self.refunds[number]
        return self.paid(number)

    def paid(self, number: str, /, **otherwise: Any) -> Report:
        """What a true notice of a payment of this number says; `otherwise` makes it say something else."""
        stated: dict[str, Any] = {
            "provider": self.name,
            "number": number,
            "outcome": Outcome.PAID,
            "trade_number": f"T{number}",
            "amount_fen": self.amounts.get(number, 1200),
            "currency": "CNY",
            "merchant": self.merchant,
            "app": self.app,
            "paid_at": NOON,
        }
        return Report(**{**stated, **otherwise})

    def pay(self, number: str) -> Report:
        """The payer pays; what the bank then says of it."""
        self.orders[number] = Outcome.PAID
        return self.paid(number)

    async def bill(self, day: date) -> list[BillRow]:
        self._call("bill")
        return self.rows


@dataclass
class Banks:
    """Both banks. `references` says what a bank calls a payer."""

    wechat: Bank
    alipay: Bank
    references: dict[str, str] = field(default_factory=lambda: {"bank-w": "openid-1", "bank-a": "user-1"})

    async def reference(self, account_id: UUID, name: str) -> str | None:
        return self.references.get(name)


ALL_FACTS = (
    events.ChargeSettled,
    events.ChargeCancelled,
    events.ChargeExpired,
    events.ChargeRefunded,
    events.PaymentReturned,
    events.PaymentIncidentOpened,
)


async def _heard(fact: object, *, now: datetime) -> None:
    """A subscriber that is content with having been told; tests read the jobs."""


@pytest.fixture
def banks(database: None) -> Banks:
    wechat = Bank("bank-w", frozenset({Channel.WECHAT_JSAPI, Channel.WECHAT_H5, Channel.WECHAT_NATIVE}))
    alipay = Bank("bank-a", frozenset({Channel.ALIPAY_MINI, Channel.ALIPAY_WAP}))
    both = Banks(wechat, alipay)
    provider.wire([wechat, alipay], both.reference)
    wire_events({kind: [_heard] for kind in ALL_FACTS})
    return both


@pytest.fixture
def bank(banks: Banks) -> Bank:
    return banks.wechat


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def payer() -> Actor:
    return Actor(uuid4(), frozenset({Role.PERSON}))


@pytest.fixture
def reviewer() -> Actor:
    return Actor(uuid4(), frozenset({Role.REVIEWER}), office="990122")


@pytest.fixture
def approver() -> Actor:
    return Actor(uuid4(), frozenset({Role.APPROVER}), office="990122")


@pytest.fixture
async def charge(database: None, banks: Banks, payer: Actor) -> Charge:
    """Twelve yuan for the courier, unpaid."""
    return await create_charge(f"delivery:{uuid4()}", "courier.province", payer_id=payer.id, scope="990122", now=NOON)


@pytest.fixture
def facts() -> Any:
    """The facts published so far, as (kind, fields)."""

    async def read() -> list[tuple[str, dict[str, Any]]]:
        rows = (
            await get_connections()
            .get("default")
            .execute_query_dict("SELECT args FROM procrastinate_jobs WHERE task_name = 'events.deliver' ORDER BY id")
        )
        return [(row["args"]["kind"], row["args"]["fields"]) for row in rows]

    return read


@pytest.fixture
def waiting_jobs() -> Any:
    """(task, arguments, when) of the jobs that are not done, facts left out."""

    async def read() -> list[tuple[str, dict[str, Any], datetime | None]]:
        rows = (
            await get_connections()
            .get("default")
            .execute_query_dict(
                "SELECT task_name, args, scheduled_at FROM procrastinate_jobs "
                "WHERE status = 'todo' AND task_name <> 'events.deliver' ORDER BY id"
            )
        )
        return [(row["task_name"], row["args"], row["scheduled_at"]) for row in rows]

    return read
