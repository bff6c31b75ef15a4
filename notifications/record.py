"""What came of a text message, written in the caller's transaction to a message whose row is locked."""

from datetime import datetime

from core.actors import SYSTEM
from core.states import move
from notifications.catalogue import template
from notifications.models import Message
from notifications.provider import Refusal
from notifications.states import Action

OUTCOME_FIELDS = ["provider", "provider_id", "sent_at", "refusal", "params"]


async def sent(message: Message, *, provider: str, provider_id: str, now: datetime) -> None:
    """The provider took it."""
    await move(message, Action.SEND, by=SYSTEM, now=now)
    await _close(message, provider, provider_id, now)


async def delivered(message: Message, *, provider: str, provider_id: str, now: datetime) -> None:
    """It is on the person's phone."""
    await move(message, Action.CONFIRM, by=SYSTEM, now=now)
    await _close(message, provider, provider_id, now)


async def failed(message: Message, refusal: Refusal, *, now: datetime) -> None:
    """It will not arrive."""
    await move(message, Action.FAIL, by=SYSTEM, now=now, note={"refusal": refusal})
    message.refusal = refusal
    _forget_secret(message)
    await message.save(update_fields=OUTCOME_FIELDS)


async def _close(message: Message, provider: str, provider_id: str, now: datetime) -> None:
    message.provider, message.provider_id = provider, provider_id
    message.sent_at = message.sent_at or now
    _forget_secret(message)
    await message.save(update_fields=OUTCOME_FIELDS)


def _forget_secret(message: Message) -> None:
    # A code has done its work here as soon as it is out, or can no longer get out.
    if template(message.template).secret:
        message.params = None
