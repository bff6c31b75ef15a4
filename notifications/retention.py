"""How long messages are kept, and why.

Personal Information Protection Law (个人信息保护法): no longer than the purpose needs (art. 19), then erased (art. 47).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from notifications.catalogue import secrets
from notifications.deliver import give_up
from notifications.models import Message
from notifications.provider import Refusal
from notifications.states import MessageChannel, MessageState


class Kind(StrEnum):
    """Messages that are kept alike."""

    CODE = "code"
    TRAVELLED = "travelled"
    INBOX = "inbox"


@dataclass(frozen=True)
class Keep:
    """How long number and content are kept after the message was written, and the reason."""

    time: timedelta
    reason: str


RETENTION: Mapping[Kind, Keep] = {
    Kind.CODE: Keep(timedelta(minutes=10), "a code is valid for five minutes; the rest is for its delivery report"),
    Kind.TRAVELLED: Keep(timedelta(days=30), "to answer who was told what, while people still ask and reports come"),
    Kind.INBOX: Keep(timedelta(days=730), "the person's own record, beyond the year in which a decision is contested"),
}
GRACE = timedelta(minutes=1)  # a call to the provider may be in the air when the time runs out
BATCH = 500


async def forget_expired(now: datetime) -> int:
    """Close text messages whose time to be sent has passed, then erase what is kept too long; how many were erased.

    What remains of a message is which text was sent about which subject, when, and whether it arrived. To be called
    once a minute.
    """
    await _close_overdue(now)
    erased = 0
    for kind, keep in RETENTION.items():
        old = Message.filter(_of(kind), erased_at=None, created_at__lte=now - keep.time)
        erased += await old.update(to=None, otherwise=None, params=None, phone_index=None, erased_at=now)
    return erased


async def _close_overdue(now: datetime) -> None:
    """A message is still queued past its time only when its job gave up, or waits for a long outage to end."""
    overdue = Message.filter(state=MessageState.QUEUED, expires_at__lte=now - GRACE)
    for message_id in await overdue.limit(BATCH).values_list("id", flat=True):
        async with in_transaction():
            message = await Message.select_for_update().get(id=message_id)
            if message.state is MessageState.QUEUED:
                await give_up(message, Refusal.EXPIRED, now=now)


def _of(kind: Kind) -> Q:
    codes = Q(template__in=secrets())
    return {
        Kind.CODE: codes,
        Kind.TRAVELLED: ~codes & ~Q(channel=MessageChannel.INBOX),
        Kind.INBOX: Q(channel=MessageChannel.INBOX),
    }[kind]
