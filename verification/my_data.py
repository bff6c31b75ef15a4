"""What is kept of me and what was erased when: consents, videos, evidence, digests, clips (PIPL art. 44, 45, 47)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.actors import Actor
from core.blobs import Blob
from verification.models import Appointment, Consent, SeenVideo, VerificationAttempt, VerificationTask, VideoPart
from verification.tasks import theirs_since


@dataclass(frozen=True)
class Kept:
    """One thing kept or erased. `kind`: video, evidence, movement, material."""

    kind: str
    task_id: UUID
    stored_at: datetime | None
    erased_at: datetime | None
    erased_because: str


@dataclass(frozen=True)
class MyData:
    tasks: list[VerificationTask]
    consents: list[Consent]
    kept: list[Kept]


async def my_data(*, by: Actor) -> MyData:
    """Everything this peer holds of the caller, newest first."""
    tasks = await VerificationTask.filter(account_id=by.id).order_by("-created_at")
    since = {task.id: await theirs_since(task) for task in tasks}
    given = await Consent.filter(task_id__in=list(since)).order_by("-given_at")
    consents = [each for each in given if each.given_at >= since[each.task_id]]
    asked = await VerificationAttempt.filter(task_id__in=list(since))
    attempts = [each for each in asked if each.created_at >= since[each.task_id]]
    task_of = {attempt.id: attempt.task_id for attempt in attempts}
    found: list[tuple[str, UUID, UUID]] = []
    for part in await VideoPart.filter(attempt_id__in=list(task_of)):
        found.append(("video", part.blob_id, task_of[part.attempt_id]))
    for attempt in attempts:
        if attempt.evidence_blob_id is not None:
            found.append(("evidence", attempt.evidence_blob_id, attempt.task_id))
    for digest in await SeenVideo.filter(attempt_id__in=list(task_of), movement_blob_id__not_isnull=True):
        found.append(("movement", digest.movement_blob_id, task_of[digest.attempt_id]))
    for appointment in await Appointment.filter(task_id__in=list(since), blob_id__not_isnull=True):
        if appointment.created_at >= since[appointment.task_id]:
            found.append(("material", appointment.blob_id, appointment.task_id))
    return MyData(tasks, consents, await _kept(found))


async def _kept(found: Iterable[tuple[str, UUID, UUID]]) -> list[Kept]:
    listed = list(found)
    blobs = {blob.id: blob for blob in await Blob.filter(id__in=[blob_id for _, blob_id, _ in listed])}
    kept = [
        Kept(kind, task_id, blob.stored_at, blob.erased_at, blob.erased_because)
        for kind, blob_id, task_id in listed
        if (blob := blobs.get(blob_id)) is not None
    ]
    return sorted(kept, key=lambda each: each.stored_at.timestamp() if each.stored_at else 0, reverse=True)
