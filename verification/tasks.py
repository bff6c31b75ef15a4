"""Finding a task as its own person: locked for a change, or absent."""

from datetime import UTC, datetime
from uuid import UUID

from core.actors import Actor
from core.errors import NotFound
from core.states import Transition
from verification.models import VerificationAttempt, VerificationTask
from verification.states import TaskAction

ANOTHER_PERSON = "another_person"
"""In the note of a task's new beginning: whether the filing names somebody else now, or a new number of the same."""


async def lock_own_task(task_id: UUID, by: Actor) -> VerificationTask:
    """The caller's own task, row-locked. Raises NotFound for anybody else's."""
    task = await VerificationTask.filter(id=task_id, account_id=by.id).select_for_update().first()
    if task is None:
        raise NotFound()
    return task


async def own_task(task_id: UUID, by: Actor) -> VerificationTask:
    """The caller's own task. Raises NotFound for anybody else's."""
    task = await VerificationTask.get_or_none(id=task_id, account_id=by.id)
    if task is None:
        raise NotFound()
    return task


async def own_attempt(attempt_id: UUID, by: Actor) -> VerificationAttempt:
    """An attempt of the caller, on the session that asked for it. Raises NotFound for any other."""
    attempt = (
        await VerificationAttempt.filter(
            id=attempt_id, task__account_id=by.id, session_id=by.session_id, device_id=by.device_id
        )
        .select_related("task")
        .first()
    )
    if attempt is None:
        raise NotFound()
    return attempt


async def lock_attempt(attempt_id: UUID) -> tuple[VerificationAttempt, VerificationTask]:
    """An attempt and its task, row-locked: the task first, as everywhere, so that no two wait for each other."""
    found = await VerificationAttempt.get(id=attempt_id)
    task = await VerificationTask.select_for_update().get(id=found.task_id)
    return await VerificationAttempt.select_for_update().get(id=attempt_id), task


async def theirs_since(task: VerificationTask) -> datetime:
    """Since when the task is that of the person named now. What is older is another person's affair, and not shown."""
    anew = Transition.filter(subject_kind="VerificationTask", subject_id=task.id, action=TaskAction.REINVITE.value)
    moments = [each.at for each in await anew if each.note.get(ANOTHER_PERSON)]
    return max(moments, default=datetime.min.replace(tzinfo=UTC))
