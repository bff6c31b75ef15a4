"""Practice: the same challenge, upload and judge, as often as a person likes. It moves nothing, counts for nothing, and
leaves nothing but its verdict; real attempts are judged first.
"""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from core.actors import Actor
from core.errors import Conflict, Text
from core.states import move
from verification import waiting
from verification.consent import require_consent
from verification.models import VerificationAttempt
from verification.start import new_attempt
from verification.states import AttemptAction, VerificationAttemptState
from verification.tasks import lock_own_task
from verification.wanted import refuse_unwanted

_BEING_JUDGED = Text("上一段练习正在判定，请稍候几秒。", "Your last practice is being judged; a few seconds, please.")


async def practise(task_id: UUID, *, by: Actor, now: datetime) -> VerificationAttempt:
    """A challenge to practise with. Raises Conflict (no consent, one is being judged), Unavailable, NotFound."""
    await waiting.refuse_when_too_long(now)
    async with in_transaction():
        task = await lock_own_task(task_id, by)
        await refuse_unwanted(task)
        await require_consent(task)
        earlier = await VerificationAttempt.filter(task_id=task.id, practice=True).order_by("-created_at").limit(5)
        if any(each.state is VerificationAttemptState.SUBMITTED for each in earlier):
            raise Conflict(_BEING_JUDGED)
        for open_one in (each for each in earlier if each.state is VerificationAttemptState.CHALLENGED):
            await move(open_one, AttemptAction.ABANDON, by=by, now=now)
        return await new_attempt(task, earlier, by=by, now=now, practice=True)
