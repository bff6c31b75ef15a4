"""Borderline verdicts: an officer of the task's office looks at the video, portrait scores and evidence, and decides.

The video is there until the decision, three working days at most; every look is in the audit log.
"""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from core import audit, blobs
from core.actors import Actor
from core.errors import Conflict, NotFound
from core.events import publish
from core.states import move
from core.web import live
from core.web.purpose import Purpose
from verification.conclude import erase_video
from verification.engine.verdict import Decision
from verification.events import IdentityConfirmed, IdentityNotConfirmed
from verification.models import IdentityOpinion, VerificationAttempt, VerificationTask, VideoPart
from verification.opinions import check_ground, give_opinion, refuse_other_scope
from verification.portrait import portrait_of
from verification.states import TaskAction, TaskState
from verification.upload import CONTENT_TYPES
from verification.validity import after_a_decision
from verification.verdicts import declined_entry

ACCEPTING = frozenset({"SAME_PERSON"})
DECLINING = frozenset({"NOT_SAME_PERSON", "NOT_CLEAR", "NOT_LIVE"})
MAX_PAGE = 100


async def reviews(*, by: Actor) -> list[VerificationAttempt]:
    """Attempts that wait for an officer of the caller's office, the oldest first, without those they have spoken on."""
    tasks = VerificationTask.filter(state=TaskState.IN_REVIEW, scope=by.office or "-")
    found = [await under_review(task) for task in await tasks.order_by("created_at").limit(MAX_PAGE)]
    spoken = IdentityOpinion.filter(officer_id=by.id, about__in=[each.id for each in found])
    without = {opinion.about async for opinion in spoken}
    return sorted((each for each in found if each.id not in without), key=lambda each: each.judged_at)


async def under_review(task: VerificationTask) -> VerificationAttempt:
    """The attempt for which a task is in review: the latest that counts, for no other can be begun meanwhile."""
    attempts = VerificationAttempt.filter(task_id=task.id, practice=False, verdict=Decision.REVIEW.value)
    latest = await attempts.order_by("-created_at").select_related("task").first()
    assert latest is not None, "only a verdict brings a task into review"
    return latest


async def video_of(attempt_id: UUID, purpose: Purpose, *, by: Actor, now: datetime) -> tuple[bytes, str]:
    """The video under review and its media type; the look is logged. Raises NotFound (another's, erased)."""
    attempt = await _waiting(attempt_id, by)
    parts = await VideoPart.filter(attempt_id=attempt.id).order_by("number")
    video = b"".join([await blobs.load(part.blob_id) for part in parts])
    await _log("identity.video", attempt, purpose, by, now)
    return video, CONTENT_TYPES[1] if video[:4] == b"\x1a\x45\xdf\xa3" else CONTENT_TYPES[0]


async def evidence_of(attempt_id: UUID, purpose: Purpose, *, by: Actor, now: datetime) -> bytes:
    """The evidence frame (JPEG) of an attempt under review; the look is logged. Raises NotFound."""
    attempt = await _waiting(attempt_id, by)
    if attempt.evidence_blob_id is None:
        raise NotFound()
    await _log("identity.evidence", attempt, purpose, by, now)
    return await blobs.load(attempt.evidence_blob_id)


async def portrait_for_review(attempt_id: UUID, purpose: Purpose, *, by: Actor, now: datetime) -> bytes:
    """The register's portrait (JPEG) to hold beside the evidence; the look is logged. Raises NotFound, Unavailable."""
    attempt = await _waiting(attempt_id, by)
    await _log("identity.portrait", attempt, purpose, by, now)
    return await portrait_of(await VerificationTask.get(id=attempt.task_id))


async def decide_review(
    attempt_id: UUID, *, accept: bool, ground: str, comment: str, by: Actor, now: datetime
) -> VerificationTask:
    """Accept or decline. Where the risk is high the first acceptance waits for a second officer's.

    Raises NotFound (another office's), Conflict (decided, or a second opinion of the same officer), Invalid (ground).
    """
    check_ground(ground, ACCEPTING if accept else DECLINING)
    async with in_transaction():
        attempt = await _waiting(attempt_id, by)
        task = await VerificationTask.select_for_update().get(id=attempt.task_id)
        if task.state is not TaskState.IN_REVIEW:
            raise Conflict()
        if await give_opinion(task, attempt.id, accepts=accept, ground=ground, comment=comment, by=by, now=now):
            await _settle(task, attempt, accept, ground, by, now)
    await live.publish(f"attempt:{attempt.id}")
    return task


async def _settle(
    task: VerificationTask, attempt: VerificationAttempt, accept: bool, ground: str, by: Actor, now: datetime
) -> None:
    await erase_video(attempt.id, because=f"reviewed: {'accepted' if accept else 'declined'}", now=now)
    if accept:
        task.passed_attempt_id, task.passed_at, task.passed_until = attempt.id, now, after_a_decision(now)
        await task.save(update_fields=["passed_attempt_id", "passed_at", "passed_until"])
    else:
        attempt.reasons = [declined_entry(ground)]
        await attempt.save(update_fields=["reasons"])
    await move(task, TaskAction.ACCEPT if accept else TaskAction.DECLINE, by=by, now=now)
    fact = IdentityConfirmed if accept else IdentityNotConfirmed
    await publish(fact(subject=task.subject, person_key=task.person_key, task_id=task.id, attempt_id=attempt.id))


async def _log(action: str, attempt: VerificationAttempt, purpose: Purpose, by: Actor, now: datetime) -> None:
    subject = ("VerificationAttempt", attempt.id)
    await audit.record(action, by=by, now=now, subject=subject, purpose=purpose.value)


async def _waiting(attempt_id: UUID, by: Actor) -> VerificationAttempt:
    """The attempt whose video waits for an officer of this office. Raises NotFound for every other."""
    task = await VerificationTask.filter(attempts__id=attempt_id, state=TaskState.IN_REVIEW).first()
    if task is None:
        raise NotFound()
    refuse_other_scope(task, by)
    attempt = await under_review(task)
    if attempt.id != attempt_id:
        raise NotFound()
    return attempt
