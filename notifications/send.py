"""Say something to a person: write the messages and ask for their delivery, in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from core.jobs import enqueue
from notifications.catalogue import Mistake, Template, template
from notifications.deliver import deliver
from notifications.models import Message
from notifications.states import MessageChannel, MessageState


@dataclass(frozen=True)
class Recipient:
    """Whom to reach: an account, a mainland number of eleven digits, or both. `phone_index` lets a person who has no
    account yet find the message in the inbox after the first sign-in with that number."""

    account_id: UUID | None = None
    phone: str | None = field(default=None, repr=False)
    phone_index: str | None = None


async def send(
    key: str,
    *,
    to: Recipient,
    params: Mapping[str, str],
    subject: str = "",
    once: str | None = None,
    channels: tuple[MessageChannel, ...] | None = None,
    now: datetime,
) -> list[Message]:
    """Write one message a channel of the text and enqueue the delivery of those that travel. No provider is called.

    `once` names this telling (`approved:<case>:<person>`): a job that runs a second time tells nobody twice, it gets
    the messages of the first time. A channel which cannot reach this recipient is left out (no number, or nobody to
    own an inbox). Raises Mistake when none is left, or when `params` are not those the catalogue declares.
    """
    text = template(key)
    text.check(params)
    reachable = [each for each in channels or text.channels if _reaches(each, to)]
    if not reachable or not set(reachable) <= set(text.channels):
        raise Mistake(f"{key}: no channel of this text reaches the recipient")
    if once is not None and (told := await Message.filter(once=once).order_by("created_at", "-channel")):
        return told
    written = [_compose(key, channel, to, params, subject, once, now) for channel in reachable]
    for message in written:
        await _dispatch(message, text, to, now)
    return written


def _reaches(channel: MessageChannel, to: Recipient) -> bool:
    if channel is MessageChannel.SMS:
        return to.phone is not None
    return to.account_id is not None or to.phone_index is not None


def _compose(
    key: str,
    channel: MessageChannel,
    to: Recipient,
    params: Mapping[str, str],
    subject: str,
    once: str | None,
    now: datetime,
) -> Message:
    return Message(
        id=uuid4(),
        account_id=to.account_id,
        phone_index=to.phone_index,
        subject=subject,
        once=once,
        template=key,
        channel=channel,
        params=dict(params),
        created_at=now,
    )


async def _dispatch(message: Message, text: Template, to: Recipient, now: datetime) -> None:
    """Store the message. An inbox entry has arrived with that; a text message gets its number, its time and its job."""
    if message.channel is MessageChannel.INBOX:
        message.state, message.sent_at = MessageState.DELIVERED, now
        await message.save(force_create=True)
        return
    assert text.valid is not None
    message.to, message.expires_at = to.phone, now + text.valid
    await message.save(force_create=True)
    await enqueue(deliver, lock=f"message:{message.id}", message_id=str(message.id))
