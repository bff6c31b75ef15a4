"""Cases that a “not me” stopped: who said it, and the supervisor's leave to go on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.access import lock_for_office
from app.applications.models import Application, Dispute
from app.applications.states import State
from app.applications.suspend import resume
from app.review.claim import end_claims
from app.review.propose import record_opinion
from core.actors import Actor
from core.errors import Conflict, Invalid, Problem, Text
from verification.dispute import lift_dispute

_NO_REASON = Problem(
    "RV-07",
    Text("没有写明恢复办理的理由。", "No reason is given for letting the case go on."),
    Text("请写明如何向本人核实、结果如何。", "Say how the person was asked, and with what result."),
)
_NOT_STOPPED = Text("这件申请没有被中止。", "This case is not stopped.")


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
    """A supervisor, who answers for it by name and reason, lets a stopped case go on where it stood.

    Raises NotFound, Invalid (no reason), Forbidden (no supervisor), Conflict (not stopped).
    """
    if not reason.strip():
        raise Invalid({"reason": _NO_REASON})
    async with in_transaction():
        application = await lock_for_office(application_id, by)
        if application.state is not State.SUSPENDED:
            raise Conflict(_NOT_STOPPED)
        step = await resume(application, by=by, now=now)
        await end_claims(application, now)
        for said in await Dispute.filter(application_id=application.id, lifted_at=None):
            await lift_dispute(said.task_id, by=by, now=now)
            said.lifted_at, said.lifted_by, said.reason = now, by.id, reason
            await said.save(update_fields=["lifted_at", "lifted_by", "reason"])
        await record_opinion(application, step, reason, by=by, now=now)
    return application
