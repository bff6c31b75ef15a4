"""The life of a message. An inbox entry is delivered as soon as it is written; the others travel."""

from enum import StrEnum

from core.states import step


class MessageChannel(StrEnum):
    """How a text reaches a person."""

    WECHAT = "wechat"
    SMS = "sms"
    INBOX = "inbox"


class MessageAnswer(StrEnum):
    """What we last knew of a person's consent to messages of one template (订阅消息)."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    SPENT = "spent"
    """WeChat itself says that nothing is left of it: a one-time consent was used up, or taken back unseen."""


class MessageState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


class Action(StrEnum):
    SEND = "send"
    CONFIRM = "confirm"
    FAIL = "fail"


MOVES = {
    Action.SEND: step({MessageState.QUEUED}, MessageState.SENT),
    # A report may come for a message whose answer was lost, so it is still queued on our side.
    Action.CONFIRM: step({MessageState.QUEUED, MessageState.SENT}, MessageState.DELIVERED),
    Action.FAIL: step({MessageState.QUEUED, MessageState.SENT}, MessageState.FAILED),
}
OPEN = frozenset({MessageState.QUEUED, MessageState.SENT})
