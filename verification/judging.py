"""The job of a `verifier`: fetch video and portrait, judge in the process pool, conclude. Idempotent: an attempt that
is judged already is left alone, so a verifier that was killed half-way loses nothing and doubles nothing.
"""

from uuid import UUID

import structlog

from config.settings import settings
from core import blobs, clock
from core.jobs import VERIFICATION, task
from verification.conclude import conclude, conclude_without_portrait
from verification.engine.challenge import Challenge
from verification.models import VerificationAttempt, VideoPart
from verification.pool import JudgeCrashed, judge_pool
from verification.provider import PortraitOutcome, population_register
from verification.states import VerificationAttemptState
from verification.verdicts import unreadable

log = structlog.get_logger()


@task("verification.judge", queue=VERIFICATION)
async def judge_attempt(attempt_id: str) -> None:
    """Judge one submitted attempt."""
    attempt = await VerificationAttempt.filter(id=attempt_id).select_related("task").first()
    if attempt is None or attempt.state is not VerificationAttemptState.SUBMITTED:
        return
    portrait = await population_register().portrait(attempt.task.name, attempt.task.id_number)
    if portrait.outcome is not PortraitOutcome.FOUND:
        await conclude_without_portrait(attempt.id, portrait, now=clock.now())
        return
    video = await _video(attempt.id)
    challenge = Challenge.read(attempt.prompts)
    try:
        verdict = await judge_pool().judge(
            video, portrait.jpeg, challenge, leave_out=settings().judge_leave_out, timeout_s=settings().judge_timeout_s
        )
    except (TimeoutError, JudgeCrashed) as broken:
        # A video that hangs or crashes the judge costs this attempt, not the process.
        log.warning("judge.broken", attempt_id=attempt_id, error=type(broken).__name__)
        verdict = unreadable()
    await conclude(attempt.id, verdict, portrait_reference=portrait.reference, now=clock.now())


async def _video(attempt_id: UUID) -> bytes:
    parts = await VideoPart.filter(attempt_id=attempt_id).order_by("number")
    return b"".join([await blobs.load(part.blob_id) for part in parts])
