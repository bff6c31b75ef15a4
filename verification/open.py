"""Open an invitation: sign-in binds the task to the person whose verified phone the filing names."""

from datetime import datetime

from tortoise.transactions import in_transaction

from core.actors import Actor
from core.errors import NotFound, Text
from core.states import move
from verification.models import VerificationTask
from verification.states import TaskAction, TaskState

_NOT_YOURS = Text(
    "没有找到给您的邀请。请用申请中登记的手机号登录；如号码已变更，请联系申请人修改。",
    "No invitation for you here. Sign in with the phone number named in the filing, or ask the applicant to change it.",
)


async def open_invitation(code: str, *, by: Actor, now: datetime) -> VerificationTask:
    """The caller's task behind the address; the first opening binds it. Raises NotFound for every other caller."""
    async with in_transaction():
        task = await VerificationTask.filter(code=code, phone_index=by.phone_index or "-").select_for_update().first()
        if task is None or task.account_id not in (None, by.id):
            raise NotFound(_NOT_YOURS)
        if task.account_id is None:
            task.account_id = by.id
            await task.save(update_fields=["account_id"])
        if task.state is TaskState.INVITED:
            await move(task, TaskAction.OPEN, by=by, now=now)
    return task
