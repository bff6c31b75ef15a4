"""What officers see: which texts were sent about a subject, to which number, and whether they arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.errors import Text
from notifications.catalogue import catalogue
from notifications.models import Message
from notifications.provider import Refusal
from notifications.states import MessageChannel, MessageState

LIMIT = 500


@dataclass(frozen=True)
class SentMessage:
    """One message without its content. `number` is masked; None for what is no text message, and once it is erased."""

    id: UUID
    template: str
    title: Text
    channel: MessageChannel
    number: str | None
    state: MessageState
    refusal: Refusal | None
    created_at: datetime
    sent_at: datetime | None
    read_at: datetime | None


async def messages_about(subject: str) -> Sequence[SentMessage]:
    """The latest messages about a subject, newest first."""
    found = await Message.filter(subject=subject).order_by("-created_at", "-id").limit(LIMIT)
    return [_sent(each) for each in found]


def mask(number: str) -> str:
    """138****0001: enough to recognise a number one knows, not enough to call one."""
    return f"{number[:3]}****{number[-4:]}"


def _sent(message: Message) -> SentMessage:
    known = catalogue().get(message.template)
    title = Text(known.title.zh, known.title.en) if known else Text(message.template, message.template)
    return SentMessage(
        id=message.id,
        template=message.template,
        title=title,
        channel=message.channel,
        number=mask(message.to) if message.to and message.channel is MessageChannel.SMS else None,
        state=message.state,
        refusal=message.refusal,
        created_at=message.created_at,
        sent_at=message.sent_at,
        read_at=message.read_at,
    )
