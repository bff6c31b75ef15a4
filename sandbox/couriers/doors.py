"""Where the page and the tests see the parcels and move them along."""

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.couriers import ems, kuaidi100, parcels, sf
from sandbox.couriers.parcels import STEPS, CannotMove
from sandbox.world import world_of

routes = Blueprint("parcels", url_prefix="/parcels")
TELL = {"sf": sf.tell, "ems": ems.tell, "kuaidi100": kuaidi100.tell}


@routes.get("/")
async def list_parcels(request: Request) -> HTTPResponse:
    """All parcels, newest first, and what may happen to them."""
    return json({"parcels": world_of(request).store.latest("parcel", 200), "steps": list(STEPS)})


@routes.post("/<waybill:str>/move")
async def move(request: Request, waybill: str) -> HTTPResponse:
    """{to}: let this happen; without it, the next thing on the usual way."""
    body = request.json if request.body else {}
    goal = body.get("to") if isinstance(body, dict) else None
    try:
        parcel = parcels.move(world_of(request), waybill, goal, TELL)
    except CannotMove as refused:
        return json({"error": str(refused)}, status=409)
    return json(parcel)
