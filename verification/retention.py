"""What is kept no longer than it may be. `app/wiring.py` runs `sweep` every few minutes; each step is idempotent. What
nothing names at all `core/orphans.py` finds by `HOLDERS`.

Kept until the verdict: the video. Until an officer's decision, three working days at most: a video under review, a
recorded statement. A year: what recognises a video that comes again. With the filing's archive: one evidence frame, a
notary's document.
"""

from datetime import datetime, timedelta

from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from core import blobs
from core.actors import SYSTEM
from core.blobs import Blob
from core.events import publish
from core.orphans import Holders, Named
from core.states import move
from verification import seen
from verification.channels import expire
from verification.conclude import erase_video
from verification.events import IdentityNotConfirmed
from verification.models import Appointment, SeenVideo, VerificationAttempt, VerificationTask, VideoPart
from verification.reviews import under_review
from verification.states import AttemptAction, TaskAction, TaskState, VerificationAttemptState
from verification.validity import in_working_days
from verification.verdicts import lapsed_entry

DIGESTS_LAST = timedelta(days=365)
REVIEW_LASTS_WORKING_DAYS = 3
PRACTICE_LASTS = timedelta(days=1)
AT_ONCE = 200
HOLDERS: Holders = {
    "video": [Named(VideoPart, "blob_id")],
    "evidence": [Named(VerificationAttempt, "evidence_blob_id")],
    seen.PURPOSE: [Named(SeenVideo, "movement_blob_id")],
    "statement": [Named(Appointment, "blob_id")],
    "notary": [Named(Appointment, "blob_id")],
}
"""Where this peer names the objects it stored."""


async def sweep(*, now: datetime) -> int:
    """Erase what is due; how many things were."""
    return (
        await abandon_expired(now)
        + await lapse_reviews(now)
        + await forget_digests(now)
        + await forget_practice(now)
        + await expire.cancel_expired(now)
    )


async def abandon_expired(now: datetime) -> int:
    """Challenges whose video did not come: what was uploaded of it goes."""
    late = await VerificationAttempt.filter(state=VerificationAttemptState.CHALLENGED, expires_at__lt=now).limit(
        AT_ONCE
    )
    for each in late:
        async with in_transaction():
            attempt = await VerificationAttempt.select_for_update().get(id=each.id)
            if attempt.state is VerificationAttemptState.CHALLENGED:
                await move(attempt, AttemptAction.ABANDON, by=SYSTEM, now=now)
    gone = VideoPart.filter(attempt__state=VerificationAttemptState.ABANDONED)
    return len(late) + await _erase_videos(gone, because="abandoned", now=now)


async def lapse_reviews(now: datetime) -> int:
    """Videos that no officer looked at in time: erased, and the person is told to choose anew."""
    waiting = await VerificationTask.filter(state=TaskState.IN_REVIEW, created_at__lt=now - timedelta(days=2))
    attempts = [await under_review(task) for task in waiting]
    due = [each for each in attempts if in_working_days(each.judged_at, REVIEW_LASTS_WORKING_DAYS) < now]
    for each in due:
        async with in_transaction():
            task = await VerificationTask.select_for_update().get(id=each.task_id)
            if task.state is not TaskState.IN_REVIEW:
                continue
            each.reasons, each.result = [lapsed_entry()], {**each.result, "not_counted": True}
            await each.save(update_fields=["reasons", "result"])
            await move(task, TaskAction.LAPSE, by=SYSTEM, now=now)
            await publish(IdentityNotConfirmed(task.subject, task.person_key, task.id, each.id))
    # Whatever became of the task (an officer's decision erases at once; a dispute may have come between).
    judged = VideoPart.filter(attempt__state=VerificationAttemptState.JUDGED)
    left = judged.exclude(attempt__task__state=TaskState.IN_REVIEW)
    return len(due) + await _erase_videos(left, because="review ended", now=now)


async def forget_digests(now: datetime) -> int:
    """What recognised a video for a year."""
    old = await SeenVideo.filter(forgotten_at=None, seen_at__lt=now - DIGESTS_LAST).limit(AT_ONCE)
    for each in old:
        async with in_transaction():
            await seen.forget(each, because="kept for a year", now=now)
    return len(old)


async def forget_practice(now: datetime) -> int:
    """A practice's verdict, once it has been read."""
    done = VerificationAttempt.filter(practice=True, created_at__lt=now - PRACTICE_LASTS)
    old = await done.exclude(state=VerificationAttemptState.SUBMITTED).limit(AT_ONCE)
    async with in_transaction():
        for each in old:
            await erase_video(each.id, because="practice", now=now)
            await each.delete()
    return len(old)


async def _erase_videos(parts: QuerySet[VideoPart], *, because: str, now: datetime) -> int:
    """Erase those of `parts` that can still be read."""
    living = await Blob.filter(purpose="video", erased_at=None).limit(5000).values_list("id", flat=True)
    found = await parts.filter(blob_id__in=list(living))
    async with in_transaction():
        for part in found:
            await blobs.erase(part.blob_id, because=because, now=now)
    return len(found)
