"""What became of a “not me” (不是我): who said it, and a supervisor's word that lets a stopped case go on, or closes it
where there was nothing left to stop.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.access import lock_for_office
from app.applications.events import DisputeSettled
from app.applications.models import Application, Dispute
from app.applications.states import Action, State
from app.applications.suspend import resume
from app.review.claim import end_claims
from app.review.propose import record_opinion
from core.actors import Actor, Role
from core.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Text
from core.events import publish
from core.states import allowed
from verification.dispute import lift_dispute

_NO_REASON = Problem(
    "RV-07",
    Text("没有写明核实情况和理由。", "No reason is given for the decision on a “not me”."),
    Text("请写明如何向本人核实、结果如何。", "Say how the person was asked, and with what result."),
)
_NOT_STOPPED = Text("这件申请没有待核实的“不是我”。", "No “not me” waits to be looked into here.")


RESUMING = frozenset({Action.RESUME_SIGNING, Action.RESUME_REVIEW, Action.RESUME_CORRECTION})


@dataclass(frozen=True)
class OpenDispute:
    """One “not me” that nobody has looked into yet."""

    dispute: Dispute
    application: Application


async def open_disputes(*, by: Actor) -> list[OpenDispute]:
    """The officer's office's, oldest first."""
    open_ones = await Dispute.filter(lifted_at=None).order_by("said_at")
    cases = {
        case.id: case
        for case in await Application.filter(
            id__in=[each.application_id for each in open_ones], office=by.office or "-"
        )
    }
    return [OpenDispute(each, cases[each.application_id]) for each in open_ones if each.application_id in cases]


async def lift(application_id: UUID, reason: str, *, by: Actor, now: datetime) -> Application:
    """A supervisor, who answers for it by name and reason, lets a stopped case go on where it stood; on a case that was
    not stopped, because it is decided or being edited, they close what was said.

    Raises NotFound, Invalid (no reason), Forbidden (no supervisor), Conflict (nothing was said).
    """
    if not reason.strip():
        raise Invalid({"reason": _NO_REASON})
    async with in_transaction():
        said = await Dispute.filter(application_id=application_id, lifted_at=None)
        application = await _lock_disputed(application_id, by) if said else await lock_for_office(application_id, by)
        if application.state is State.SUSPENDED:
            step = await resume(application, by=by, now=now)
            await end_claims(application, now)
        else:
            step = await _close(said, by)
        for each in said:
            await lift_dispute(each.task_id, by=by, now=now)
            each.lifted_at, each.lifted_by, each.reason = now, by.id, reason
            await each.save(update_fields=["lifted_at", "lifted_by", "reason"])
        await record_opinion(application, step, reason, by=by, now=now)
    return application


async def _lock_disputed(application_id: UUID, by: Actor) -> Application:
    """One of the officer's office, also one that was withdrawn or lapsed before it was filed. Raises NotFound."""
    application = await Application.filter(id=application_id, office=by.office or "-").select_for_update().first()
    if application is None:
        raise NotFound()
    return application


async def settleable(application: Application, by: Actor) -> bool:
    """Whether a supervisor of this office has a “not me” to close on a case which it did not stop."""
    if Role.SUPERVISOR not in by.roles or application.office != by.office or application.state is State.SUSPENDED:
        return False
    return await Dispute.exists(application_id=application.id, lifted_at=None)


async def answers(application: Application, by: Actor) -> list[Action]:
    """What this officer can do about a “not me” here."""
    if await settleable(application, by):
        return [Action.SETTLE_DISPUTE]
    return [Action(each) for each in allowed(application, by) if each in RESUMING]


async def _close(said: list[Dispute], by: Actor) -> Action:
    if Role.SUPERVISOR not in by.roles:
        raise Forbidden()
    if not said:
        raise Conflict(_NOT_STOPPED)
    for each in said:
        await publish(DisputeSettled(each.application_id, each.id))
    return Action.SETTLE_DISPUTE
