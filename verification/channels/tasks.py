"""Finding an appointment as its own person, or as an officer of its office."""

from uuid import UUID

from core.actors import Actor
from core.errors import NotFound
from verification.channels.door import Door, Named, door
from verification.models import Appointment, VerificationTask
from verification.opinions import refuse_other_scope


async def lock_appointment(appointment_id: UUID) -> tuple[Appointment, VerificationTask]:
    """Appointment and task, row-locked: the task first, as everywhere. Raises NotFound."""
    found = await Appointment.get_or_none(id=appointment_id)
    if found is None:
        raise NotFound()
    task = await VerificationTask.select_for_update().get(id=found.task_id)
    return await Appointment.select_for_update().get(id=appointment_id), task


async def lock_own_appointment(appointment_id: UUID, by: Actor) -> tuple[Appointment, VerificationTask]:
    """The caller's own. Raises NotFound for anybody else's."""
    appointment, task = await lock_appointment(appointment_id)
    if task.account_id != by.id:
        raise NotFound()
    return appointment, task


async def lock_for_officer(appointment_id: UUID, by: Actor) -> tuple[Appointment, VerificationTask]:
    """One of the officer's office. Raises NotFound for another's."""
    appointment, task = await lock_appointment(appointment_id)
    refuse_other_scope(task, by)
    return appointment, task


def door_of(appointment: Appointment) -> Door:
    """The door that this deployment has for it. Raises NotFound."""
    found = door(appointment.channel)
    if found is None:
        raise NotFound()
    return found


def person_of(task: VerificationTask) -> Named:
    return Named(task.name, task.id_number)
