"""Hand in the video with the times at which each prompt was shown; a verifier judges it within seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from tortoise.transactions import in_transaction

from core.actors import Actor
from core.errors import Conflict, Invalid, Problem, Text
from core.jobs import enqueue
from core.states import move
from verification import policy
from verification.judging import judge_attempt
from verification.models import VerificationAttempt, VideoPart
from verification.states import AttemptAction
from verification.tasks import own_attempt
from verification.upload import refuse_closed

PRACTICE_PRIORITY = -10
"""Whoever practises waits for those in earnest."""


@dataclass(frozen=True)
class ShownPrompt:
    """One action and when it stood on the screen, in seconds from the video's first frame."""

    action: str
    from_s: float
    to_s: float


_CURE = Text("请刷新页面，重新开始核验。", "Reload the page and start again.")
_OTHER_ORDER = Problem("VF-02", Text("动作顺序与题目不符。", "The prompts are not those of this challenge."), _CURE)
_WINDOW = Problem("VF-03", Text("提示时间不在允许范围内。", "A prompt's time is outside the allowed range."), _CURE)
_NO_VIDEO = Problem(
    "VF-04", Text("视频没有上传完整。", "The video is not complete."), Text("请重新上传。", "Please upload again.")
)


async def submit_video(
    attempt_id: UUID, nonce: str, parts: int, prompts: Sequence[ShownPrompt], *, by: Actor, now: datetime
) -> VerificationAttempt:
    """Close the upload and enqueue the judging. Submitting again returns the same attempt.

    Raises NotFound, Conflict (expired), Invalid (prompts or parts that do not fit the challenge).
    """
    attempt = await own_attempt(attempt_id, by)
    if not compare_digest(attempt.nonce, nonce):
        raise Conflict()
    if attempt.submitted_at is not None:
        return attempt
    refuse_closed(attempt, now)
    _check_prompts(attempt.actions, prompts)
    async with in_transaction():
        attempt = await VerificationAttempt.select_for_update().get(id=attempt.id)
        if attempt.submitted_at is not None:
            return attempt
        stored = [part.number for part in await VideoPart.filter(attempt_id=attempt.id).order_by("number")]
        if not parts or stored != list(range(parts)):
            raise Invalid({"parts": _NO_VIDEO})
        await move(attempt, AttemptAction.SUBMIT, by=by, now=now)
        attempt.submitted_at = now
        attempt.prompts = [{"action": p.action, "from_s": p.from_s, "to_s": p.to_s} for p in prompts]
        await attempt.save(update_fields=["submitted_at", "prompts"])
        await enqueue(
            judge_attempt,
            lock=f"attempt:{attempt.id}",
            priority=PRACTICE_PRIORITY if attempt.practice else 0,
            attempt_id=str(attempt.id),
        )
    return attempt


def _check_prompts(actions: Sequence[str], prompts: Sequence[ShownPrompt]) -> None:
    if [p.action for p in prompts] != list(actions):
        raise Invalid({"prompts": _OTHER_ORDER})
    end = 0.0
    for number, prompt in enumerate(prompts):
        length = prompt.to_s - prompt.from_s
        ordered = prompt.from_s >= end and prompt.to_s <= policy.MAX_VIDEO_SECONDS
        if not (ordered and policy.MIN_WINDOW_SECONDS <= length <= policy.MAX_WINDOW_SECONDS):
            raise Invalid({f"prompts.{number}": _WINDOW})
        end = prompt.to_s
