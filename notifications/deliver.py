"""The job behind each message that travels: one call to the provider, outside any transaction, then what came of it.

Run twice it does no harm: what is no longer queued is left alone, and a text message whose answer was lost is first
looked for among the provider's reports. Only where there is no report yet may a person get the same text twice. A
message inside the app that does not arrive is followed by a text message: told twice is better than not told.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core import clock
from core.jobs import enqueue, task
from notifications import consent, providers, record
from notifications.catalogue import template
from notifications.collect import collect_reports
from notifications.models import Message
from notifications.provider import Receipt, Refusal
from notifications.providers import chosen
from notifications.states import MessageChannel, MessageState

PATIENCE = timedelta(minutes=15)
"""How long a message inside the app is tried before the text message goes out in its place."""


@task("notifications.deliver")
async def deliver(message_id: str) -> None:
    """Send one message. An outage raises Unavailable, and the engine tries again."""
    await deliver_message(UUID(message_id), now=clock.now())


async def deliver_message(message_id: UUID, *, now: datetime) -> None:
    """Send a queued message and record the outcome. Raises Unavailable and UnknownAnswer."""
    tried = Message.filter(id=message_id, state=MessageState.QUEUED, attempts__gt=0)
    if await tried.filter(channel=MessageChannel.SMS).exists():
        await collect_reports(now=now)
    message = await _take(message_id, now)
    if message is None:
        return
    provider, receipt = await _send(message)
    await _note(message_id, provider, receipt, now)


async def post(message: Message) -> None:
    """Store a message that travels and ask for its delivery, in the caller's transaction."""
    await message.save(force_create=True)
    await enqueue(deliver, lock=f"message:{message.id}", message_id=str(message.id))


async def give_up(message: Message, refusal: Refusal, *, now: datetime) -> None:
    """It will not arrive this way, in the transaction that holds the message: where another way is left, take that."""
    address, otherwise, params = message.to, message.otherwise, message.params
    await record.failed(message, refusal, now=now)
    if message.channel is not MessageChannel.WECHAT:
        return
    text = template(message.template)
    assert text.wechat is not None
    assert text.valid is not None
    if refusal is Refusal.NOT_ALLOWED and address is not None:
        await consent.spent(address, text.wechat.template, at=now)
    if otherwise is not None:
        instead = Message(
            id=uuid4(),
            account_id=message.account_id,
            phone_index=message.phone_index,
            subject=message.subject,
            once=message.once,
            template=message.template,
            channel=MessageChannel.SMS,
            to=otherwise,
            params=params,
            created_at=now,
            expires_at=now + text.valid,
        )
        await post(instead)


async def _send(message: Message) -> tuple[str, Receipt]:
    """The provider's name and its answer."""
    text = template(message.template)
    assert text.sms is not None
    assert message.to is not None
    assert message.params is not None
    if message.channel is MessageChannel.SMS:
        sms = chosen()
        return sms.name, await sms.send(message.to, text.sms.template, text.sms_params(message.params), message.id)
    cards = providers.cards()
    if cards is None:
        return "", Receipt(refusal=Refusal.CHANNEL_CLOSED)
    card = text.card(message.params, at=message.created_at, subject=message.subject)
    return cards.name, await cards.send(message.to, card)


async def _take(message_id: UUID, now: datetime) -> Message | None:
    """The message to be sent now, with the try counted before it is made; None when there is nothing to do."""
    async with in_transaction():
        message = await Message.select_for_update().get_or_none(id=message_id)
        if message is None or message.state is not MessageState.QUEUED:
            return None
        if message.expires_at <= now:
            await give_up(message, Refusal.EXPIRED, now=now)
            return None
        message.attempts += 1
        await message.save(update_fields=["attempts"])
    return message


async def _note(message_id: UUID, provider: str, receipt: Receipt, now: datetime) -> None:
    async with in_transaction():
        message = await Message.select_for_update().get(id=message_id)
        if message.state is not MessageState.QUEUED:
            return  # Its delivery report overtook the answer.
        if receipt.refusal is not None:
            await give_up(message, receipt.refusal, now=now)
        else:
            await record.sent(message, provider=provider, provider_id=receipt.provider_id, now=now)
