"""The API's paths as at api.weixin.qq.com."""

import base64
import secrets
from collections.abc import Callable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.keys import token
from sandbox.store import Record
from sandbox.wechat import face, messages, push, tokens, users
from sandbox.wechat.errors import FAULTS, Refused
from sandbox.wire import party, say
from sandbox.world import World, world_of

routes = Blueprint("wechat")

LOGIN_FAULTS = ("busy", "bad_code", "code_used", "too_frequent", "high_risk")
CALL_FAULTS = ("busy", "token_expired", "too_frequent")
MESSAGE_FAULTS = ("not_subscribed", "banned", "concurrent", "sensitive", "bad_data", "quota")


def set_up(world: World) -> None:
    ring = world.keyring
    world.faults.declare("wechat", {name: meaning for name, (_, meaning) in FAULTS.items()} | push.FAULTS)
    world.outbox.add_sender("wechat", push.Pushes())
    world.credentials["wechat"] = {
        "base_url": world.address,
        "appid": ring.secret("wechat.appid", f"wx{token(16).lower()}"),
        "secret": ring.secret("wechat.secret", token(32).lower()),
        "original_id": ring.secret("wechat.original_id", f"gh_{token(12).lower()}"),
        "push_url": f"{world.callbacks}{push.PUSH_PATH}",
        "push_token": ring.secret("wechat.push_token", token(32)),
        "push_aes_key": ring.secret("wechat.push_aes_key", base64.b64encode(secrets.token_bytes(32)).decode()[:43]),
        "templates": {template.name: template.settings for template in messages.TEMPLATES.values()},
    }


def answer(request: Request, work: Callable[[World], Record | None], faults: tuple[str, ...]) -> HTTPResponse:
    """Do the work unless a fault is armed; errors become errcode and errmsg with HTTP 200."""
    world = world_of(request)
    try:
        fault = world.faults.take("wechat", faults)
        if fault is not None:
            raise Refused(FAULTS[fault["kind"]][0])
        result = work(world)
    except Refused as refused:
        say(request, str(refused.errcode))
        return json({"errcode": refused.errcode, "errmsg": refused.errmsg})
    return json(result if result is not None else {"errcode": 0, "errmsg": "ok"})


def body_of(request: Request) -> dict[str, Any]:
    """The JSON body, whatever content type the caller named, as the real API reads it."""
    try:
        body = request.load_json()
    except ValueError:
        raise Refused(47001) from None
    if not isinstance(body, dict):
        raise Refused(47001)
    return body


def _account(world: World, appid: object, secret: object) -> None:
    account = world.credentials["wechat"]
    if appid != account["appid"]:
        raise Refused(40013)
    if secret != account["secret"]:
        raise Refused(40125)


@routes.get("/sns/jscode2session")
@party("wechat")
async def code_to_session(request: Request) -> HTTPResponse:
    def work(world: World) -> Record:
        _account(world, request.args.get("appid"), request.args.get("secret"))
        if request.args.get("grant_type") != "authorization_code":
            raise Refused(40002)
        user = users.redeem_code(world, request.args.get("js_code", ""), "login")
        return {"session_key": users.session_key(), "openid": user["openid"], "unionid": user["unionid"]}

    return answer(request, work, LOGIN_FAULTS)


@routes.get("/cgi-bin/token")
@party("wechat")
async def classic_token(request: Request) -> HTTPResponse:
    def work(world: World) -> Record:
        _account(world, request.args.get("appid"), request.args.get("secret"))
        if request.args.get("grant_type") != "client_credential":
            raise Refused(40002)
        return tokens.classic(world)

    return answer(request, work, ("busy", "too_frequent"))


@routes.post("/cgi-bin/stable_token")
@party("wechat")
async def stable_token(request: Request) -> HTTPResponse:
    def work(world: World) -> Record:
        body = body_of(request)
        _account(world, body.get("appid"), body.get("secret"))
        if body.get("grant_type") != "client_credential":
            raise Refused(40002)
        return tokens.stable(world, force=body.get("force_refresh") is True)

    return answer(request, work, ("busy", "too_frequent"))


@routes.post("/wxa/business/getuserphonenumber")
@party("wechat")
async def phone_number(request: Request) -> HTTPResponse:
    def work(world: World) -> Record:
        tokens.check(world, request.args.get("access_token"))
        user = users.redeem_code(world, str(body_of(request).get("code")), "phone")
        info = {
            "phoneNumber": user["phone"],
            "purePhoneNumber": user["phone"],
            "countryCode": "86",
            "watermark": {"timestamp": int(world.now().timestamp()), "appid": world.credentials["wechat"]["appid"]},
        }
        return {"errcode": 0, "errmsg": "ok", "phone_info": info}

    return answer(request, work, (*CALL_FAULTS, "bad_code"))


@routes.post("/cgi-bin/message/subscribe/send")
@party("wechat")
async def send_message(request: Request) -> HTTPResponse:
    def work(world: World) -> Record:
        tokens.check(world, request.args.get("access_token"))
        sent = messages.send(world, body_of(request))
        push.tell_of_message(world, sent)
        return {"errcode": 0, "errmsg": "ok", "msgid": int(sent.id)}

    return answer(request, work, (*CALL_FAULTS, *MESSAGE_FAULTS))


@routes.post("/cityservice/face/identify/getverifyid")
@party("wechat")
async def begin_face_check(request: Request) -> HTTPResponse:
    def work(world: World) -> Record:
        tokens.check(world, request.args.get("access_token"))
        return face.begin(world, body_of(request))

    return answer(request, work, CALL_FAULTS)


@routes.post("/cityservice/face/identify/queryverifyinfo")
@party("wechat")
async def query_face_check(request: Request) -> HTTPResponse:
    def work(world: World) -> Record:
        tokens.check(world, request.args.get("access_token"))
        return face.query(world, body_of(request))

    return answer(request, work, CALL_FAULTS)
