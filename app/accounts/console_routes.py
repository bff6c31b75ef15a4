"""HTTP of the console's own session, and of an officer's own account: password, authenticator, recovery codes."""

from datetime import datetime
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, raw

from app.accounts import authenticator, change_password, enrol_officer, officers, sessions
from app.accounts.authenticator import Offer
from app.accounts.models import Officer, Session
from app.accounts.offices import offices_seen
from app.accounts.routes import Device
from config.reference.offices import office
from config.settings import settings
from core import clock
from core.actors import OFFICERS, Role
from core.web import cookies, csrf
from core.web.body import Body
from core.web.limits import limit
from core.web.operation import ANYONE, View, operation

bp = Blueprint("console_session", url_prefix="/api/v1/console")
SECOND_FACTOR = r"^(\d{6}|[A-Za-z2-9]{5}-?[A-Za-z2-9]{5})$"


class ConsoleSignIn(Body):
    """`code`: six digits of the authenticator app, or a recovery code (`ABCDE-FGHJK`)."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=256)
    code: str = Field(pattern=SECOND_FACTOR)
    device: Device


class OfficeSeen(View):
    code: str
    name: str


class ConsoleSession(View):
    """Who is signed in. `csrf_token` goes along with every change as `X-CSRF-Token`; `offices`: whose cases to see."""

    officer_id: UUID
    session_id: UUID
    username: str
    display_name: str
    office: str
    office_name: str
    offices: list[OfficeSeen]
    roles: list[Role]
    expires_at: datetime
    csrf_token: str
    recovery_codes_left: int
    sample: bool


class EnrolmentView(View):
    """Whose first sign-in it is, and what to scan."""

    username: str
    display_name: str
    office_name: str
    qr_svg: str
    secret: str


class Enrolment(Body):
    password: str = Field(max_length=256)
    totp: str = Field(pattern=r"^\d{6}$")


class RecoveryCodes(View):
    """Shown once; each replaces the authenticator one time."""

    recovery_codes: list[str]


class OfferView(View):
    qr_svg: str
    secret: str


class Repeated(Body):
    """The officer's present password, repeated before a change that matters."""

    password: str = Field(max_length=256)


class Code(Body):
    totp: str = Field(pattern=r"^\d{6}$")


class NewPassword(Body):
    present: str = Field(max_length=256)
    wanted: str = Field(max_length=256)


@bp.post("/session")
@operation("Sign in to the console", who=ANYONE, body=ConsoleSignIn, returns=ConsoleSession)
async def sign_in(request: Request, body: ConsoleSignIn) -> HTTPResponse:
    csrf.require_same_origin(request)
    await limit("officer-sign-in", request.remote_addr or request.ip, times=300, per_seconds=600)
    token, session, officer = await officers.sign_in_officer(
        body.username,
        body.password,
        body.code,
        device_id=body.device.id,
        device_label=body.device.label,
        now=clock.now(),
    )
    view = _session_view(officer, session, token)
    response = raw(view.model_dump_json(), content_type="application/json; charset=utf-8")
    cookies.set_session(response, token, expires_at=session.expires_at)
    return response


@bp.get("/session")
@operation("Who is signed in to the console", who=OFFICERS, returns=ConsoleSession)
async def show_session(request: Request) -> ConsoleSession:
    actor = request.ctx.actor
    session = await Session.get(id=actor.session_id)
    return _session_view(await Officer.get(id=actor.id), session, cookies.session_of(request) or "")


@bp.delete("/session")
@operation("Sign out of the console", who=OFFICERS)
async def sign_out(request: Request) -> HTTPResponse:
    await sessions.revoke(request.ctx.actor.session_id, by=request.ctx.actor, now=clock.now())
    response = empty()
    cookies.clear_session(response)
    return response


@bp.get("/enrolments/<code:str>")
@operation("Open the link of a first sign-in", who=ANYONE, returns=EnrolmentView)
async def show_enrolment(request: Request, code: str) -> EnrolmentView:
    await limit("enrolment", request.remote_addr or request.ip, times=30, per_seconds=600)
    officer, shown = await enrol_officer.show_enrolment(code, now=clock.now())
    return EnrolmentView(
        username=officer.username,
        display_name=officer.display_name,
        office_name=_office_name(officer.office),
        qr_svg=shown.qr_svg,
        secret=shown.secret,
    )


@bp.post("/enrolments/<code:str>")
@operation("Set password and authenticator", who=ANYONE, body=Enrolment, returns=RecoveryCodes)
async def enrol(request: Request, code: str, body: Enrolment) -> RecoveryCodes:
    csrf.require_same_origin(request)
    await limit("enrolment", request.remote_addr or request.ip, times=30, per_seconds=600)
    _, codes = await enrol_officer.complete_enrolment(code, body.password, body.totp, now=clock.now())
    return RecoveryCodes(recovery_codes=codes)


@bp.put("/password")
@operation("Change my password", who=OFFICERS, body=NewPassword)
async def put_password(request: Request, body: NewPassword) -> None:
    await change_password.change_password(body.present, body.wanted, by=request.ctx.actor, now=clock.now())


@bp.post("/authenticator")
@operation("Begin with a new authenticator", who=OFFICERS, body=Repeated, returns=OfferView)
async def begin_authenticator(request: Request, body: Repeated) -> OfferView:
    shown: Offer = await authenticator.begin_renewal(body.password, by=request.ctx.actor)
    return OfferView(qr_svg=shown.qr_svg, secret=shown.secret)


@bp.put("/authenticator")
@operation("Confirm my new authenticator by a code of it", who=OFFICERS, body=Code, returns=RecoveryCodes)
async def confirm_authenticator(request: Request, body: Code) -> RecoveryCodes:
    codes = await authenticator.confirm_renewal(body.totp, by=request.ctx.actor, now=clock.now())
    return RecoveryCodes(recovery_codes=codes)


@bp.post("/recovery-codes")
@operation("Get new recovery codes; the old ones end", who=OFFICERS, body=Repeated, returns=RecoveryCodes)
async def renew_codes(request: Request, body: Repeated) -> RecoveryCodes:
    codes = await authenticator.renew_recovery_codes(body.password, by=request.ctx.actor, now=clock.now())
    return RecoveryCodes(recovery_codes=codes)


def _session_view(officer: Officer, session: Session, token: str) -> ConsoleSession:
    roles = [Role(role) for role in officer.roles]
    return ConsoleSession(
        officer_id=officer.id,
        session_id=session.id,
        username=officer.username,
        display_name=officer.display_name,
        office=officer.office,
        office_name=_office_name(officer.office),
        offices=[OfficeSeen(code=code, name=_office_name(code)) for code in offices_seen(officer.office, roles)],
        roles=roles,
        expires_at=session.expires_at,
        csrf_token=csrf.token_for(token),
        recovery_codes_left=len(officer.recovery_hashes or []),
        sample=settings().sample,
    )


def _office_name(code: str) -> str:
    found = office(code, fictitious=settings().sample)
    return found.name if found else code
