"""HTTP of sign-in from a mini-program."""

from datetime import datetime
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, Request

from app.accounts import linked, mini_program
from app.accounts.models import Platform
from app.accounts.routes import Device, SignedIn, tries_of
from core import clock
from core.actors import Role
from core.web.body import Body
from core.web.limits import limit
from core.web.operation import ANYONE, View, operation

bp = Blueprint("mini_program", url_prefix="/api/v1")


class MiniProgramSignIn(Body):
    """`code` of wx.login or my.getAuthCode. The first time also `phone_code` (WeChat's getPhoneNumber), or `phone`,
    `sms_code` and the `request_id` with which the code was sent; without them the answer is a problem AC-05 at
    `phone_code`, and the next try needs a fresh `code`.
    """

    platform: str = Field(pattern="^(wechat|alipay)$")
    code: str = Field(min_length=1, max_length=128)
    phone_code: str = Field("", max_length=128)
    phone: str = Field("", max_length=20)
    sms_code: str = Field("", max_length=6)
    request_id: UUID | None = None
    device: Device


class LinkedIdentity(View):
    """One account of WeChat or Alipay by which I come in here."""

    id: UUID
    platform: Platform
    linked_at: datetime


class LinkedIdentities(View):
    identities: list[LinkedIdentity]


@bp.get("/identities")
@operation("The WeChat and Alipay accounts linked with mine", who={Role.PERSON}, returns=LinkedIdentities)
async def list_identities(request: Request) -> LinkedIdentities:
    found = await linked.linked_identities(by=request.ctx.actor)
    return LinkedIdentities(
        identities=[LinkedIdentity(id=each.id, platform=each.platform, linked_at=each.linked_at) for each in found]
    )


@bp.delete("/identities/<identity_id:uuid>")
@operation("Unlink one of them; my other sessions end", who={Role.PERSON})
async def unlink_identity(request: Request, identity_id: UUID) -> None:
    await linked.unlink(identity_id, by=request.ctx.actor, now=clock.now())


@bp.post("/sign-in/mini-program")
@operation("Sign in from a mini-program", who=ANYONE, body=MiniProgramSignIn, returns=SignedIn, status=201)
async def sign_in_from_mini_program(request: Request, body: MiniProgramSignIn) -> SignedIn:
    await limit("mini-program-sign-in", request.remote_addr or request.ip, times=120, per_seconds=600)
    if body.phone:
        await limit("sign-in", tries_of(request, body.phone), times=20, per_seconds=600)
    token, session, _ = await mini_program.sign_in(
        Platform(body.platform),
        body.code,
        mini_program.PhoneProof(body.phone_code, body.phone, body.sms_code, body.request_id),
        device_id=body.device.id,
        device_label=body.device.label,
        now=clock.now(),
    )
    return SignedIn(token=token, session_id=session.id, expires_at=session.expires_at, roles=[Role.PERSON])
