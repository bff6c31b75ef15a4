"""`GET /` the page, `GET /page/<piece>` one section again, `/static/…` its own style, script and icon."""

from collections.abc import Callable
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request, html

from sandbox.page import cashier, faults, journal, layout, parcels, phones, residents
from sandbox.world import World, world_of

routes = Blueprint("page")
routes.static("/static", Path(__file__).parent / "static", name="static")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PIECES: dict[str, Callable[[World], str]] = {
    "cashier": cashier.section,
    "parcels": parcels.section,
    "residents": residents.section,
    "faults": faults.section,
    "notices": journal.notices,
    "journal": journal.section,
}


@routes.get("/")
async def whole(request: Request) -> HTTPResponse:
    world = world_of(request)
    pieces = {name: make(world) for name, make in PIECES.items()}
    pieces["phones"] = phones.section(world, request.args.get("phone", ""))
    body = layout.page(pieces, world.callbacks, faults.form(world), residents.FORM)
    return html(body, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


@routes.get("/page/<piece:str>")
async def again(request: Request, piece: str) -> HTTPResponse:
    world = world_of(request)
    if piece == "phones":
        return html(phones.section(world, request.args.get("phone", "")))
    if piece not in PIECES:
        return html("", status=404)
    return html(PIECES[piece](world))
