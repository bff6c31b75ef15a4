"""Whether a subject still needs its people verified. Nobody is asked to show their face for a matter that was stopped,
withdrawn or decided (个人信息保护法 art. 6: no more than the purpose needs); the inviter alone knows that, and says so.
"""

from collections.abc import Awaitable, Callable

from core.errors import Conflict, Text
from verification.models import VerificationTask

StillWanted = Callable[[str], Awaitable[bool]]
"""subject → whether its people are still to verify."""

_inviter: list[StillWanted] = []

_OVER = Text(
    "这份申请现在不需要您核验：它已提交审查、暂停、撤回或失效。您无需再做什么，有变化会通知您。",
    "This application does not need you to verify now: it is under review, paused, withdrawn or lapsed. There is "
    "nothing to do; you will be told when that changes.",
)


def wire(still_wanted: StillWanted) -> None:
    """Take the inviter's word from `app/wiring.py`. Without one, whoever was invited may verify."""
    _inviter[:] = [still_wanted]


async def refuse_unwanted(task: VerificationTask) -> None:
    """Raise Conflict where nothing more is to be proven."""
    if _inviter and not await _inviter[0](task.subject):
        raise Conflict(_OVER)
