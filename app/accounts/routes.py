"""HTTP of sign-in and sessions."""

from datetime import datetime
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, Request

from app.accounts import officers, sessions, sign_in
from app.accounts.models import Session
from app.accounts.phones import normalise, phone_index
from core import clock
from core.actors import OFFICERS, Role
from core.sealed import blind_index
from core.web.body import Body
from core.web.limits import limit
from core.web.operation import ANYONE, View, operation

bp = Blueprint("accounts", url_prefix="/api/v1")
EVERYBODY = {Role.PERSON, *OFFICERS}


class CodeRequest(Body):
    phone: str = Field(max_length=20, examples=["13900000001"])


class CodeSent(View):
    """`request_id` goes back with the code: it is what tells the one who asked from one who guesses."""

    request_id: UUID
    expires_at: datetime


class Device(Body):
    """`id` is made once by the client and kept on the device."""

    id: str = Field(min_length=8, max_length=64)
    label: str = Field("", max_length=64)


class PersonSignIn(Body):
    phone: str = Field(max_length=20)
    code: str = Field(pattern=r"^\d{6}$")
    request_id: UUID
    device: Device


class OfficerSignIn(Body):
    username: str = Field(max_length=64)
    password: str = Field(max_length=256)
    totp: str = Field(pattern=r"^\d{6}$")
    device: Device


class SignedIn(View):
    """The token is shown once; send it as `Authorization: Bearer …`."""

    token: str
    session_id: UUID
    expires_at: datetime
    roles: list[Role]


class SessionView(View):
    id: UUID
    device_label: str
    created_at: datetime
    expires_at: datetime
    current: bool


class SessionList(View):
    sessions: list[SessionView]


@bp.post("/sign-in/codes")
@operation("Send a sign-in code to a phone", who=ANYONE, body=CodeRequest, returns=CodeSent, status=202)
async def request_code(request: Request, body: CodeRequest) -> CodeSent:
    # A service hall, or a carrier's gateway, is one address for many; each number has its own limit as well.
    await limit("sign-in-code-per-address", request.remote_addr or request.ip, times=120, per_seconds=3600)
    asked_from = blind_index("address", request.remote_addr or request.ip)
    sent = await sign_in.send_code(body.phone, asked_from=asked_from, now=clock.now())
    return CodeSent(request_id=sent.request_id, expires_at=sent.expires_at)


@bp.post("/sign-in/sessions")
@operation("Sign in with a code", who=ANYONE, body=PersonSignIn, returns=SignedIn, status=201)
async def create_session(request: Request, body: PersonSignIn) -> SignedIn:
    await limit("sign-in", tries_of(request, body.phone), times=20, per_seconds=600)
    token, session, _ = await sign_in.sign_in(
        body.phone,
        body.code,
        body.request_id,
        device_id=body.device.id,
        device_label=body.device.label,
        now=clock.now(),
    )
    return _signed_in(token, session, [Role.PERSON])


@bp.post("/sign-in/officers")
@operation("Sign in as an officer", who=ANYONE, body=OfficerSignIn, returns=SignedIn, status=201)
async def create_officer_session(request: Request, body: OfficerSignIn) -> SignedIn:
    await limit("officer-sign-in", request.remote_addr or request.ip, times=300, per_seconds=600)
    token, session, officer = await officers.sign_in_officer(
        body.username,
        body.password,
        body.totp,
        device_id=body.device.id,
        device_label=body.device.label,
        now=clock.now(),
    )
    return _signed_in(token, session, [Role(role) for role in officer.roles])


@bp.get("/sessions")
@operation("List my sessions", who=EVERYBODY, returns=SessionList)
async def list_sessions(request: Request) -> SessionList:
    actor = request.ctx.actor
    found = await sessions.list_sessions(by=actor, now=clock.now())
    return SessionList(sessions=[_view(each, each.id == actor.session_id) for each in found])


@bp.delete("/sessions/<session_id:uuid>")
@operation("End one of my sessions", who=EVERYBODY)
async def end_session(request: Request, session_id: UUID) -> None:
    await sessions.revoke(session_id, by=request.ctx.actor, now=clock.now())


def tries_of(request: Request, phone: str) -> str:
    """Whose tries are counted: of one number from one address, or anybody could keep a number's holder out by trying.
    However many addresses guess, the codes of a day have five tries each (`sign_in.py`).
    """
    return f"{phone_index(normalise(phone))}:{request.remote_addr or request.ip}"


def _signed_in(token: str, session: Session, roles: list[Role]) -> SignedIn:
    return SignedIn(token=token, session_id=session.id, expires_at=session.expires_at, roles=roles)


def _view(session: Session, current: bool) -> SessionView:
    return SessionView(
        id=session.id,
        device_label=session.device_label,
        created_at=session.created_at,
        expires_at=session.expires_at,
        current=current,
    )
