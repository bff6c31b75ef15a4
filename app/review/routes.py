"""HTTP of the officers: queue, claim, case, proposal, decision."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from app.applications.content import load
from app.applications.models import Application
from app.applications.routes import FindingView, StepView, findings_view
from app.applications.states import Action, State
from app.applications.wording import address_text, scope_text
from app.documents.routes import DocumentView, document_view
from app.review import approve, claim, evidence, propose, queries
from app.review.legal_clock import working_days_left
from app.review.masking import masked
from app.review.queue_filters import read_filter
from app.signatories.board import SeatView
from core import clock
from core.actors import Role
from core.web import live
from core.web.body import Body
from core.web.operation import View, operation

bp = Blueprint("review", url_prefix="/api/v1/cases")
DECIDERS = {Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR}


class Comment(Body):
    comment: str = Field("", max_length=2000)


class CaseLine(View):
    id: UUID
    number: str
    kind: str
    company_name: str
    state: State
    submitted_at: datetime | None
    due_at: datetime | None
    due_provisional: bool
    overdue: bool
    working_days_left: int | None
    decided_at: datetime | None
    holder: str | None
    mine: bool
    returns: int
    doubts: int


class QueuePage(View):
    cases: list[CaseLine]
    total: int


class ClaimView(View):
    officer: str
    claimed_at: datetime
    released_at: datetime | None


class OpinionView(View):
    step: str
    officer: str
    comment: str
    grounds: list[dict[str, Any]]
    at: datetime


class CaseView(View):
    """The whole judgement. `attempts`: person key → verification attempts with scores, limits and reasons.

    Personal numbers in `content` are masked; `POST …/disclosures` shows one, with a purpose, and is logged.
    """

    id: UUID
    number: str
    kind: str
    office: str
    company_name: str
    state: State
    submitted_at: datetime | None
    due_at: datetime | None
    due_provisional: bool
    working_days_left: int | None
    decided_at: datetime | None
    holder: str | None
    mine: bool
    claims: list[ClaimView]
    address_text: str
    scope_text: str
    content: dict[str, Any]
    content_sha256: str
    findings: dict[str, list[FindingView]]
    seats: list[SeatView]
    attempts: dict[str, list[dict[str, Any]]]
    documents: list[DocumentView]
    opinions: list[OpinionView]
    timeline: list[StepView]
    actions: list[Action]


class Moved(View):
    id: UUID
    state: State


@bp.get("/")
@operation("The queue of my office (?view=&state=&q=&order=&desc=&offset=&limit=)", who=DECIDERS, returns=QueuePage)
async def show_queue(request: Request) -> QueuePage:
    found, total = await queries.queue(read_filter(request.args), by=request.ctx.actor, now=clock.now())
    return QueuePage(cases=[case_line(each) for each in found], total=total)


@bp.get("/<application_id:uuid>")
@operation("Show a case whole", who=DECIDERS, returns=CaseView)
async def show_case(request: Request, application_id: UUID) -> CaseView:
    found = await queries.case(application_id, by=request.ctx.actor, now=clock.now())
    application, holder = found.application, found.holder
    content = load(application.content)
    return CaseView(
        id=application.id,
        number=application.number,
        kind=application.kind,
        office=application.office,
        company_name=application.company_name,
        state=application.state,
        submitted_at=application.submitted_at,
        due_at=application.due_at,
        due_provisional=application.due_provisional,
        working_days_left=working_days_left(application.due_at, clock.now()) if application.due_at else None,
        decided_at=application.decided_at,
        holder=found.officers.get(holder.officer_id) if holder else None,
        mine=holder is not None and holder.officer_id == request.ctx.actor.id,
        claims=_claims(found),
        address_text=address_text(content.address),
        scope_text=scope_text(content.scope),
        content=masked(application.content),
        content_sha256=application.content_sha256,
        findings=findings_view(found.findings),
        seats=found.seats.seats,
        attempts=found.attempts,
        documents=[document_view(each) for each in found.documents],
        opinions=_opinions(found),
        timeline=_timeline(found),
        actions=found.actions,
    )


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
@operation("See the evidence frame of a verification", who=DECIDERS, media="image/jpeg")
async def show_evidence(request: Request, application_id: UUID, attempt_id: UUID) -> HTTPResponse:
    frame = await evidence.evidence_frame(application_id, attempt_id, by=request.ctx.actor, now=clock.now())
    return raw(frame, content_type="image/jpeg")


def _claims(found: queries.Case) -> list[ClaimView]:
    return [
        ClaimView(officer=found.officers.get(c.officer_id, ""), claimed_at=c.claimed_at, released_at=c.released_at)
        for c in found.claims
    ]


def _opinions(found: queries.Case) -> list[OpinionView]:
    return [
        OpinionView(
            step=o.step, officer=found.officers.get(o.officer_id, ""), comment=o.comment, grounds=o.grounds, at=o.at
        )
        for o in found.opinions
    ]


def _timeline(found: queries.Case) -> list[StepView]:
    return [
        StepView(
            action=s.action, source=s.source, target=s.target, at=s.at, by=found.officers.get(s.actor_id, s.actor_role)
        )
        for s in found.history
    ]


def case_line(line: queries.QueueLine) -> CaseLine:
    """A case as lists show it."""
    application = line.application
    return CaseLine(
        id=application.id,
        number=application.number,
        kind=application.kind,
        company_name=application.company_name,
        state=application.state,
        submitted_at=application.submitted_at,
        due_at=application.due_at,
        due_provisional=application.due_provisional,
        overdue=application.decided_at is None and application.due_at is not None and application.due_at < clock.now(),
        working_days_left=line.working_days_left,
        decided_at=application.decided_at,
        holder=line.holder,
        mine=line.mine,
        returns=line.returns,
        doubts=line.doubts,
    )


async def moved(application: Application) -> Moved:
    """Tell everybody who looks at the office's queue, and the caller where the case stands now."""
    await live.publish(f"queue:{application.office}")
    return Moved(id=application.id, state=application.state)
