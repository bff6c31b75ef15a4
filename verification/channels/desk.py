"""The officers' side: the queue of an office, one officer at a time on each, the material on loan and logged."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from core import audit, blobs
from core.actors import Actor
from core.blobs import Blob
from core.errors import Forbidden, NotFound, Text
from core.states import move
from core.web import live
from core.web.purpose import Purpose
from verification.channels.states import AppointmentAction, AppointmentState
from verification.channels.tasks import lock_for_officer
from verification.models import Appointment, VerificationTask
from verification.opinions import refuse_other_scope, refuse_second_opinion
from verification.portrait import portrait_of
from verification.states import VerificationChannel

MAX_PAGE = 100
_NOT_YOURS = Text("这件由另一位同事办理。", "Another officer holds this one.")


async def queue(*, by: Actor) -> list[Appointment]:
    """What waits for an officer of the caller's office and what they hold themselves, the oldest first."""
    found = Appointment.filter(
        task__scope=by.office or "-", state__in=[AppointmentState.WAITING, AppointmentState.TAKEN]
    )
    rows = await found.order_by("handed_in_at", "created_at").limit(MAX_PAGE).select_related("task")
    return [each for each in rows if each.state is AppointmentState.WAITING or each.officer_id == by.id]


async def take(appointment_id: UUID, *, by: Actor, now: datetime) -> tuple[Appointment, VerificationTask]:
    """Take one from the queue. Raises NotFound (another office's), Conflict (taken, or a second opinion of oneself)."""
    async with in_transaction():
        appointment, task = await lock_for_officer(appointment_id, by)
        await refuse_second_opinion(appointment.id, by)
        if appointment.state is AppointmentState.BOOKED and appointment.channel is not VerificationChannel.WINDOW:
            raise NotFound()  # The person has handed nothing in yet.
        await _take(appointment, by, now)
    await live.publish(f"desk:{task.scope}")
    return appointment, task


async def take_at_window(code: str, *, by: Actor, now: datetime) -> tuple[Appointment, VerificationTask]:
    """The person stands at the window and shows the code. Raises NotFound for every other code."""
    found = await Appointment.filter(
        code=code,
        channel=VerificationChannel.WINDOW,
        state__in=[AppointmentState.BOOKED, AppointmentState.WAITING],
        task__scope=by.office or "-",
        expires_at__gt=now,
    ).first()
    if found is None:
        raise NotFound()
    return await take(found.id, by=by, now=now)


async def release(appointment_id: UUID, *, by: Actor, now: datetime) -> Appointment:
    """Give one back to the queue."""
    async with in_transaction():
        appointment, task = await lock_for_officer(appointment_id, by)
        require_holder(appointment, by)
        await give_back(appointment, by=by, now=now)
    await live.publish(f"desk:{task.scope}")
    return appointment


async def give_back(appointment: Appointment, *, by: Actor, now: datetime) -> None:
    """To the queue again, in the caller's transaction."""
    await move(appointment, AppointmentAction.RELEASE, by=by, now=now)
    appointment.officer_id = None
    await appointment.save(update_fields=["officer_id"])


async def material(appointment_id: UUID, purpose: Purpose, *, by: Actor, now: datetime) -> tuple[bytes, str]:
    """What was handed in, for the officer who holds it; the look is logged. Raises NotFound, Forbidden."""
    appointment = await _held(appointment_id, by)
    if appointment.blob_id is None:
        raise NotFound()
    blob = await Blob.get(id=appointment.blob_id)
    await _log("identity.material", appointment, purpose, by, now)
    return await blobs.load(blob.id), blob.content_type


async def portrait_at_desk(appointment_id: UUID, purpose: Purpose, *, by: Actor, now: datetime) -> bytes:
    """The register's portrait (JPEG), for the officer who holds it; logged. Raises NotFound, Forbidden, Unavailable."""
    appointment = await _held(appointment_id, by)
    await _log("identity.portrait", appointment, purpose, by, now)
    return await portrait_of(appointment.task)


async def _held(appointment_id: UUID, by: Actor) -> Appointment:
    appointment = await Appointment.filter(id=appointment_id).select_related("task").first()
    if appointment is None:
        raise NotFound()
    refuse_other_scope(appointment.task, by)
    require_holder(appointment, by)
    return appointment


async def _log(action: str, appointment: Appointment, purpose: Purpose, by: Actor, now: datetime) -> None:
    subject = ("Appointment", appointment.id)
    await audit.record(action, by=by, now=now, subject=subject, purpose=purpose.value)


def require_holder(appointment: Appointment, by: Actor) -> None:
    """Raise Forbidden unless this officer has taken it."""
    if appointment.state is not AppointmentState.TAKEN or appointment.officer_id != by.id:
        raise Forbidden(_NOT_YOURS)


async def _take(appointment: Appointment, by: Actor, now: datetime) -> None:
    await move(appointment, AppointmentAction.TAKE, by=by, now=now)
    appointment.officer_id = by.id
    await appointment.save(update_fields=["officer_id"])
    await audit.record("identity.take", by=by, now=now, subject=("Appointment", appointment.id))
