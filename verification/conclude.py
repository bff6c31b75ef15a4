"""Write down what the judge found, move the task, and erase the video: one transaction.

Where an officer must look (`review`), the video stays until their decision, three working days at most; otherwise it
is unreadable from this commit on, and one evidence frame remains.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from core import blobs
from core.actors import SYSTEM
from core.events import publish
from core.states import move
from verification.engine.verdict import Decision, Verdict
from verification.events import IdentityConfirmed, IdentityNotConfirmed, IdentityReferred
from verification.models import VerificationAttempt, VerificationTask, VideoPart
from verification.provider import Portrait
from verification.reasons import Reason
from verification.states import AttemptAction, TaskAction, TaskState, VerificationAttemptState
from verification.verdicts import as_reasons, as_result, reason_entry

_MOVES = {
    Decision.PASS: (TaskAction.PASS, IdentityConfirmed),
    Decision.REVIEW: (TaskAction.REFER, IdentityReferred),
    Decision.FAIL: (TaskAction.FAIL, IdentityNotConfirmed),
}


async def conclude(attempt_id: UUID, verdict: Verdict, *, portrait_reference: str, now: datetime) -> None:
    """Record a verdict once; a second call for the same attempt changes nothing."""
    evidence = None
    if verdict.evidence is not None:
        evidence = await blobs.store("evidence", verdict.evidence.jpeg, content_type="image/jpeg", now=now)
    async with in_transaction():
        attempt = await VerificationAttempt.select_for_update().get(id=attempt_id)
        if attempt.state is not VerificationAttemptState.SUBMITTED:
            if evidence is not None:
                await blobs.erase(evidence.id, because="verdict recorded already", now=now)
            return
        attempt.reasons, attempt.result = as_reasons(verdict), as_result(verdict, portrait_reference)
        attempt.video_sha256 = verdict.signature.sha256
        attempt.evidence_blob_id = evidence.id if evidence else None
        await _finish(attempt, verdict.decision, now)


async def conclude_without_portrait(attempt_id: UUID, portrait: Portrait, *, now: datetime) -> None:
    """The register has no portrait to compare with: not the person's fault, and no attempt of theirs."""
    async with in_transaction():
        attempt = await VerificationAttempt.select_for_update().get(id=attempt_id)
        if attempt.state is not VerificationAttemptState.SUBMITTED:
            return
        attempt.reasons = [reason_entry(Reason.NO_REFERENCE_PHOTO)]
        attempt.result = {"portrait": {"outcome": portrait.outcome, "reference": portrait.reference}}
        await _finish(attempt, Decision.FAIL, now)


async def _finish(attempt: VerificationAttempt, decision: Decision, now: datetime) -> None:
    attempt.verdict, attempt.judged_at = decision.value, now
    await attempt.save(update_fields=["verdict", "judged_at", "reasons", "result", "video_sha256", "evidence_blob_id"])
    await move(attempt, AttemptAction.JUDGE, by=SYSTEM, now=now)
    if decision is not Decision.REVIEW:
        await erase_video(attempt.id, because=f"judged: {decision.value}", now=now)
    task = await VerificationTask.select_for_update().get(id=attempt.task_id)
    if task.state is not TaskState.IN_PROGRESS:
        return  # Disputed or withdrawn meanwhile: the verdict is on record, the task goes its own way.
    action, fact = _MOVES[decision]
    if decision is Decision.PASS:
        task.passed_attempt_id, task.passed_at = attempt.id, now
        await task.save(update_fields=["passed_attempt_id", "passed_at"])
    await move(task, action, by=SYSTEM, now=now)
    named: dict[str, Any] = {"subject": task.subject, "person_key": task.person_key, "task_id": task.id}
    await publish(fact(**named, attempt_id=attempt.id))


async def erase_video(attempt_id: UUID, *, because: str, now: datetime) -> None:
    """Make every part of an attempt's video unreadable, in the caller's transaction."""
    for part in await VideoPart.filter(attempt_id=attempt_id):
        await blobs.erase(part.blob_id, because=because, now=now)
