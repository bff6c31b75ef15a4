"""The telephones over JSON, for the page and for tests."""

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.phones import inbox
from sandbox.world import world_of

routes = Blueprint("phones", url_prefix="/phones")


def refuse_number(request: Request, error: Exception) -> HTTPResponse:
    """Any door's answer to a number that is none."""
    return json({"error": "不是大陆手机号 · not a mainland mobile number"}, status=400)


@routes.get("/")
async def list_phones(request: Request) -> HTTPResponse:
    return json({"phones": inbox.phones(world_of(request))})


@routes.get("/<number:str>/messages")
async def list_messages(request: Request, number: str) -> HTTPResponse:
    """The inbox, oldest first; `?after=ID` leaves out what has been read."""
    found = inbox.messages(world_of(request), number)
    after = int(request.args.get("after", "0"))
    return json({"messages": [message for message in found if int(message["id"]) > after]})
