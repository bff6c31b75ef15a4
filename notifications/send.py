"""Say something to a person: write the messages and ask for their delivery, in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from notifications import consent, providers
from notifications.catalogue import Mistake, Template, template
from notifications.deliver import PATIENCE, post
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
    own an inbox); whoever agreed to a message inside the app gets that in place of the text message, which follows
    when it fails. Raises Mistake when none is left, or when `params` are not those the catalogue declares.
    """
    text = template(key)
    text.check(params)
    wanted = channels or text.channels
    if not set(wanted) <= set(text.channels):
        raise Mistake(f"{key}: no channel of this text reaches the recipient")
    if once is not None and (told := await Message.filter(once=once).order_by("created_at", "-channel")):
        return told
    ways = await _ways(wanted, text, to)
    if not ways:
        raise Mistake(f"{key}: no channel of this text reaches the recipient")
    written = [_compose(key, channel, to, params, subject, once, now) for channel in ways]
    for message in written:
        await _dispatch(message, text, to, ways[message.channel], now)
    return written


async def _ways(wanted: tuple[MessageChannel, ...], text: Template, to: Recipient) -> dict[MessageChannel, str | None]:
    """The channels that reach this recipient → the address there; the inbox needs none."""
    ways: dict[MessageChannel, str | None] = {}
    if MessageChannel.WECHAT in wanted and (address := await _in_the_app(text, to)):
        ways[MessageChannel.WECHAT] = address
    elif MessageChannel.SMS in wanted and to.phone:  # An account whose number went to somebody else has none.
        ways[MessageChannel.SMS] = to.phone
    if MessageChannel.INBOX in wanted and (to.account_id is not None or to.phone_index is not None):
        ways[MessageChannel.INBOX] = None
    return ways


async def _in_the_app(text: Template, to: Recipient) -> str | None:
    """What the app calls the recipient, if they agreed to messages like this one."""
    if text.wechat is None:
        return None
    address = await providers.address_of(to.account_id, to.phone_index)
    return address if address and await consent.accepts(address, text.wechat.template) else None


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


async def _dispatch(message: Message, text: Template, to: Recipient, address: str | None, now: datetime) -> None:
    """Store the message. An inbox entry has arrived with that; what travels gets its address, its time and its job."""
    if message.channel is MessageChannel.INBOX:
        message.state, message.sent_at = MessageState.DELIVERED, now
        await message.save(force_create=True)
        return
    assert text.valid is not None
    message.to, message.expires_at = address, now + text.valid
    if message.channel is MessageChannel.WECHAT:
        message.otherwise, message.expires_at = to.phone, now + min(PATIENCE, text.valid)
    await post(message)
