"""What WeChat tells by itself: verify → store once → acknowledge; a job keeps the consent, or closes the message."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import structlog

from core import clock
from core.errors import NotFound, TooLarge
from core.inbox import ExternalNotice, act_once, receive
from core.jobs import enqueue, task
from notifications import consent, record
from notifications.deliver import give_up
from notifications.models import Message
from notifications.provider import Refusal
from notifications.providers.wechat_push import NAME, SENT, Pushed, WechatPush
from notifications.states import OPEN, MessageChannel, MessageState

log = structlog.get_logger()

MAX_BYTES = 64 * 1024
AGAIN_AFTER = timedelta(seconds=2)

_ear: list[WechatPush] = []


def listen(ear: WechatPush) -> None:
    """Take the ear that `app/wiring.py` composed. A second call replaces the first."""
    _ear[:] = [ear]


def confirm(query: Mapping[str, str], *, now: datetime) -> str:
    """WeChat asks whether the address is ours. Raises NotFound (no push is set up here), BadSignature."""
    return _listening().confirm(query, now=now)


async def hear(query: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """Keep what a push says, each thing once. Raises NotFound, TooLarge, BadSignature."""
    ear = _listening()
    if len(body) > MAX_BYTES:
        raise TooLarge()
    for told in ear.read(query, body, now=now):
        await receive(NAME, told.id, vars(told), then=apply_push)


@task("notifications.apply_push")
async def apply_push(notice_id: str) -> None:
    """Act on what was kept."""
    await act_on(notice_id, now=clock.now())


async def act_on(notice_id: str, *, now: datetime) -> None:
    """What came before its message was written is tried again a little later."""

    async def act(notice: ExternalNotice) -> bool:
        settled = await _apply(Pushed(**notice.payload), now)
        if not settled:
            await enqueue(apply_push, notice_id=notice_id, schedule_at=now + AGAIN_AFTER)
        return settled

    await act_once(notice_id, act, now=now)


async def _apply(told: Pushed, now: datetime) -> bool:
    """Whether it is done with; False when its message may still be on the way to us."""
    if told.event == SENT:
        return await _close(told, now)
    await consent.note(told.address, told.template_id, told.word, at=datetime.fromtimestamp(told.at_s, UTC))
    return True


async def _close(told: Pushed, now: datetime) -> bool:
    if not told.message_id:
        return True
    held = Message.select_for_update()
    message = await held.get_or_none(channel=MessageChannel.WECHAT, provider_id=told.message_id)
    if message is None:
        # The answer with the message's number may still be in the air; otherwise it is no message of ours.
        return not await _in_the_air()
    if message.state not in OPEN:
        return True
    if told.word == "0":
        await record.delivered(message, provider=message.provider, provider_id=told.message_id, now=now)
    else:
        log.warning("wechat.message_not_delivered", error=told.word[:16])
        await give_up(message, Refusal.UNDELIVERED, now=now)
    return True


async def _in_the_air() -> bool:
    tried = Message.filter(channel=MessageChannel.WECHAT, state=MessageState.QUEUED, attempts__gt=0)
    return bool(await tried.exists())


def _listening() -> WechatPush:
    if not _ear:
        raise NotFound()
    return _ear[0]
