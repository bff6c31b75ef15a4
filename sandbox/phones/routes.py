"""The telephones over JSON, for the page and for tests."""

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.phones import inbox
from sandbox.world import world_of

routes = Blueprint("phones", url_prefix="/phones")


@routes.get("/")
async def list_phones(request: Request) -> HTTPResponse:
    return json({"phones": inbox.phones(world_of(request))})


@routes.get("/<number:str>/messages")
async def list_messages(request: Request, number: str) -> HTTPResponse:
    """The inbox, oldest first; `?after=ID` leaves out what has been read."""
    try:
        found = inbox.messages(world_of(request), number)
    except inbox.NotANumber:
        return json({"error": "not a mainland mobile number"}, status=400)
    after = int(request.args.get("after", "0"))
    return json({"messages": [message for message in found if int(message["id"]) > after]})
