"""The life of a message. An inbox entry is delivered as soon as it is written; only text messages travel."""

from enum import StrEnum

from core.states import step


class Channel(StrEnum):
    """How a text reaches a person."""

    SMS = "sms"
    INBOX = "inbox"


class State(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


class Action(StrEnum):
    SEND = "send"
    CONFIRM = "confirm"
    FAIL = "fail"


MOVES = {
    Action.SEND: step({State.QUEUED}, State.SENT),
    # A report may come for a message whose answer was lost, so it is still queued on our side.
    Action.CONFIRM: step({State.QUEUED, State.SENT}, State.DELIVERED),
    Action.FAIL: step({State.QUEUED, State.SENT}, State.FAILED),
}
OPEN = frozenset({State.QUEUED, State.SENT})
