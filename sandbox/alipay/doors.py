"""What a person does in Alipay on their telephone; the page and the tests act through these."""

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.alipay import users
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
