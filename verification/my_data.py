"""What is kept of me and what was erased when: consents, videos, evidence, digests, clips (PIPL art. 44, 45, 47)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from core import blobs
from core.actors import Actor
from core.blobs import Blob
from core.errors import NotFound
from verification.models import (
    Appointment,
    Consent,
    FormerSeat,
    SeenVideo,
    VerificationAttempt,
    VerificationTask,
    VideoPart,
)
from verification.tasks import theirs_since


@dataclass(frozen=True)
class Kept:
    """One thing kept or erased. `kind`: video, evidence, movement, material. `erasable`: its seat is another person's
    now, and whose it was may have it erased.
    """

    kind: str
    task_id: UUID
    stored_at: datetime | None
    erased_at: datetime | None
    erased_because: str
    erasable: bool = False


@dataclass(frozen=True)
class MyData:
    tasks: list[VerificationTask]
    consents: list[Consent]
    kept: list[Kept]


@dataclass(frozen=True)
class Span:
    """The time during which a task was somebody's; `until` None: it still is."""

    task_id: UUID
    since: datetime
    until: datetime | None

    def covers(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


async def my_data(*, by: Actor) -> MyData:
    """Everything this peer holds of the caller, newest first; also of a seat that another person has taken since."""
    tasks = await VerificationTask.filter(account_id=by.id).order_by("-created_at")
    spans = [Span(task.id, await theirs_since(task), None) for task in tasks]
    former = [Span(each.task_id, each.since_at, each.until_at) for each in await FormerSeat.filter(account_id=by.id)]
    given = await Consent.filter(task_id__in=[each.task_id for each in (*spans, *former)]).order_by("-given_at")
    consents = [each for each in given if _theirs(each.task_id, each.given_at, [*spans, *former])]
    kept = await _kept(await _objects(spans), erasable=False) + await _kept(await _objects(former), erasable=True)
    newest_first = sorted(kept, key=lambda each: each.stored_at.timestamp() if each.stored_at else 0, reverse=True)
    return MyData(tasks, consents, newest_first)


async def erase_former(task_id: UUID, *, by: Actor, now: datetime) -> None:
    """Erase what is kept of the caller for a seat that another person took: its purpose is over (PIPL art. 47 (1)).

    The verdicts stay, which hold nothing of a face. Raises NotFound (never theirs).
    """
    async with in_transaction():
        former = await FormerSeat.filter(account_id=by.id, task_id=task_id)
        if not former:
            raise NotFound()
        spans = [Span(each.task_id, each.since_at, each.until_at) for each in former]
        for _, blob_id, _ in await _objects(spans):
            await blobs.erase(blob_id, because="another person is named", now=now)


def _theirs(task_id: UUID, moment: datetime, spans: Iterable[Span]) -> bool:
    return any(each.task_id == task_id and each.covers(moment) for each in spans)


async def _objects(spans: list[Span]) -> list[tuple[str, UUID, UUID]]:
    """(kind, object, task) of everything stored of a person within these spans."""
    asked = await VerificationAttempt.filter(task_id__in=[each.task_id for each in spans])
    attempts = [each for each in asked if _theirs(each.task_id, each.created_at, spans)]
    task_of = {attempt.id: attempt.task_id for attempt in attempts}
    found: list[tuple[str, UUID, UUID]] = []
    for part in await VideoPart.filter(attempt_id__in=list(task_of)):
        found.append(("video", part.blob_id, task_of[part.attempt_id]))
    for attempt in attempts:
        if attempt.evidence_blob_id is not None:
            found.append(("evidence", attempt.evidence_blob_id, attempt.task_id))
    for digest in await SeenVideo.filter(attempt_id__in=list(task_of), movement_blob_id__not_isnull=True):
        found.append(("movement", digest.movement_blob_id, task_of[digest.attempt_id]))
    handed_in = Appointment.filter(task_id__in=[each.task_id for each in spans], blob_id__not_isnull=True)
    for appointment in await handed_in:
        if _theirs(appointment.task_id, appointment.created_at, spans):
            found.append(("material", appointment.blob_id, appointment.task_id))
    return found


async def _kept(listed: list[tuple[str, UUID, UUID]], *, erasable: bool) -> list[Kept]:
    stored = {blob.id: blob for blob in await Blob.filter(id__in=[blob_id for _, blob_id, _ in listed])}
    return [
        Kept(kind, task_id, blob.stored_at, blob.erased_at, blob.erased_because, erasable and blob.erased_at is None)
        for kind, blob_id, task_id in listed
        if (blob := stored.get(blob_id)) is not None
    ]
