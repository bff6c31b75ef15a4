"""Three persons on one case (受理、审查、核准相分离): who took a person's identity in, who judged, who decides.

Receiving is the system's, except where an officer decided on somebody's identity at the desk: whoever did that for a
case may neither review nor decide it; whoever held it for review or spoke on it may not decide it.
"""

from uuid import UUID

from app.applications.models import Application
from app.applications.states import Action
from app.review.models import Claim, Opinion
from core.actors import Actor
from core.errors import Forbidden, Text
from verification.models import IdentityOpinion

REVIEWING = (Action.PROPOSE_APPROVAL, Action.PROPOSE_REJECTION, Action.REQUIRE_CORRECTION)
_RECEIVED = Text(
    "您已为本件当事人核验身份（受理），须由另一位同事审查和核准。",
    "You took in a person's identity in this case: others must review and decide it.",
)
_SAME_PERSON = Text("审查人与核准人不能是同一人。", "Reviewer and approver must be different persons.")


async def receivers(application: Application) -> set[UUID]:
    """The officers who decided on an identity in this case."""
    found = IdentityOpinion.filter(task__subject=application.subject)
    return {UUID(str(each)) for each in await found.values_list("officer_id", flat=True)}


async def reviewers(application: Application) -> set[UUID]:
    """The officers who ever held the case, or gave an opinion of a reviewer on it."""
    held = await Claim.filter(application_id=application.id).values_list("officer_id", flat=True)
    said = Opinion.filter(application_id=application.id, step__in=[each.value for each in REVIEWING])
    return {UUID(str(each)) for each in (*held, *await said.values_list("officer_id", flat=True))}


async def refuse_receiver(application: Application, officer_id: UUID) -> None:
    """Raise Forbidden for an officer who may not review this case."""
    if officer_id in await receivers(application):
        raise Forbidden(_RECEIVED)


async def refuse_same_person(application: Application, by: Actor) -> None:
    """Raise Forbidden for an officer who may not decide this case."""
    await refuse_receiver(application, by.id)
    if by.id in await reviewers(application):
        raise Forbidden(_SAME_PERSON)
