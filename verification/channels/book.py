"""Take another door: everything typed stays, an earlier booking is given up, and a platform's check begins."""

from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core import blobs
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound, Problem, Text
from core.states import move
from verification.channels.door import Begun, door
from verification.channels.officer import OfficerDoor
from verification.channels.states import OPEN, AppointmentAction
from verification.channels.tasks import lock_own_appointment, person_of
from verification.consent import has_consent
from verification.models import Appointment, VerificationAttempt, VerificationTask
from verification.states import (
    AttemptAction,
    TaskAction,
    TaskState,
    VerificationAttemptState,
    VerificationChannel,
)
from verification.tasks import lock_own_task, own_task
from verification.wanted import refuse_unwanted

_NO_DOOR = Problem(
    "VF-08",
    Text("本机关没有开通这种核验方式。", "This office does not offer this way."),
    Text("请从列出的方式中选择。", "Choose from those listed."),
)
_BEING_JUDGED = Text("您的视频正在判定，请稍候几秒。", "Your video is being judged; a few seconds, please.")


async def book(
    task_id: UUID, channel: VerificationChannel, login_code: str, *, by: Actor, now: datetime
) -> tuple[Appointment, Begun]:
    """Begin at another door. `login_code`: what the platform's app gives its client, for its own face check only.
    Asking again for an officer's door returns the booking that stands; a platform's check begins anew.

    Raises NotFound, Invalid (no such door), Conflict (under review, disputed, a video being judged), Unavailable.
    """
    chosen = door(channel)
    if chosen is None:
        raise Invalid({"channel": _NO_DOOR})
    task = await own_task(task_id, by)
    await refuse_unwanted(task)
    if isinstance(chosen, OfficerDoor):
        standing = await Appointment.filter(
            task_id=task.id, channel=channel, state__in=list(OPEN), expires_at__gt=now
        ).first()
        if standing is not None:
            return standing, Begun()
    # A platform is asked before the transaction; when that then fails, its check was begun for nothing.
    begun = await chosen.begin(person_of(task), number := uuid4(), login_code)
    async with in_transaction():
        task = await lock_own_task(task_id, by)
        await _give_up_attempts(task, by, now)
        await cancel_open(task, by=by, now=now)
        await move(task, TaskAction.BOOK, by=by, now=now, note={"channel": channel.value})
        task.channel = channel
        await task.save(update_fields=["channel"])
        appointment = await Appointment.create(
            id=number,
            task=task,
            channel=channel,
            code=begun.code,
            reference=begun.reference,
            created_at=now,
            expires_at=now + chosen.lasts,
        )
    return appointment, begun


async def own_appointment(appointment_id: UUID, *, by: Actor) -> Appointment:
    """One of the caller's own. Raises NotFound."""
    appointment = await Appointment.filter(id=appointment_id, task__account_id=by.id).first()
    if appointment is None:
        raise NotFound()
    return appointment


async def cancel(appointment_id: UUID, *, by: Actor, now: datetime) -> Appointment:
    """Give a booking up; the face check and every other door are open again. Raises NotFound, Conflict."""
    async with in_transaction():
        appointment, task = await lock_own_appointment(appointment_id, by)
        await give_up(appointment, by=by, now=now)
        if task.state is TaskState.ALT_BOOKED:
            await move(task, TaskAction.CANCEL_BOOKING, by=by, now=now)
            await back_to_the_face_check(task, by=by, now=now)
    return appointment


async def cancel_open(task: VerificationTask, *, by: Actor, now: datetime) -> None:
    """End whatever is open at another door, in the caller's transaction with the task locked."""
    for appointment in await Appointment.filter(task_id=task.id, state__in=list(OPEN)).select_for_update():
        await give_up(appointment, by=by, now=now)


async def give_up(appointment: Appointment, *, by: Actor, now: datetime) -> None:
    """Cancel one appointment and erase what was handed in."""
    await move(appointment, AppointmentAction.CANCEL, by=by, now=now)
    if appointment.blob_id is not None:
        await blobs.erase(appointment.blob_id, because="appointment cancelled", now=now)


async def back_to_the_face_check(task: VerificationTask, *, by: Actor, now: datetime) -> None:
    """Whoever has consented to the face check need not read the text again."""
    task.channel = VerificationChannel.FACE
    await task.save(update_fields=["channel"])
    if await has_consent(task):
        await move(task, TaskAction.CONSENT, by=by, now=now, note={"consent": "given before"})


async def _give_up_attempts(task: VerificationTask, by: Actor, now: datetime) -> None:
    attempts = VerificationAttempt.filter(task_id=task.id, practice=False)
    if await attempts.filter(state=VerificationAttemptState.SUBMITTED).exists():
        raise Conflict(_BEING_JUDGED)
    for attempt in await attempts.filter(state=VerificationAttemptState.CHALLENGED):
        await move(attempt, AttemptAction.ABANDON, by=by, now=now)
