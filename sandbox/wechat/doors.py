"""What a person does in WeChat on their telephone; the page and the tests act through these."""

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.wechat import face, messages, push, users
from sandbox.world import world_of

routes = Blueprint("wechat_doors", url_prefix="/wechat")


@routes.post("/phones/<number:str>/login")
async def login(request: Request, number: str) -> HTTPResponse:
    """wx.login: a code for the mini-program's sign-in."""
    world = world_of(request)
    return json({"code": users.issue_code(world, number, "login"), "openid": users.on_phone(world, number)["openid"]})


@routes.post("/phones/<number:str>/phone-code")
async def share_phone(request: Request, number: str) -> HTTPResponse:
    """The button open-type=getPhoneNumber: a code for getuserphonenumber."""
    return json({"code": users.issue_code(world_of(request), number, "phone")})


@routes.post("/phones/<number:str>/subscribe")
async def subscribe(request: Request, number: str) -> HTTPResponse:
    """wx.requestSubscribeMessage: {template_id, accept: true}; with {settings: true} on WeChat's own settings page."""
    body = request.json if isinstance(request.json, dict) else {}
    template_id = str(body.get("template_id"))
    if template_id not in messages.TEMPLATES:
        return json({"error": "unknown template_id", "known": list(messages.TEMPLATES)}, status=400)
    world, accept = world_of(request), body.get("accept", True) is True
    user = messages.consent(world, number, template_id, accept=accept)
    push.tell_of_answer(world, number, template_id, accept=accept, settings=body.get("settings") is True)
    return json({"openid": user["openid"], "consents": user["consents"]})


@routes.post("/push-address")
async def save_push_address(request: Request) -> HTTPResponse:
    """Save the address of the push in WeChat's console: it is asked at once whether it is the developer's."""
    confirmed = await push.confirm_address(world_of(request))
    return json({"confirmed": confirmed}, status=200 if confirmed else 409)


@routes.post("/phones/<number:str>/face")
async def face_check(request: Request, number: str) -> HTTPResponse:
    """wx.requestFacialVerify: {verify_id, outcome: passed|mismatch|no_face|cancelled|timeout}."""
    body = request.json if isinstance(request.json, dict) else {}
    outcome = str(body.get("outcome", "passed"))
    if outcome not in face.OUTCOMES:
        return json({"error": f"outcome must be one of {', '.join(face.OUTCOMES)}"}, status=400)
    verify_ret = face.check(world_of(request), number, str(body.get("verify_id")), outcome)
    if verify_ret is None:
        return json({"error": "no such check for this person, or it has expired"}, status=404)
    return json({"verify_ret": verify_ret})


@routes.post("/phones/<number:str>/push")
async def push_event(request: Request, number: str) -> HTTPResponse:
    """Let WeChat push an event of this user: {event, ...further fields}."""
    body = request.json if isinstance(request.json, dict) else {}
    event = str(body.pop("event", ""))
    if not event:
        return json({"error": "event is needed"}, status=400)
    notice = push.tell(world_of(request), number, event, body)
    return json({"notice": notice["id"]}, status=202)
