"""How long a verdict takes now: an honest figure for who waits, and a closed door before anybody films in vain."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.connection import get_connections

from config.settings import settings
from core.errors import Text, Unavailable
from core.jobs import VERIFICATION
from verification.models import VerificationAttempt
from verification.states import VerificationAttemptState

USUAL_SECONDS = 3.0
"""What a verdict takes before there is one to measure."""
NOBODY_AT_WORK_AFTER = timedelta(seconds=45)
LATEST_ATTEMPTS = 50

_BUSY = Text(
    "现在核验的人较多，请稍后再试；不用重新填写，也可以改用其他核验方式。",
    "Many people are being verified now; please come back a little later, or take another way. Nothing is lost.",
)


@dataclass(frozen=True)
class JudgingQueue:
    """`waiting` videos are not begun, `running` are being judged. `takes_s`: median of the latest verdicts.

    `expected_wait_s` is what the next video would wait for its verdict. `at_work` is False while nobody judges.
    """

    waiting: int
    running: int
    takes_s: float
    expected_wait_s: float
    at_work: bool

    @property
    def open(self) -> bool:
        return self.at_work and self.expected_wait_s <= settings().judge_longest_wait_s


async def judging_queue(now: datetime) -> JudgingQueue:
    """The queue as it is. While videos wait, every verifier is busy: what runs now is what can run at once."""
    rows = await (
        get_connections()
        .get("default")
        .execute_query_dict(
            "SELECT count(*) FILTER (WHERE status = 'todo') AS waiting, "
            "count(*) FILTER (WHERE status = 'doing') AS running "
            "FROM procrastinate_jobs WHERE queue_name = %s AND status IN ('todo', 'doing')",
            [VERIFICATION],
        )
    )
    waiting, running, takes = int(rows[0]["waiting"]), int(rows[0]["running"]), await _median_seconds()
    forgotten = await VerificationAttempt.exists(
        state=VerificationAttemptState.SUBMITTED, submitted_at__lt=now - NOBODY_AT_WORK_AFTER
    )
    return JudgingQueue(
        waiting=waiting,
        running=running,
        takes_s=takes,
        expected_wait_s=takes * (1 + math.ceil(waiting / max(running, 1))),
        at_work=running > 0 or not forgotten,
    )


async def refuse_when_too_long(now: datetime) -> None:
    """Raise Unavailable with an honest Retry-After when a new video would wait too long for its verdict."""
    queue = await judging_queue(now)
    if queue.open:
        return
    spare = queue.expected_wait_s - settings().judge_longest_wait_s
    raise Unavailable(_BUSY, retry_after_s=max(30, math.ceil(spare)))


async def _median_seconds() -> float:
    rows = await (
        get_connections()
        .get("default")
        .execute_query_dict(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS median FROM ("
            "SELECT (result->>'took_s')::float AS took FROM verification_attempt "
            "WHERE judged_at IS NOT NULL AND result->>'took_s' IS NOT NULL ORDER BY judged_at DESC LIMIT %s) AS latest",
            [LATEST_ATTEMPTS],
        )
    )
    return USUAL_SECONDS if rows[0]["median"] is None else float(rows[0]["median"])
