"""Write down what the judge found, move the task, and erase the video: one transaction.

Where an officer must look (`review`), the video stays until their decision, three working days at most; otherwise it
is unreadable from this commit on, and one evidence frame remains. Of a practice nothing remains but the verdict.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from core import blobs
from core.actors import SYSTEM
from core.blobs import Blob
from core.events import publish
from core.states import move
from core.web import live
from verification import policy, seen
from verification.engine.verdict import Decision, Finding, Verdict
from verification.events import IdentityConfirmed, IdentityNotConfirmed, IdentityReferred
from verification.models import VerificationAttempt, VerificationTask, VideoPart
from verification.provider import PortraitSource
from verification.reasons import Reason
from verification.states import AttemptAction, TaskAction, TaskState, VerificationAttemptState
from verification.tasks import lock_attempt
from verification.validity import until_end_of_sitting
from verification.verdicts import as_reasons, as_result

RECORDED_ALREADY = "verdict recorded already"


@dataclass(frozen=True)
class Judged:
    """A verdict on a video, and how it came about. `took_s`: from fetching the video to the verdict."""

    verdict: Verdict
    video_sha256: str
    portrait_reference: str
    took_s: float
    portrait_source: PortraitSource = PortraitSource.REGISTER


async def conclude(attempt_id: UUID, judged: Judged, *, now: datetime) -> None:
    """Record a verdict once; a second call for the same attempt changes nothing."""
    kept = await _keep(attempt_id, judged.verdict, now)
    async with in_transaction():
        attempt, task = await lock_attempt(attempt_id)
        if attempt.state is not VerificationAttemptState.SUBMITTED:
            await _discard(kept, now)
            return
        verdict = judged.verdict
        if not attempt.practice:
            verdict = await _unless_seen_before(attempt, task, judged)
            movement = kept.get("movement")
            await seen.remember(
                attempt, task.id_number, judged.video_sha256, movement.id if movement else None, now=now
            )  # fmt: skip
            attempt.result = as_result(verdict, judged.portrait_reference, judged.portrait_source, judged.took_s)
            attempt.video_sha256 = judged.video_sha256
            attempt.evidence_blob_id = kept["evidence"].id if "evidence" in kept else None
        attempt.reasons = as_reasons(verdict)
        await _finish(attempt, task, verdict.decision, now)
    await live.publish(f"attempt:{attempt_id}")


async def conclude_without_verdict(
    attempt_id: UUID, reason: dict[str, Any], result: dict[str, Any], *, now: datetime
) -> None:
    """No portrait on file, a register away too long, or a fault of ours: not the person's fault, and no attempt of
    theirs (`not_counted`).
    """
    async with in_transaction():
        attempt, task = await lock_attempt(attempt_id)
        if attempt.state is not VerificationAttemptState.SUBMITTED:
            return
        attempt.reasons = [reason]
        attempt.result = {} if attempt.practice else {**result, "not_counted": True}
        await _finish(attempt, task, Decision.FAIL, now)
    await live.publish(f"attempt:{attempt_id}")


async def _keep(attempt_id: UUID, verdict: Verdict, now: datetime) -> dict[str, Blob]:
    """Store what may remain of a video, before the transaction; nothing of a practice."""
    if await VerificationAttempt.exists(id=attempt_id, practice=True):
        return {}
    kept = {}
    if verdict.evidence is not None:
        kept["evidence"] = await blobs.store("evidence", verdict.evidence.jpeg, content_type="image/jpeg", now=now)
    if verdict.signature.perceptual:
        course = verdict.signature.perceptual
        kept["movement"] = await blobs.store(seen.PURPOSE, course, content_type="application/octet-stream", now=now)
    return kept


async def _discard(kept: dict[str, Blob], now: datetime) -> None:
    for blob in kept.values():
        await blobs.erase(blob.id, because=RECORDED_ALREADY, now=now)


async def _unless_seen_before(attempt: VerificationAttempt, task: VerificationTask, judged: Judged) -> Verdict:
    verdict = judged.verdict
    reuse = await seen.reuse_of(attempt, task.id_number, judged.video_sha256, verdict.signature.perceptual)
    if reuse is None:
        return verdict
    finding = Finding(Reason.REPLAY_SUSPECTED, note=f"seen before: {reuse}")
    return replace(verdict, decision=Decision.FAIL, findings=(*verdict.findings, finding))


async def _finish(attempt: VerificationAttempt, task: VerificationTask, decision: Decision, now: datetime) -> None:
    attempt.verdict, attempt.judged_at = decision.value, now
    await attempt.save(update_fields=["verdict", "judged_at", "reasons", "result", "video_sha256", "evidence_blob_id"])
    await move(attempt, AttemptAction.JUDGE, by=SYSTEM, now=now)
    # Disputed or withdrawn meanwhile: the verdict is on record, the task goes its own way.
    moves_task = task.state is TaskState.IN_PROGRESS and not attempt.practice
    if decision is not Decision.REVIEW or not moves_task:
        await erase_video(attempt.id, because=f"judged: {decision.value}", now=now)
    if not moves_task:
        return
    fact: type[IdentityConfirmed] | type[IdentityNotConfirmed] | type[IdentityReferred]
    match decision:
        case Decision.PASS:
            task.passed_attempt_id, task.passed_at = attempt.id, now
            task.passed_until = until_end_of_sitting(now)
            action, fact = TaskAction.PASS, IdentityConfirmed
        case Decision.REVIEW:
            action, fact = TaskAction.REFER, IdentityReferred
        case Decision.FAIL:
            action, fact = await _after_failure(task, now), IdentityNotConfirmed
    await task.save(update_fields=["passed_attempt_id", "passed_at", "passed_until", "locked_until"])
    await move(task, action, by=SYSTEM, now=now)
    await publish(fact(subject=task.subject, person_key=task.person_key, task_id=task.id, attempt_id=attempt.id))


async def _after_failure(task: VerificationTask, now: datetime) -> TaskAction:
    """The face channel rests for minutes after the hour's last failure; the person and every other door do not."""
    hour = VerificationAttempt.filter(
        task_id=task.id, practice=False, verdict=Decision.FAIL.value, judged_at__gt=now - timedelta(hours=1)
    )
    if sum(not each.result.get("not_counted") for each in await hour) < policy.ATTEMPTS_PER_HOUR:
        return TaskAction.FAIL
    task.locked_until = now + policy.LOCK_LASTS
    return TaskAction.LOCK


async def erase_video(attempt_id: UUID, *, because: str, now: datetime) -> None:
    """Make every part of an attempt's video unreadable, in the caller's transaction."""
    for part in await VideoPart.filter(attempt_id=attempt_id):
        await blobs.erase(part.blob_id, because=because, now=now)
