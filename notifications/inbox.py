"""A person's inbox: what the product told them, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from core.actors import Actor
from core.errors import NotFound, Text
from notifications.catalogue import catalogue, template
from notifications.models import Message
from notifications.states import MessageChannel

PAGE = 20


@dataclass(frozen=True)
class Entry:
    """One message as the person reads it; `page` is what it leads to in the phone front end, empty for nothing."""

    id: UUID
    subject: str
    template: str
    title: Text
    body: Text
    page: str
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class Page:
    """`next` is the entry to ask `before`, None on the last page; `unread` counts the whole inbox."""

    entries: Sequence[Entry]
    unread: int
    next: UUID | None


async def list_inbox(*, by: Actor, before: UUID | None = None, limit: int = PAGE) -> Page:
    """A page of the caller's inbox, older than the entry `before`. Raises NotFound when that is not theirs."""
    mine = _of(by)
    older = mine
    if before is not None:
        last = await Message.get_or_none(mine, id=before)
        if last is None:
            raise NotFound()
        older &= Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, id__lt=last.id)
    found = await Message.filter(older).order_by("-created_at", "-id").limit(limit + 1)
    shown = [_entry(each) for each in found[:limit]]
    unread = await Message.filter(mine, read_at=None).count()
    return Page(shown, unread, shown[-1].id if len(found) > limit else None)


async def mark_read(message_id: UUID, *, by: Actor, now: datetime) -> None:
    """Note when the caller first read an entry. Raises NotFound (absent, or another person's)."""
    if not await Message.filter(_of(by), id=message_id).exists():
        raise NotFound()
    await Message.filter(id=message_id, read_at=None).update(read_at=now)


async def adopt(account_id: UUID, phone_index: str) -> int:
    """Give an account the entries that waited for its newly verified number, in the caller's transaction; how many.

    Afterwards they stay with the person, also when the number later goes to somebody else.
    """
    waiting = Message.filter(channel=MessageChannel.INBOX, account_id=None, phone_index=phone_index)
    return await waiting.update(account_id=account_id)


def _of(by: Actor) -> Q:
    """What is in this person's inbox: addressed to the account, or to their number before there was an account."""
    owner = Q(account_id=by.id)
    if by.phone_index is not None:
        owner |= Q(account_id=None, phone_index=by.phone_index)
    return owner & Q(channel=MessageChannel.INBOX, erased_at=None, template__in=list(catalogue()))


def _entry(message: Message) -> Entry:
    text, params = template(message.template), message.params or {}
    title, body = text.render(params)
    page = text.opens(params, subject=message.subject)
    return Entry(message.id, message.subject, message.template, title, body, page, message.created_at, message.read_at)
