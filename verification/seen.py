"""Whether a video was shown before: the same bytes by anybody, or the same movement of the same person.

A replayed recording of another person fails the match with the portrait, so near re-use is looked for among the videos
of one person: all of them, which no index of approximate keys could promise. What is kept for it lies apart from the
rest, unreadable without our keys, for a year (`retention.py`), and has its own sentence in the consent.

Whoever withdraws the consent has the course of the movement erased at once. A recording that could come again
unrecognised answers a challenge that is never put again: the movements that were asked for are no biometric data, stay
with the attempt, and are `spent` (docs/adr/0008-withdrawal-and-re-use.md).
"""

import asyncio
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise.connection import get_connections

from core import blobs
from core.blobs import Blob
from core.sealed import blind_index
from verification.models import SeenVideo, VerificationAttempt

PURPOSE = "movement"


class Reuse(StrEnum):
    EXACT = "exact"
    NEAR = "near"


async def reuse_of(attempt: VerificationAttempt, id_number: str, sha256: str, movement: bytes) -> Reuse | None:
    """Whether an earlier attempt showed this video.

    Inside the caller's transaction: verdicts on the same video, or of the same person, are reached one after another,
    so that a video handed in twice at once is new only once.
    """
    video, person = _video_index(sha256), _person_index(id_number)
    for lock in (video, person):
        await get_connections().get("default").execute_query(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [lock]
        )  # fmt: skip
    if await SeenVideo.filter(video_index=video).exclude(attempt_id=attempt.id).exists():
        return Reuse.EXACT
    earlier = SeenVideo.filter(person_index=person, movement_blob_id__not_isnull=True).exclude(attempt_id=attempt.id)
    courses = [await blobs.load(each) for each in await _living(await earlier)] if movement else []
    return Reuse.NEAR if await asyncio.to_thread(_any_alike, movement, courses) else None


async def remember(
    attempt: VerificationAttempt, id_number: str, sha256: str, movement_blob_id: UUID | None, *, now: datetime
) -> None:
    """Keep a judged video's fingerprints, in the caller's transaction."""
    await SeenVideo.create(
        id=uuid4(),
        attempt_id=attempt.id,
        person_index=_person_index(id_number),
        video_index=_video_index(sha256),
        movement_blob_id=movement_blob_id,
        seen_at=now,
    )


async def history_of(id_number: str) -> list[SeenVideo]:
    """Every judged video of a person within the year, with its attempt, whatever filing it was for; latest first."""
    of_the_person = SeenVideo.filter(person_index=_person_index(id_number))
    return await of_the_person.order_by("-seen_at").select_related("attempt")


async def spent(history: list[SeenVideo]) -> list[list[str]]:
    """The movements asked for in recordings whose course was erased."""
    living = set(await _living(history))
    gone = [each for each in history if each.movement_blob_id is not None and each.movement_blob_id not in living]
    return [each.attempt.actions for each in gone]


async def erase_movement(seen: SeenVideo, *, because: str, now: datetime) -> None:
    """Erase the course of the movement, in the caller's transaction. What stays holds nothing of a face: two keyed
    fingerprints, of the file's bytes and of the person's number.
    """
    if seen.movement_blob_id is not None:
        await blobs.erase(seen.movement_blob_id, because=because, now=now)


async def _living(history: list[SeenVideo]) -> list[UUID]:
    kept = [each.movement_blob_id for each in history if each.movement_blob_id is not None]
    return [blob.id async for blob in Blob.filter(id__in=kept, erased_at=None)]


async def forget(seen: SeenVideo, *, because: str, now: datetime) -> None:
    """Wipe the fingerprints and erase the course of the movement, in the caller's transaction."""
    await erase_movement(seen, because=because, now=now)
    seen.person_index, seen.video_index, seen.forgotten_at = "", "", now
    await seen.save(update_fields=["person_index", "video_index", "forgotten_at"])


def _any_alike(movement: bytes, courses: list[bytes]) -> bool:
    from verification.movement import one_recording  # Only here: processes that judge nothing load no engine.

    return any(one_recording(movement, course) for course in courses)


def _video_index(sha256: str) -> str:
    return blind_index("seen-video", sha256)


def _person_index(id_number: str) -> str:
    return blind_index("seen-person", id_number)
