"""How people whom a filing names are reached. Anybody can write anybody's number into a filing, so one number gets only
so many text messages a day from all filings together; what is said beyond that waits in the inbox.
"""

from datetime import datetime, timedelta

from core.sealed import blind_index
from notifications.models import Message
from notifications.send import Recipient, send
from notifications.states import MessageChannel

TEXTS = ("invitation", "invitation_nudge", "sign_again")
MOST_A_DAY = 10
"""Whoever founds so many companies in a day looks into the inbox; whoever founds none is spared."""


async def tell_signatory(
    text: str, *, phone: str, params: dict[str, str], subject: str, once: str, now: datetime
) -> None:
    """One of TEXTS to the holder of a number, in the caller's transaction."""
    index = blind_index("phone", phone)
    travelled = Message.filter(phone_index=index, template__in=TEXTS, created_at__gt=now - timedelta(days=1))
    spent = await travelled.exclude(channel=MessageChannel.INBOX).count() >= MOST_A_DAY
    await send(
        text,
        to=Recipient(phone=phone, phone_index=index),
        params=params,
        subject=subject,
        once=once,
        channels=(MessageChannel.INBOX,) if spent else None,
        now=now,
    )
