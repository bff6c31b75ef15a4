"""HTTP of the applicant's own applications: begin, save field by field, name, submit, follow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, Request

from app.applications import draft, name, submit, withdraw
from app.applications.access import own
from app.applications.models import Application
from app.applications.states import EDITABLE, LICENSED, Action, State
from app.register.models import Entity
from core import clock
from core.actors import Actor, Role
from core.rules import Findings
from core.states import allowed, history
from core.web.body import Body
from core.web.errors import present
from core.web.operation import View, operation

bp = Blueprint("applications", url_prefix="/api/v1/applications")
PERSON = {Role.PERSON}
PAGE = 50


class NewApplication(Body):
    kind: str = Field("incorporation", max_length=32)
    office: str = Field(pattern=r"^\d{6}$")


class Save(Body):
    """`patch`: a JSON merge patch (RFC 7396) of the content; `version`: the one it was made from."""

    version: int = Field(ge=1)
    patch: dict[str, Any]


class FindingView(View):
    rule: str
    severity: str
    text: dict[str, str]
    cure: dict[str, str]
    basis: str
    detail: dict[str, str]


class ApplicationView(View):
    """`findings`: dotted field path → what the rules say about what is there so far. `waits`: nobody but the applicant
    can take it on now. `licensed`: there is a licence to show.
    """

    id: UUID
    number: str
    kind: str
    office: str
    state: State
    company_name: str
    version: int
    content: dict[str, Any]
    findings: dict[str, list[FindingView]]
    actions: list[Action]
    updated_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    due_provisional: bool
    waits: bool
    licensed: bool


class ApplicationLine(View):
    """`waits`: nobody but the applicant can take it on now."""

    id: UUID
    number: str
    kind: str
    state: State
    company_name: str
    updated_at: datetime
    due_at: datetime | None
    waits: bool


class ApplicationList(View):
    applications: list[ApplicationLine]


class ConflictView(View):
    """A taken name in the way: `span` is the part to highlight in it."""

    name: str
    part: str
    level: int
    blocks: bool
    span: tuple[int, int]
    finding: FindingView


class NameView(View):
    full: str
    free: bool
    findings: dict[str, list[FindingView]]
    conflicts: list[ConflictView]
    suggestions: list[str]


class ReservationView(View):
    full_name: str
    reserved_at: datetime
    expires_at: datetime | None


class StepView(View):
    action: str
    source: str
    target: str
    at: datetime
    by: str


class Timeline(View):
    steps: list[StepView]


@bp.post("/")
@operation("Begin a draft", who=PERSON, body=NewApplication, returns=ApplicationView, status=201, idempotent=True)
async def begin(request: Request, body: NewApplication) -> ApplicationView:
    application = await draft.begin(body.kind, body.office, by=request.ctx.actor, now=clock.now())
    return await _view(application, request.ctx.actor)


@bp.get("/")
@operation("List my applications", who=PERSON, returns=ApplicationList)
async def list_mine(request: Request) -> ApplicationList:
    rows = await Application.filter(applicant_id=request.ctx.actor.id).order_by("-updated_at").limit(PAGE)
    return ApplicationList(applications=[_line(each) for each in rows])


@bp.get("/<application_id:uuid>")
@operation("Show one of my applications", who=PERSON, returns=ApplicationView)
async def show(request: Request, application_id: UUID) -> ApplicationView:
    return await _view(await own(application_id, request.ctx.actor), request.ctx.actor)


@bp.patch("/<application_id:uuid>")
@operation("Save part of a draft and hear what the rules say", who=PERSON, body=Save, returns=ApplicationView)
async def save(request: Request, application_id: UUID, body: Save) -> ApplicationView:
    application, findings = await draft.save(
        application_id, body.patch, version=body.version, by=request.ctx.actor, now=clock.now()
    )
    return await _view(application, request.ctx.actor, findings)


@bp.get("/<application_id:uuid>/findings")
@operation("What is still missing or wrong before submission", who=PERSON, returns=ApplicationView)
async def check_complete(request: Request, application_id: UUID) -> ApplicationView:
    application = await own(application_id, request.ctx.actor)
    findings = await draft.findings(application, now=clock.now(), complete=True)
    return await _view(application, request.ctx.actor, findings)


@bp.get("/<application_id:uuid>/name")
@operation("Check the name of my draft", who=PERSON, returns=NameView)
async def check_name(request: Request, application_id: UUID) -> NameView:
    answer = await name.check_name(application_id, by=request.ctx.actor, now=clock.now())
    return NameView(
        full=answer.name.full,
        free=answer.free,
        findings=findings_view(answer.findings),
        conflicts=[
            ConflictView(
                name=c.name,
                part=c.part,
                level=c.level,
                blocks=c.blocks,
                span=c.span,
                finding=FindingView(**present(c.problem())),
            )
            for c in answer.conflicts
        ],
        suggestions=answer.suggestions,
    )


@bp.post("/<application_id:uuid>/name-reservation")
@operation("Reserve the name of my draft", who=PERSON, returns=ReservationView, status=201, idempotent=True)
async def reserve_name(request: Request, application_id: UUID) -> ReservationView:
    held = await name.reserve_name(application_id, by=request.ctx.actor, now=clock.now())
    return ReservationView(full_name=held.full_name, reserved_at=held.reserved_at, expires_at=held.expires_at)


@bp.post("/<application_id:uuid>/submission")
@operation(
    "Freeze the content and ask everybody to verify and sign",
    who=PERSON,
    returns=ApplicationView,
    status=202,
    keyed=True,
)
async def submit_for_verification(request: Request, application_id: UUID) -> ApplicationView:
    application = await submit.submit_for_verification(application_id, by=request.ctx.actor, now=clock.now())
    return await _view(application, request.ctx.actor)


@bp.post("/<application_id:uuid>/reopening")
@operation("Take the content back for editing", who=PERSON, returns=ApplicationView, keyed=True)
async def reopen(request: Request, application_id: UUID) -> ApplicationView:
    application = await submit.reopen(application_id, by=request.ctx.actor, now=clock.now())
    return await _view(application, request.ctx.actor)


@bp.post("/<application_id:uuid>/withdrawal")
@operation("Withdraw my application", who=PERSON, returns=ApplicationView, keyed=True)
async def withdraw_mine(request: Request, application_id: UUID) -> ApplicationView:
    application = await withdraw.withdraw(application_id, by=request.ctx.actor, now=clock.now())
    return await _view(application, request.ctx.actor)


@bp.get("/<application_id:uuid>/timeline")
@operation("What has happened to my application", who=PERSON, returns=Timeline)
async def show_timeline(request: Request, application_id: UUID) -> Timeline:
    application = await own(application_id, request.ctx.actor)
    return Timeline(steps=await steps_of(application))


async def steps_of(application: Application) -> list[StepView]:
    """The application's moves, oldest first."""
    return [
        StepView(action=s.action, source=s.source, target=s.target, at=s.at, by=s.actor_role)
        for s in await history(application)
    ]


def findings_view(findings: Findings | dict[str, Any]) -> dict[str, list[FindingView]]:
    return {path: [FindingView(**present(each)) for each in found] for path, found in findings.items()}


def _line(application: Application) -> ApplicationLine:
    return ApplicationLine(
        id=application.id,
        number=application.number,
        kind=application.kind,
        state=application.state,
        company_name=application.company_name,
        updated_at=application.updated_at,
        due_at=application.due_at,
        waits=application.state in EDITABLE,
    )


async def _view(application: Application, by: Actor, findings: Findings | None = None) -> ApplicationView:
    if findings is None:
        findings = await draft.findings(application, now=clock.now())
    return ApplicationView(
        **_line(application).model_dump(),
        office=application.office,
        version=application.version,
        content=application.content,
        findings=findings_view(findings),
        actions=[Action(each) for each in allowed(application, by)],
        submitted_at=application.submitted_at,
        due_provisional=application.due_provisional,
        licensed=application.state in LICENSED and await Entity.exists(application_id=application.id),
    )
