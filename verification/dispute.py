"""“Not me” (不是我): a person whom a filing names says that it does not concern them. No face check is asked for that:
whoever reads the messages of the number named is believed at once, and an officer looks into it afterwards.
"""

from datetime import datetime
from uuid import UUID

from core.actors import Actor
from core.errors import NotFound
from core.events import publish
from core.states import move
from verification.events import IdentityDisputed
from verification.models import VerificationTask
from verification.states import TaskAction, TaskState


async def invited_task(code: str, *, by: Actor) -> VerificationTask:
    """The caller's own task behind an invitation, opened or not. Raises NotFound for every other caller."""
    task = await VerificationTask.get_or_none(code=code, phone_index=by.phone_index or "-")
    if task is None or task.account_id not in (None, by.id):
        raise NotFound()
    return task


async def dispute(task_id: UUID, *, by: Actor, now: datetime) -> bool:
    """Record it, in the caller's transaction; False when it was said before.

    The caller has found the task by `invited_task`. A video under judgement is judged and recorded, and moves nothing.
    """
    task = await VerificationTask.select_for_update().get(id=task_id)
    if task.account_id not in (None, by.id):
        raise NotFound()
    if task.state is TaskState.DISPUTED:
        return False
    if task.account_id is None:
        task.account_id = by.id
        await task.save(update_fields=["account_id"])
    await move(task, TaskAction.DISPUTE, by=by, now=now)
    await publish(IdentityDisputed(task.subject, task.person_key, task.id))
    return True


async def lift_dispute(task_id: UUID, *, by: Actor, now: datetime) -> None:
    """An officer has cleared it up: the person may go on from the consent, in the caller's transaction."""
    task = await VerificationTask.select_for_update().get(id=task_id)
    if task.state is TaskState.DISPUTED:
        await move(task, TaskAction.LIFT_DISPUTE, by=by, now=now)
