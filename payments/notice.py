"""Hear a provider: verify → store once → acknowledge; a job does what the message says.

The acknowledgement says only that the message is kept. Had we acted first, a crash in between would lose it; had we
refused what contradicts us, the provider would repeat it for a day.
"""

from collections.abc import Mapping
from datetime import datetime

from core import clock
from core.errors import NotFound, TooLarge
from core.inbox import ExternalNotice, act_once, receive
from core.jobs import enqueue, task
from payments.apply import apply
from payments.models import Attempt
from payments.provider import Acknowledgement, Outcome, RefundReport, Report, provider
from payments.query import ask_attempt
from payments.return_money import apply_refund
from payments.states import UNDECIDED

MAX_BYTES = 64 * 1024


async def hear(name: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Acknowledgement:
    """Keep one message. Raises NotFound (no such provider), TooLarge, BadSignature."""
    speaker = provider(name)
    if speaker is None:
        raise NotFound()
    if len(body) > MAX_BYTES:
        raise TooLarge()
    notice = speaker.read_notice(headers, body, now=now)
    await receive(name, notice.id, notice.payload, then=apply_notice)
    return speaker.acknowledgement


@task("payments.apply_notice")
async def apply_notice(notice_id: str) -> None:
    """Act on a stored message."""
    await act_on(notice_id, now=clock.now())


async def act_on(notice_id: str, *, now: datetime) -> None:
    """Raises LookupError for a notice of a provider that is no longer wired."""

    async def act(notice: ExternalNotice) -> bool:
        speaker = provider(notice.provider)
        if speaker is None:
            raise LookupError(f"{notice.provider} is no longer wired, and a notice of it waits")
        said = speaker.understand(notice.payload)
        if isinstance(said, RefundReport):
            await apply_refund(said, now=now)
        elif said.outcome is Outcome.PAID:
            await apply(said, now=now)
        else:
            await _look_up(said)
        return True

    await act_once(notice_id, act, now=now)


async def _look_up(said: Report) -> None:
    """A notice may credit; that something is closed, gone or still open, only a question of our own decides."""
    attempt = await Attempt.get_or_none(number=said.number, provider=said.provider)
    if attempt is not None and attempt.state in UNDECIDED:
        await enqueue(ask_attempt, attempt_id=str(attempt.id))
