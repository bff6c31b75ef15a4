"""HTTP of administration: officers."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, Request

from app.accounts.models import Officer
from app.administration import officers
from config.reference.offices import offices
from config.settings import settings
from core import clock
from core.actors import Role
from core.web.body import Body
from core.web.operation import View, operation

bp = Blueprint("officers", url_prefix="/api/v1/administration/officers")
WHO = {Role.ADMINISTRATOR}
RoleName = Literal["reviewer", "approver", "supervisor", "administrator"]


class Invitation(Body):
    username: str = Field(pattern=r"^[a-z][a-z0-9_.-]{2,31}$", examples=["lixiaowen"])
    display_name: str = Field(min_length=2, max_length=32)
    office: str = Field(pattern=r"^\d{6}$")
    roles: list[RoleName] = Field(min_length=1, max_length=4)


class Change(Body):
    office: str = Field(pattern=r"^\d{6}$")
    roles: list[RoleName] = Field(min_length=1, max_length=4)
    active: bool


class OfficerView(View):
    """`enrolled`: has set a password; `enrolment_expires_at`: until when the link of the first sign-in is good."""

    id: UUID
    username: str
    display_name: str
    office: str
    roles: list[Role]
    active: bool
    enrolled: bool
    enrolment_expires_at: datetime | None
    locked_until: datetime | None


class OfficeName(View):
    code: str
    name: str


class OfficerList(View):
    officers: list[OfficerView]
    offices: list[OfficeName]


class EnrolmentLink(View):
    """The path is shown once; hand it to the officer and to nobody else."""

    officer: OfficerView
    path: str
    expires_at: datetime


@bp.get("/")
@operation("List officers and offices", who=WHO, returns=OfficerList)
async def list_officers(request: Request) -> OfficerList:
    known = offices(fictitious=settings().sample).values()
    return OfficerList(
        officers=[_view(each) for each in await officers.list_officers()],
        offices=[OfficeName(code=each.code, name=each.name) for each in known],
    )


@bp.post("/")
@operation("Invite an officer", who=WHO, body=Invitation, returns=EnrolmentLink)
async def invite_officer(request: Request, body: Invitation) -> EnrolmentLink:
    invited = await officers.invite_officer(
        body.username,
        body.display_name,
        body.office,
        [Role(role) for role in body.roles],
        by=request.ctx.actor,
        now=clock.now(),
    )
    return _link(*invited)


@bp.put("/<officer_id:uuid>")
@operation("Set an officer's roles, office and whether they may sign in", who=WHO, body=Change, returns=OfficerView)
async def change_officer(request: Request, officer_id: UUID, body: Change) -> OfficerView:
    changed = await officers.change_officer(
        officer_id,
        roles=[Role(role) for role in body.roles],
        office=body.office,
        active=body.active,
        by=request.ctx.actor,
        now=clock.now(),
    )
    return _view(changed)


@bp.post("/<officer_id:uuid>/enrolment")
@operation("A new link for an officer who lost password and authenticator", who=WHO, returns=EnrolmentLink)
async def renew_enrolment(request: Request, officer_id: UUID) -> EnrolmentLink:
    return _link(*await officers.renew_enrolment(officer_id, by=request.ctx.actor, now=clock.now()))


def _link(officer: Officer, code: str, expires_at: datetime) -> EnrolmentLink:
    return EnrolmentLink(officer=_view(officer), path=f"/console/enrol/{code}", expires_at=expires_at)


def _view(officer: Officer) -> OfficerView:
    return OfficerView(
        id=officer.id,
        username=officer.username,
        display_name=officer.display_name,
        office=officer.office,
        roles=[Role(role) for role in officer.roles],
        active=officer.active,
        enrolled=bool(officer.password_hash),
        enrolment_expires_at=officer.enrolment_expires_at,
        locked_until=officer.locked_until,
    )
