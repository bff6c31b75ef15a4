"""How a use of another door ends: an officer's decision, or a platform's answer that we fetched ourselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.transactions import in_transaction

from core import blobs
from core.actors import SYSTEM, Actor
from core.events import publish
from core.states import move
from core.web import live
from verification.channels.book import back_to_the_face_check
from verification.channels.desk import give_back, require_holder
from verification.channels.door import Answer
from verification.channels.states import AppointmentAction, AppointmentState
from verification.channels.tasks import door_of, lock_for_officer, lock_own_appointment, person_of
from verification.events import IdentityConfirmed, IdentityNotConfirmed
from verification.models import Appointment, VerificationTask
from verification.opinions import check_ground, give_opinion
from verification.states import TaskAction, TaskState
from verification.validity import after_a_decision, until_end_of_sitting
from verification.verdicts import declined_entry


async def decide(
    appointment_id: UUID, *, accept: bool, ground: str, comment: str, by: Actor, now: datetime
) -> Appointment:
    """Confirm or decline what the officer holds. Where the risk is high a second officer must confirm as well.

    Raises NotFound, Forbidden (held by somebody else), Invalid (ground), Conflict.
    """
    async with in_transaction():
        appointment, task = await lock_for_officer(appointment_id, by)
        require_holder(appointment, by)
        door = door_of(appointment)
        check_ground(ground, door.accepting if accept else door.declining)
        if await give_opinion(task, appointment.id, accepts=accept, ground=ground, comment=comment, by=by, now=now):
            reasons = [] if accept else [declined_entry(ground)]
            await _settle(appointment, task, accept, reasons, by, after_a_decision(now), now)
        else:
            await give_back(appointment, by=by, now=now)
    await live.publish(f"desk:{task.scope}", f"appointment:{appointment.id}")
    return appointment


async def collect(appointment_id: UUID, *, by: Actor, now: datetime) -> Appointment:
    """Ask the platform what became of its check; whatever the client says of it counts for nothing.

    Raises NotFound, Unavailable. While the check was not made, nothing changes.
    """
    async with in_transaction():
        appointment, task = await lock_own_appointment(appointment_id, by)
    if appointment.state is not AppointmentState.BOOKED:
        return appointment
    answer = await door_of(appointment).result(person_of(task), appointment.id, appointment.reference)
    if answer is Answer.PENDING:
        return appointment
    async with in_transaction():
        appointment, task = await lock_own_appointment(appointment_id, by)
        if appointment.state is not AppointmentState.BOOKED:
            return appointment
        passed = answer is Answer.PASSED
        reasons = [] if passed else [declined_entry("PLATFORM_REFUSED")]
        await _settle(appointment, task, passed, reasons, SYSTEM, until_end_of_sitting(now), now)
    return appointment


async def _settle(
    appointment: Appointment,
    task: VerificationTask,
    accept: bool,
    reasons: list[dict[str, Any]],
    by: Actor,
    valid_until: datetime,
    now: datetime,
) -> None:
    appointment.reasons, appointment.decided_at = reasons, now
    await appointment.save(update_fields=["reasons", "decided_at"])
    await move(appointment, AppointmentAction.CONFIRM if accept else AppointmentAction.DECLINE, by=by, now=now)
    wanted = door_of(appointment).material
    if appointment.blob_id is not None and (wanted is None or not (wanted.archived and accept)):
        await blobs.erase(appointment.blob_id, because=f"decided: {'accepted' if accept else 'declined'}", now=now)
    if task.state is not TaskState.ALT_BOOKED:
        return  # Disputed meanwhile: the decision is on record, the task goes its own way.
    if accept:
        task.passed_attempt_id, task.passed_at, task.passed_until = appointment.id, now, valid_until
        await task.save(update_fields=["passed_attempt_id", "passed_at", "passed_until"])
        await move(task, TaskAction.CONFIRM_BOOKING, by=by, now=now, note={"channel": appointment.channel.value})
    else:
        await move(task, TaskAction.DECLINE_BOOKING, by=by, now=now, note={"channel": appointment.channel.value})
        await back_to_the_face_check(task, by=SYSTEM, now=now)
    fact = IdentityConfirmed if accept else IdentityNotConfirmed
    await publish(fact(task.subject, task.person_key, task.id, appointment.id, appointment.channel.value))
