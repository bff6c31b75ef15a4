"""Delivery reports: what the operators' networks say became of the messages which the provider took."""

from datetime import datetime

from tortoise.transactions import in_transaction

from notifications import record
from notifications.models import Message
from notifications.provider import DeliveryReport, Refusal
from notifications.providers import chosen
from notifications.states import OPEN


async def collect_reports(*, now: datetime) -> int:
    """Fetch all waiting reports and apply each to its message; how many were fetched. Raises Unavailable.

    To be called once a minute while messages are on their way.
    """
    count = 0
    while reports := await chosen().reports():
        for report in reports:
            await _apply(report, now)
        count += len(reports)
    return count


async def _apply(report: DeliveryReport, now: datetime) -> None:
    """Idempotent. A report of a message that is not ours, or is closed already, changes nothing."""
    provider = chosen().name
    async with in_transaction():
        message = await _find(provider, report)
        if message is None or message.state not in OPEN:
            return
        if report.delivered:
            await record.delivered(message, provider=provider, provider_id=report.provider_id, now=now)
        else:
            await record.failed(message, Refusal.UNDELIVERED, now=now)


async def _find(provider: str, report: DeliveryReport) -> Message | None:
    locked = Message.select_for_update()
    if report.message_id is not None:
        return await locked.get_or_none(id=report.message_id)
    return await locked.get_or_none(provider=provider, provider_id=report.provider_id)
