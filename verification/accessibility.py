"""What a person cannot do, or needs longer for: the challenge leaves it out, with no question why."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from core.actors import Actor
from core.errors import Invalid, Problem, Text
from verification import policy
from verification.models import VerificationTask
from verification.tasks import lock_own_task

_UNKNOWN = Problem(
    "VF-05",
    Text("没有这个动作。", "There is no such movement."),
    Text(f"可选动作：{'、'.join(policy.ACTIONS)}。", f"Choose from {', '.join(policy.ACTIONS)}."),
)
_TOO_FEW = Problem(
    "VF-06",
    Text("人脸核验至少需要两个能做的动作。", "The face check needs two movements that you can make."),
    Text(
        "请少去掉一些动作，或改用视频核验、窗口、公证方式，效力相同。",
        "Leave fewer out, or take a video officer, a window or a notary instead, with equal effect.",
    ),
)


async def set_accessibility(
    task_id: UUID, without: Sequence[str], *, longer_prompts: bool, by: Actor, now: datetime
) -> VerificationTask:
    """Remember what to leave out and whether prompts stand longer, from the next challenge on.

    Raises NotFound, Invalid (an unknown movement, or fewer than two left).
    """
    if set(without) - set(policy.ACTIONS):
        raise Invalid({"without": _UNKNOWN})
    if len(set(policy.ACTIONS) - set(without)) < policy.FEWEST:
        raise Invalid({"without": _TOO_FEW})
    async with in_transaction():
        task = await lock_own_task(task_id, by)
        task.without = [action for action in policy.ACTIONS if action in without]
        task.longer_prompts = longer_prompts
        await task.save(update_fields=["without", "longer_prompts"])
    return task
