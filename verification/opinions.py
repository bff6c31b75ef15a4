"""Officers' opinions of an attempt or an appointment: one each, two different officers where the risk is high."""

from datetime import datetime
from uuid import UUID, uuid4

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound, Problem, Text
from verification.models import IdentityOpinion, VerificationTask
from verification.states import VerificationRisk

NEEDED = {VerificationRisk.NORMAL: 1, VerificationRisk.ELEVATED: 1, VerificationRisk.HIGH: 2}
"""How many officers must agree before a person is taken for the one named."""

_SAME_OFFICER = Text(
    "您已发表过意见，请由另一位同事复核。", "You have given your opinion; another officer must give the second."
)
_GROUND = Problem(
    "VF-07",
    Text("没有这个理由。", "There is no such ground."),
    Text("请从列表中选择理由。", "Choose a ground from the list."),
)


def refuse_other_scope(task: VerificationTask, by: Actor) -> None:
    """Raise NotFound unless the officer's office is the task's."""
    if not task.scope or task.scope != by.office:
        raise NotFound()


def check_ground(ground: str, allowed: frozenset[str]) -> None:
    """Raise Invalid unless the ground is one of those offered for this decision."""
    if ground not in allowed:
        raise Invalid({"ground": _GROUND})


async def refuse_second_opinion(about: UUID, by: Actor) -> None:
    """Raise Conflict where this officer has said already what they think."""
    if await IdentityOpinion.exists(about=about, officer_id=by.id):
        raise Conflict(_SAME_OFFICER)


async def give_opinion(
    task: VerificationTask, about: UUID, *, accepts: bool, ground: str, comment: str, by: Actor, now: datetime
) -> bool:
    """Keep one opinion, in the caller's transaction with the task locked; whether the matter is decided by it.

    One refusal decides; acceptance needs as many officers as the risk asks for. Raises Conflict (a second opinion of
    the same officer).
    """
    await refuse_second_opinion(about, by)
    await IdentityOpinion.create(
        id=uuid4(), task=task, about=about, officer_id=by.id, accepts=accepts, ground=ground, comment=comment, at=now
    )
    await audit.record(
        "identity.accept" if accepts else "identity.decline", by=by, now=now, subject=("Identity", about), ground=ground
    )
    return not accepts or await IdentityOpinion.filter(about=about, accepts=True).count() >= NEEDED[task.risk]
