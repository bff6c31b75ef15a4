"""HTTP of the officers: queue, claim, case, proposal, decision; faces and signatures of a case."""

from uuid import UUID

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from app.applications.models import Application
from app.applications.states import State
from app.review import approve, claim, evidence, propose, queries, signatures
from app.review.part_views import PaperChecks, paper_check_view
from app.review.queue_filters import PARAMETERS, read_filter
from app.review.views import CaseView, QueuePage, case_line, case_view
from core import clock
from core.actors import Role
from core.web import live
from core.web.body import Body
from core.web.operation import View, operation
from core.web.purpose import STATING, stated

bp = Blueprint("review", url_prefix="/api/v1/cases")
DECIDERS = {Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR}


class Comment(Body):
    comment: str = Field("", max_length=2000)


class Moved(View):
    id: UUID
    state: State


@bp.get("/")
@operation("The queue of my office", who=DECIDERS, returns=QueuePage, query=PARAMETERS)
async def show_queue(request: Request) -> QueuePage:
    found, total = await queries.queue(read_filter(request.args), by=request.ctx.actor, now=clock.now())
    return QueuePage(cases=[case_line(each) for each in found], total=total)


@bp.get("/<application_id:uuid>")
@operation("Show a case whole", who=DECIDERS, returns=CaseView)
async def show_case(request: Request, application_id: UUID) -> CaseView:
    found = await queries.case(application_id, by=request.ctx.actor, now=clock.now())
    return case_view(found, by=request.ctx.actor, now=clock.now())


@bp.post("/<application_id:uuid>/claim")
@operation("Claim a case", who={Role.REVIEWER}, returns=Moved, keyed=True)
async def claim_case(request: Request, application_id: UUID) -> Moved:
    return await moved(await claim.claim(application_id, by=request.ctx.actor, now=clock.now()))


@bp.delete("/<application_id:uuid>/claim")
@operation("Give a case back to the queue", who={Role.REVIEWER}, returns=Moved)
async def release_case(request: Request, application_id: UUID) -> Moved:
    return await moved(await claim.release(application_id, by=request.ctx.actor, now=clock.now()))


@bp.post("/<application_id:uuid>/proposal")
@operation("Propose approval to a second person", who={Role.REVIEWER}, body=Comment, returns=Moved, keyed=True)
async def propose_approval(request: Request, application_id: UUID, body: Comment) -> Moved:
    proposed = await propose.propose_approval(application_id, body.comment, by=request.ctx.actor, now=clock.now())
    return await moved(proposed)


@bp.post("/<application_id:uuid>/approval")
@operation("Approve what another officer proposed", who={Role.APPROVER}, body=Comment, returns=Moved, keyed=True)
async def approve_case(request: Request, application_id: UUID, body: Comment) -> Moved:
    return await moved(await approve.approve(application_id, body.comment, by=request.ctx.actor, now=clock.now()))


@bp.post("/<application_id:uuid>/return-to-reviewer")
@operation("Return a proposal to its reviewer", who={Role.APPROVER}, body=Comment, returns=Moved, keyed=True)
async def send_case_back(request: Request, application_id: UUID, body: Comment) -> Moved:
    return await moved(await approve.send_back(application_id, body.comment, by=request.ctx.actor, now=clock.now()))


@bp.get("/<application_id:uuid>/evidence/<attempt_id:uuid>")
@operation("See the evidence frame of a verification", who=DECIDERS, media="image/jpeg", query=STATING)
async def show_evidence(request: Request, application_id: UUID, attempt_id: UUID) -> HTTPResponse:
    by, purpose = request.ctx.actor, stated(request)
    frame = await evidence.evidence_frame(application_id, attempt_id, purpose, by=by, now=clock.now())
    return raw(frame, content_type="image/jpeg")


@bp.get("/<application_id:uuid>/portraits/<person_key:str>")
@operation("See the register's portrait of a person, fetched now", who=DECIDERS, media="image/jpeg", query=STATING)
async def show_portrait(request: Request, application_id: UUID, person_key: str) -> HTTPResponse:
    by, purpose = request.ctx.actor, stated(request)
    portrait = await evidence.register_portrait(application_id, person_key, purpose, by=by, now=clock.now())
    return raw(portrait, content_type="image/jpeg")


@bp.get("/<application_id:uuid>/signature-checks")
@operation("Check the signatures in every paper of a case", who=DECIDERS, returns=PaperChecks, query=STATING)
async def check_signatures(request: Request, application_id: UUID) -> PaperChecks:
    by, purpose = request.ctx.actor, stated(request)
    found = await signatures.check_papers(application_id, purpose, by=by, now=clock.now())
    return PaperChecks(papers=[paper_check_view(each) for each in found])


async def moved(application: Application) -> Moved:
    """Tell everybody who looks at the office's queue, and the caller where the case stands now."""
    await live.publish(f"queue:{application.office}")
    return Moved(id=application.id, state=application.state)
