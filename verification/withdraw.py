"""Withdraw the consent to the face check, as easily as it was given (PIPL art. 15, 16; 人脸识别技术应用安全管理办法
art. 6): what was filmed is erased at once, another door is open, and the filing lives on.

What stays is the one evidence frame on which a pass rests that was already given: the withdrawal does not undo what was
done before it (PIPL art. 15 para. 2), and the consent said that this frame is kept with the filing's archive. Of what
recognises a video that comes again the course of the movement is erased as well; see `seen.py` for what then stands in
its place.
"""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from core import blobs
from core.actors import Actor
from core.errors import Conflict, Text
from core.states import move
from core.web import live
from verification import seen
from verification.conclude import erase_video
from verification.consent import has_consent
from verification.models import Consent, SeenVideo, VerificationAttempt, VerificationTask
from verification.states import CONSENTED, AttemptAction, TaskAction, VerificationAttemptState
from verification.tasks import lock_own_task

BECAUSE = "consent withdrawn"

_NOTHING = Text("没有可撤回的同意。", "There is no consent to withdraw.")


async def withdraw_consent(task_id: UUID, *, by: Actor, now: datetime) -> VerificationTask:
    """Erase and record. Raises NotFound, Conflict (no living consent)."""
    async with in_transaction():
        task = await lock_own_task(task_id, by)
        if not await has_consent(task):
            raise Conflict(_NOTHING)
        await Consent.filter(task_id=task.id, withdrawn_at=None).update(withdrawn_at=now)
        attempts = await VerificationAttempt.filter(task_id=task.id).select_for_update()
        for attempt in attempts:
            await _erase(attempt, task, by, now)
        if task.state in CONSENTED:
            await move(task, TaskAction.WITHDRAW_CONSENT, by=by, now=now)
    await live.publish(*(f"attempt:{attempt.id}" for attempt in attempts))
    return task


async def _erase(attempt: VerificationAttempt, task: VerificationTask, by: Actor, now: datetime) -> None:
    if attempt.state in {VerificationAttemptState.CHALLENGED, VerificationAttemptState.SUBMITTED}:
        await move(attempt, AttemptAction.ABANDON, by=by, now=now)
    await erase_video(attempt.id, because=BECAUSE, now=now)
    if attempt.evidence_blob_id is not None and attempt.id != task.passed_attempt_id:
        await blobs.erase(attempt.evidence_blob_id, because=BECAUSE, now=now)
    digest = await SeenVideo.get_or_none(attempt_id=attempt.id, forgotten_at=None)
    if digest is not None:
        await seen.erase_movement(digest, because=BECAUSE, now=now)
