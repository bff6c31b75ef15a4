"""The API's one address: `POST /` with the action in a header; HTTP 200 whatever the outcome, as in reality."""

import json as text_of
from typing import Any
from uuid import uuid4

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.keys import token
from sandbox.tencent_sms import send, signature, templates
from sandbox.tencent_sms.signature import Refused
from sandbox.wire import party, say
from sandbox.world import World, world_of

VERSION = "2021-01-11"
MAX_PULL = 100

routes = Blueprint("tencent_sms")


def set_up(world: World) -> None:
    ring = world.keyring
    world.faults.declare("sms", send.FAULTS)
    approved = templates.approved(world.callbacks)
    world.credentials["tencent_sms"] = {
        "endpoint": world.address.removeprefix("http://"),
        "scheme": "http",
        "region": "ap-guangzhou",
        "secret_id": ring.secret("tencent_sms.secret_id", f"AKID{token(32)}"),
        "secret_key": ring.secret("tencent_sms.secret_key", token(32)),
        "sdk_app_id": "1400990122",
        "sign_name": templates.SIGN_NAME,
        "templates": {template.name: template.id for template in approved},
    }
    for template in approved:
        templates.add(world, template)


def _error(status: int) -> HTTPResponse:
    """A failure inside the API is a JSON error with HTTP 200; only a gateway answers otherwise."""
    code = {429: "RequestLimitExceeded", 503: "ServiceUnavailable"}.get(status, "InternalError")
    return json(_envelope({"Error": {"Code": code, "Message": "An internal error has occurred."}}))


@routes.post("/")
@party("sms", _error)
async def api(request: Request) -> HTTPResponse:
    world = world_of(request)
    try:
        answer = _perform(world, request)
    except Refused as refused:
        say(request, refused.code)
        return json(_envelope({"Error": {"Code": refused.code, "Message": refused.message}}))
    return json(_envelope(answer))


@routes.put("/sms/templates/<template_id:int>")
async def approve_template(request: Request, template_id: int) -> HTTPResponse:
    """Have one more text approved: {name, kind: code|notice, content}."""
    body = request.json or {}
    if body.get("kind") not in ("code", "notice") or not body.get("content"):
        return json({"error": "name, kind (code or notice) and content are needed"}, status=400)
    template = templates.Template(str(template_id), body.get("name", ""), body["kind"], body["content"])
    templates.add(world_of(request), template)
    return json({"id": template.id, "parameters": template.parameters}, status=201)


def _perform(world: World, request: Request) -> dict[str, Any]:
    account = world.credentials["tencent_sms"]
    signature.check(request, account["secret_id"], account["secret_key"], world.machine_now())
    if request.headers.get("x-tc-version") != VERSION:
        raise Refused("NoSuchVersion", "The specified API version does not exist.")
    try:
        body = text_of.loads(request.body or b"{}")
    except ValueError:
        raise Refused("FailedOperation.JsonParseFail", "The request body is not JSON.") from None
    action = request.headers.get("x-tc-action")
    say(request, action or "")
    if action == "SendSms":
        return {"SendStatusSet": send.send(world, body)}
    if action == "PullSmsSendStatus":
        return {"PullSmsSendStatusSet": send.pull(world, min(int(body.get("Limit", MAX_PULL)), MAX_PULL))}
    raise Refused("InvalidAction", "The specified action is invalid.")


def _envelope(answer: dict[str, Any]) -> dict[str, Any]:
    return {"Response": {**answer, "RequestId": str(uuid4())}}
