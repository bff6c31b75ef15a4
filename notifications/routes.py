"""HTTP of the inbox; the view of messages for officers, whose route stands where a case and its office are known."""

from datetime import datetime
from uuid import UUID

from sanic import Blueprint, Request

from core import clock
from core.actors import Role
from core.errors import Invalid, Problem, Text
from core.web.operation import View, operation
from notifications import inbox
from notifications.provider import Refusal
from notifications.states import MessageChannel, MessageState

bp = Blueprint("notifications", url_prefix="/api/v1")

_BEFORE = Problem(
    "NT-01",
    Text("翻页参数 before 不正确。", "The parameter before is not right."),
    Text(
        "请使用上一页返回的 next，或去掉该参数从头查看。",
        "Use `next` of the page before, or leave it out to start anew.",
    ),
)


class InboxEntry(View):
    """`page`: what the message leads to in the phone front end, without a leading slash; empty for nothing."""

    id: UUID
    subject: str
    template: str
    title: Text
    body: Text
    page: str
    created_at: datetime
    read_at: datetime | None


class InboxPage(View):
    """Newest first. `next`, given as `?before=`, brings the page after this one."""

    entries: list[InboxEntry]
    unread: int
    next: UUID | None


class MessageSent(View):
    """`number` is masked; `refusal` says why a message failed."""

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


class MessagesSent(View):
    messages: list[MessageSent]


@bp.get("/inbox")
@operation("Read my inbox", who={Role.PERSON}, returns=InboxPage, query={"before": "the oldest entry already seen"})
async def read_inbox(request: Request) -> InboxPage:
    page = await inbox.list_inbox(by=request.ctx.actor, before=_before(request))
    entries = [InboxEntry(**vars(entry)) for entry in page.entries]
    return InboxPage(entries=entries, unread=page.unread, next=page.next)


@bp.post("/inbox/<message_id:uuid>/read")
@operation("Mark an entry of my inbox as read", who={Role.PERSON})
async def mark_read(request: Request, message_id: UUID) -> None:
    await inbox.mark_read(message_id, by=request.ctx.actor, now=clock.now())


def _before(request: Request) -> UUID | None:
    given = request.args.get("before")
    try:
        return UUID(given) if given else None
    except ValueError:
        raise Invalid({"before": _BEFORE}) from None
