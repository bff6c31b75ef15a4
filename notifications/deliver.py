"""The job behind each text message: one call to the provider, outside any transaction, then what came of it.

Run twice it does no harm: what is no longer queued is left alone, and a message whose answer was lost is first looked
for among the provider's reports. Only where the provider has no report yet may a person get the same text twice.
"""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from core import clock
from core.jobs import task
from notifications import record
from notifications.catalogue import template
from notifications.collect import collect_reports
from notifications.models import Message
from notifications.provider import Receipt, Refusal
from notifications.providers import chosen
from notifications.states import MessageState


@task("notifications.deliver")
async def deliver(message_id: str) -> None:
    """Send one message. An outage raises Unavailable, and the engine tries again."""
    await deliver_message(UUID(message_id), now=clock.now())


async def deliver_message(message_id: UUID, *, now: datetime) -> None:
    """Send a queued message and record the outcome. Raises Unavailable and UnknownAnswer."""
    if await Message.filter(id=message_id, state=MessageState.QUEUED, attempts__gt=0).exists():
        await collect_reports(now=now)
    message = await _take(message_id, now)
    if message is None:
        return
    text = template(message.template)
    assert text.sms is not None
    assert message.to is not None
    assert message.params is not None
    receipt = await chosen().send(message.to, text.sms.template, text.sms_params(message.params), message.id)
    await _note(message_id, receipt, now)


async def _take(message_id: UUID, now: datetime) -> Message | None:
    """The message to be sent now, with the try counted before it is made; None when there is nothing to do."""
    async with in_transaction():
        message = await Message.select_for_update().get_or_none(id=message_id)
        if message is None or message.state is not MessageState.QUEUED:
            return None
        if message.expires_at <= now:
            await record.failed(message, Refusal.EXPIRED, now=now)
            return None
        message.attempts += 1
        await message.save(update_fields=["attempts"])
    return message


async def _note(message_id: UUID, receipt: Receipt, now: datetime) -> None:
    async with in_transaction():
        message = await Message.select_for_update().get(id=message_id)
        if message.state is not MessageState.QUEUED:
            return  # Its delivery report overtook the answer.
        if receipt.refusal is not None:
            await record.failed(message, receipt.refusal, now=now)
        else:
            await record.sent(message, provider=chosen().name, provider_id=receipt.provider_id, now=now)
