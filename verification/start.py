"""Ask for a challenge: random actions, bound to this session and device, valid for minutes."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core.actors import Actor
from core.errors import Conflict, Text, TooMany
from core.states import move
from verification import policy
from verification.models import VerificationAttempt, VerificationTask
from verification.states import AttemptAction, TaskAction, TaskState, VerificationAttemptState
from verification.tasks import lock_own_task

ATTEMPTS_PER_HOUR = 8

_TOO_MANY = Text(
    "人脸核验尝试较多，请 10 分钟后再试，或现在改用其他核验方式；您填写的内容都已保留。",
    "Many tries of the face check; wait ten minutes or take another way now. Nothing you entered is lost.",
)
_BEING_JUDGED = Text("上一段视频正在判定，请稍候几秒。", "Your last video is being judged; a few seconds, please.")


async def start_attempt(task_id: UUID, *, by: Actor, now: datetime) -> VerificationAttempt:
    """A fresh challenge; an unanswered earlier one is abandoned.

    Raises Conflict (no consent yet, or a video is being judged) and TooMany (the face channel rests for minutes;
    the person is never locked).
    """
    async with in_transaction():
        task = await lock_own_task(task_id, by)
        earlier = await VerificationAttempt.filter(task_id=task.id).order_by("-created_at").limit(50)
        if any(each.state is VerificationAttemptState.SUBMITTED for each in earlier):
            raise Conflict(_BEING_JUDGED)
        if (
            sum(each.submitted_at is not None and each.created_at > now - timedelta(hours=1) for each in earlier)
            >= ATTEMPTS_PER_HOUR
        ):
            raise TooMany(_TOO_MANY, retry_after_s=600)
        if task.state is TaskState.PASSED:
            await move(task, TaskAction.RENEW, by=by, now=now)
        await move(task, TaskAction.CHALLENGE, by=by, now=now)
        for open_one in (each for each in earlier if each.state is VerificationAttemptState.CHALLENGED):
            await move(open_one, AttemptAction.ABANDON, by=by, now=now)
        return await _new_attempt(task, earlier[0].actions if earlier else [], by, now)


async def _new_attempt(task: VerificationTask, previous: list[str], by: Actor, now: datetime) -> VerificationAttempt:
    assert by.session_id is not None
    return await VerificationAttempt.create(
        id=uuid4(),
        task=task,
        nonce=secrets.token_urlsafe(16),
        actions=policy.draw(previous),
        session_id=by.session_id,
        device_id=by.device_id or "",
        created_at=now,
        expires_at=now + policy.VALID_FOR,
    )
