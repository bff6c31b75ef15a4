"""Messages to people, on their way or in the inbox."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.sealed import SealedJSON, SealedText
from core.states import Stateful
from notifications.provider import Refusal
from notifications.states import MOVES, MessageAnswer, MessageChannel, MessageState


class Message(Stateful):
    """One text to one person through one channel.

    `to` (the phone number, or what WeChat calls the person) and `params` (what the text speaks of) are sealed, and
    erased as `retention.py` says; so is `otherwise`, the number to text when WeChat does not bring this one.
    An inbox entry belongs to `account_id`, or, for a person who has no account yet, to `phone_index`. `once` is the
    caller's name for this telling: told again under the same name, it is the same message.
    """

    MOVES: ClassVar[Any] = MOVES

    id = fields.UUIDField(primary_key=True)
    account_id: Any = fields.UUIDField(null=True)
    phone_index: Any = fields.CharField(max_length=64, null=True)
    subject = fields.CharField(max_length=128)
    once: Any = fields.CharField(max_length=128, null=True)
    template = fields.CharField(max_length=64)
    channel = fields.CharEnumField(MessageChannel, max_length=16)
    state = fields.CharEnumField(MessageState, max_length=32, default=MessageState.QUEUED)
    refusal: Any = fields.CharEnumField(Refusal, max_length=32, null=True)
    to: str | None = SealedText(null=True)  # type: ignore[assignment]
    otherwise: str | None = SealedText(null=True)  # type: ignore[assignment]
    params: dict[str, str] | None = SealedJSON(null=True)  # type: ignore[assignment]
    provider = fields.CharField(max_length=32, default="")
    provider_id = fields.CharField(max_length=128, default="", db_index=True)
    attempts = fields.SmallIntField(default=0)
    created_at = fields.DatetimeField()
    expires_at: Any = fields.DatetimeField(null=True)
    sent_at: Any = fields.DatetimeField(null=True)
    read_at: Any = fields.DatetimeField(null=True)
    erased_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "message"
        indexes = (
            Index(fields=("account_id", "created_at")),
            Index(fields=("phone_index", "created_at")),
            Index(fields=("subject", "created_at")),
            Index(fields=("erased_at", "created_at")),
            Index(fields=("state", "expires_at")),
        )
        unique_together = (("once", "channel"),)


class MessageConsent(Model):
    """A person's answer to being asked for messages of one template; `address_index` finds them by what WeChat calls
    them. Only the last answer is kept: how many one-time consents are left, WeChat alone knows for certain.
    """

    id = fields.UUIDField(primary_key=True)
    address_index = fields.CharField(max_length=64)
    template = fields.CharField(max_length=32)
    answer = fields.CharEnumField(MessageAnswer, max_length=16)
    answered_at = fields.DatetimeField()

    class Meta:
        table = "message_consent"
        unique_together = (("address_index", "template"),)
