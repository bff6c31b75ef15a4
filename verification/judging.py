"""The job of a `verifier`: fetch video and portrait, judge in the process pool, conclude. Idempotent: an attempt that
is judged already is left alone, so a verifier that was killed half-way loses nothing and doubles nothing.

While the population register is away the person is told so, and the job comes again; when that lasts too long, or when
a fault of ours strikes again and again, the attempt is concluded honestly rather than left waiting for ever.
"""

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job
from tortoise.expressions import F

from config.settings import settings
from core import blobs, clock
from core.errors import Unavailable
from core.jobs import VERIFICATION, task
from core.web import live
from verification.conclude import Judged, conclude, conclude_without_verdict
from verification.engine.challenge import Challenge
from verification.engine.settings import EngineSettings
from verification.engine.verdict import Decision, Finding, Verdict, unreadable
from verification.models import VerificationAttempt, VideoPart
from verification.pool import JudgeCrashed, JudgeOutOfMemory, judge_pool
from verification.provider import Portrait, PortraitOutcome, PortraitSource, population_register
from verification.reasons import Reason
from verification.states import VerificationAttemptState
from verification.verdicts import our_fault_entry, reason_entry

log = structlog.get_logger()

MOST_TRIES = 4
"""How often a judgement is begun: by then the fault is not the verifier's death but ours."""
LONGEST_OUTAGE = timedelta(hours=2)
"""How long a video is kept for a register that does not answer."""
LONGEST_PAUSE_SECONDS = 30


class GivenUp(RuntimeError):
    """The attempt was concluded without a verdict by a fault of ours; the job stays in the failed list for us."""


class UntilConcluded(BaseRetryStrategy):
    """Again after 2, 4, 8 … 30 seconds; the job itself knows when to end."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, GivenUp):
            return None
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts + 1, 8), LONGEST_PAUSE_SECONDS)})


@task("verification.judge", queue=VERIFICATION, retry=UntilConcluded())
async def judge_attempt(attempt_id: str) -> None:
    """Judge one submitted attempt."""
    waiting = VerificationAttempt.filter(id=attempt_id, state=VerificationAttemptState.SUBMITTED)
    # Written before anything can go wrong, so that a video that kills the whole verifier is counted as well.
    await waiting.update(tries=F("tries") + 1)
    attempt = await waiting.select_related("task").first()
    if attempt is None:
        return
    if attempt.tries > MOST_TRIES:
        await conclude_without_verdict(attempt.id, our_fault_entry(), {"tries": attempt.tries - 1}, now=clock.now())
        raise GivenUp(f"attempt {attempt_id} was begun {attempt.tries - 1} times")
    try:
        portrait = await population_register().portrait(attempt.task.name, attempt.task.id_number)
    except Unavailable:
        await _bear_outage(attempt)
        raise
    if portrait.outcome is PortraitOutcome.FOUND:
        await _judge(attempt, portrait)
    else:
        result = {"portrait": {"outcome": portrait.outcome, "reference": portrait.reference}}
        await conclude_without_verdict(
            attempt.id, reason_entry(Reason.NO_REFERENCE_PHOTO), result, now=clock.now()
        )  # fmt: skip


async def _judge(attempt: VerificationAttempt, portrait: Portrait) -> None:
    began = clock.now()
    video = await _video(attempt.id)
    try:
        verdict: Verdict = await judge_pool().judge(
            video,
            portrait.jpeg,
            Challenge.read(attempt.prompts),
            EngineSettings(leave_out=settings().judge_leave_out, at_best=_at_best(portrait)),
            timeout_s=settings().judge_timeout_s,
        )
    except (TimeoutError, JudgeCrashed) as broken:
        # A video that hangs or crashes the judge costs this attempt, not the process.
        log.warning("judge.broken", attempt_id=str(attempt.id), error=type(broken).__name__, why=str(broken))
        verdict = _without_a_judge(broken)
    ended = clock.now()
    judged = Judged(
        verdict,
        hashlib.sha256(video).hexdigest(),
        portrait.reference,
        took_s=(ended - began) / timedelta(seconds=1),
        portrait_source=portrait.source,
    )
    await conclude(attempt.id, judged, now=ended)


def _without_a_judge(broken: TimeoutError | JudgeCrashed) -> Verdict:
    """The verdict on a video over which its judging process ended."""
    verdict = unreadable(note := f"judge: {type(broken).__name__}")
    if isinstance(broken, JudgeOutOfMemory):
        return replace(verdict, findings=(Finding(Reason.TOO_LONG, note=note),))
    return verdict


def _at_best(portrait: Portrait) -> Decision:
    """A likeness to a photo that the person brought proves only that they brought their own: an officer looks."""
    return Decision.REVIEW if portrait.source is PortraitSource.SELF_SUPPLIED else Decision.PASS


async def _bear_outage(attempt: VerificationAttempt) -> None:
    """Tell the person who waits; past the longest outage end the attempt, which is none of theirs."""
    now = clock.now()
    reason = reason_entry(Reason.SOURCE_DOWN)
    if now - attempt.submitted_at > LONGEST_OUTAGE:
        await conclude_without_verdict(attempt.id, reason, {}, now=now)
        return
    waiting = VerificationAttempt.filter(id=attempt.id, state=VerificationAttemptState.SUBMITTED)
    await waiting.update(tries=F("tries") - 1, reasons=[reason])
    await live.publish(f"attempt:{attempt.id}")


async def _video(attempt_id: UUID) -> bytes:
    parts = await VideoPart.filter(attempt_id=attempt_id).order_by("number")
    return b"".join([await blobs.load(part.blob_id) for part in parts])
