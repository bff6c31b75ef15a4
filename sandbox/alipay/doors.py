"""What a person does in Alipay on their telephone; the page and the tests act through these."""

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.alipay import certify, users
from sandbox.world import world_of

routes = Blueprint("alipay_doors", url_prefix="/alipay")


@routes.post("/phones/<number:str>/login")
async def login(request: Request, number: str) -> HTTPResponse:
    """my.getAuthCode: a code for the mini-program's sign-in."""
    world = world_of(request)
    return json({"code": users.issue_code(world, number), "open_id": users.on_phone(world, number)["open_id"]})


@routes.post("/phones/<number:str>/phone-number")
async def share_phone(request: Request, number: str) -> HTTPResponse:
    """my.getPhoneNumber: the encrypted, signed number that the mini-program passes on."""
    return json(users.shared_phone(world_of(request), number))


@routes.post("/certify/<certify_id:str>")
async def conclude_check(request: Request, certify_id: str) -> HTTPResponse:
    """End an identity check: the page's form, or JSON {outcome: passed|mismatch|cancelled}."""
    if request.form:
        return certify.choose(request, certify_id)
    body = request.json if isinstance(request.json, dict) else {}
    session = certify.conclude(world_of(request), certify_id, str(body.get("outcome")))
    if session is None:
        return json({"error": f"no such check, or outcome is none of {', '.join(certify.OUTCOMES)}"}, status=404)
    return json({"certify_id": certify_id, "outcome": session["outcome"]})
