"""A telephone network that does what a test tells it, chosen the way the product chooses its provider."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest

from core.errors import Unavailable
from notifications import providers
from notifications.catalogue import sms_templates
from notifications.provider import DeliveryReport, Receipt, Refusal


@dataclass
class Network:
    """Remembers what it took; `refuses`, `is_out` and `loses_answers` steer it."""

    name: str = "network"
    templates: frozenset[str] = field(default_factory=sms_templates)
    taken: list[tuple[str, str, list[str]]] = field(default_factory=list)
    waiting: list[DeliveryReport] = field(default_factory=list)
    refuses: Refusal | None = None
    is_out: bool = False
    loses_answers: bool = False

    async def send(self, to: str, template: str, params: Sequence[str], message_id: UUID) -> Receipt:
        if self.is_out:
            raise Unavailable()
        if self.refuses:
            return Receipt(refusal=self.refuses)
        self.taken.append((to, template, list(params)))
        receipt = Receipt(provider_id=f"serial-{len(self.taken)}")
        if self.loses_answers:
            self.waiting.append(DeliveryReport(receipt.provider_id, True, message_id))
            raise Unavailable()
        return receipt

    async def reports(self) -> list[DeliveryReport]:
        given, self.waiting = self.waiting, []
        return given


@pytest.fixture
def network() -> Network:
    made = Network()
    providers.use(made)
    return made


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
