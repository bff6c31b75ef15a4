"""Ask for a challenge: random actions, bound to this session and device, valid for minutes."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core.actors import Actor
from core.errors import Conflict, Text, TooMany
from core.states import move
from verification import policy, seen, waiting
from verification.consent import require_consent
from verification.engine.verdict import Decision
from verification.models import VerificationAttempt, VerificationTask
from verification.states import (
    AttemptAction,
    TaskAction,
    TaskState,
    VerificationAttemptState,
    VerificationChannel,
)
from verification.tasks import lock_own_task
from verification.wanted import refuse_unwanted

_TOO_MANY = Text(
    "人脸核验尝试较多，请 10 分钟后再试，或现在改用其他核验方式；您填写的内容都已保留。",
    "Many tries of the face check; wait ten minutes or take another way now. Nothing you entered is lost.",
)
_BEING_JUDGED = Text("上一段视频正在判定，请稍候几秒。", "Your last video is being judged; a few seconds, please.")


async def start_attempt(task_id: UUID, *, by: Actor, now: datetime) -> VerificationAttempt:
    """A fresh challenge; an unanswered earlier one is abandoned.

    Raises Conflict (no consent, a video is being judged, or nothing is to be proven any more), TooMany (the face
    channel rests for minutes; the person is never locked) and Unavailable (verdicts take too long now; nothing has
    been filmed yet).
    """
    await waiting.refuse_when_too_long(now)
    async with in_transaction():
        task = await lock_own_task(task_id, by)
        await refuse_unwanted(task)
        await require_consent(task)
        _refuse_while_locked(task, now)
        earlier = await VerificationAttempt.filter(task_id=task.id, practice=False).order_by("-created_at").limit(50)
        if any(each.state is VerificationAttemptState.SUBMITTED for each in earlier):
            raise Conflict(_BEING_JUDGED)
        if task.state is TaskState.PASSED:
            await move(task, TaskAction.RENEW, by=by, now=now)
        await move(task, TaskAction.CHALLENGE, by=by, now=now)
        task.channel = VerificationChannel.FACE
        await task.save(update_fields=["channel"])
        for open_one in (each for each in earlier if each.state is VerificationAttemptState.CHALLENGED):
            await move(open_one, AttemptAction.ABANDON, by=by, now=now)
        return await new_attempt(task, earlier, by=by, now=now)


def _refuse_while_locked(task: VerificationTask, now: datetime) -> None:
    # By the time and not by the state: whoever withdraws and consents again, or looks at another door, waits as well.
    if task.locked_until is not None and task.locked_until > now:
        raise TooMany(_TOO_MANY, retry_after_s=max(1, round((task.locked_until - now) / timedelta(seconds=1))))


async def new_attempt(
    task: VerificationTask, earlier: Sequence[VerificationAttempt], *, by: Actor, now: datetime, practice: bool = False
) -> VerificationAttempt:
    """A challenge for this person, session and device; `earlier` are the attempts before it, the latest first."""
    assert by.session_id is not None
    history = await seen.history_of(task.id_number)
    elsewhere = [each.attempt for each in history]
    failures = [
        (each.judged_at, [reason["reason"] for reason in each.reasons])
        for each in (*earlier, *elsewhere)
        if each.verdict == Decision.FAIL.value and not each.practice
    ]
    risk = policy.risk_of(task.risk, failures, now)
    last = [each.actions for each in (*earlier[:1], *elsewhere[:1])]
    return await VerificationAttempt.create(
        id=uuid4(),
        task=task,
        nonce=secrets.token_urlsafe(16),
        actions=policy.draw(last, task.without, risk, await seen.spent(history)),
        session_id=by.session_id,
        device_id=by.device_id or "",
        created_at=now,
        expires_at=now + policy.valid_for(longer=task.longer_prompts),
        practice=practice,
    )
