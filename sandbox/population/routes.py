"""The register's port, `POST /population/v1/query`, and the unsigned doors of the sandbox's page.

Unconfirmed port: no public specification exists. Answers: 200 with `match` and, on a match, the portrait;
401 bad_signature, stale, replayed; 404 not_found; 409 no_photo; 503 down. The answer is signed as well.
"""

import base64
import hashlib
import secrets
from datetime import date

from sanic import Blueprint, HTTPResponse, Request, json, raw

from sandbox.phones import inbox
from sandbox.population import register, signature
from sandbox.store import Record
from sandbox.wire import party, say
from sandbox.world import World, world_of

routes = Blueprint("population", url_prefix="/population")

FAULTS = {
    "no_photo": "库中无照片 · no portrait on file",
    "not_found": "查无此人 · not in the register",
    "mismatch": "姓名与号码不符 · name and number do not belong together",
    "bad_photo": "照片损坏 · the portrait's bytes are broken",
    "bad_signature": "应答签名错误 · the answer's signature is wrong",
}
_OFFER_YEAR = 1990


def set_up(world: World) -> None:
    world.faults.declare("population", FAULTS)
    world.credentials["population_register"] = {
        "base_url": world.address,
        "client_id": "zhaoban-990122",
        "hmac_key": world.keyring.secret("population.hmac_key", signature.made_key(secrets.token_bytes(32))),
    }


def _error(status: int) -> HTTPResponse:
    return json({"code": {429: "too_many", 503: "down"}.get(status, "internal")}, status)


@routes.post("/v1/query")
@party("population", _error)
async def query(request: Request) -> HTTPResponse:
    world = world_of(request)
    account = world.credentials["population_register"]
    try:
        signature.check(request, world, account["client_id"], account["hmac_key"])
    except signature.Unsigned as refused:
        return _answer(request, world, {"code": refused.code}, 401)
    body = request.json if isinstance(request.json, dict) else {}
    name, number = body.get("name"), body.get("id_number")
    if not isinstance(name, str) or not isinstance(number, str):
        return _answer(request, world, {"code": "bad_request"}, 400)
    return _answer(request, world, *_look_up(world, name, number))


def _look_up(world: World, name: str, number: str) -> tuple[Record, int]:
    fault = world.faults.take("population", ("no_photo", "not_found", "mismatch", "bad_photo"))
    kind = fault["kind"] if fault else ""
    resident = register.find(world, number)
    if resident is None or kind == "not_found":
        return {"code": "not_found"}, 404
    if resident["name"] != name or kind == "mismatch":
        return {"match": False, "portrait": None}, 200
    if not resident["portrait"] or kind == "no_photo":
        return {"code": "no_photo", "match": True}, 409
    data = base64.b64encode(secrets.token_bytes(2000)).decode() if kind == "bad_photo" else resident["portrait"]
    return {"match": True, "portrait": {"content_type": "image/jpeg", "data": data}}, 200


def _answer(request: Request, world: World, body: Record, status: int) -> HTTPResponse:
    """Sign the answer with the request's nonce, so that it answers this question and no other."""
    say(request, str(body.get("code", body.get("match"))))
    response = json(body, status)
    assert response.body is not None
    key = world.credentials["population_register"]["hmac_key"]
    lines = [request.headers.get("x-nonce", ""), str(status), hashlib.sha256(response.body).hexdigest()]
    signed = signature.sign(key, lines)
    if world.faults.strikes("population", "bad_signature"):
        signed = signature.sign(key, [*lines, "forged"])
    response.headers["x-signature"] = signed
    return response


@routes.get("/residents")
async def list_residents(request: Request) -> HTTPResponse:
    return json({"residents": register.residents(world_of(request))})


@routes.get("/residents/offer")
async def offer_number(request: Request) -> HTTPResponse:
    """An unused fictitious number: `?born=1990-01-31&sex=f|m`."""
    try:
        born = date.fromisoformat(request.args.get("born", f"{_OFFER_YEAR}-01-01"))
        return json({"id_number": register.offer(world_of(request), born, woman=request.args.get("sex", "f") == "f")})
    except ValueError as refused:
        return json({"error": str(refused)}, status=400)


@routes.post("/residents")
async def add_resident(request: Request) -> HTTPResponse:
    """Add oneself: {name, id_number?, phone?, photo: base64 or data URL}; without a number, one is given."""
    world = world_of(request)
    body = request.json if isinstance(request.json, dict) else {}
    try:
        photo = base64.b64decode(str(body.get("photo", "")).rpartition(",")[2], validate=True)
        number = str(body.get("id_number") or register.offer(world, date(_OFFER_YEAR, 1, 1), woman=True))
        phone = inbox.national(str(body["phone"])) if body.get("phone") else None
        resident = register.add(world, str(body.get("name", "")), number, photo or None, own=True)
    except inbox.NotANumber:
        raise
    except ValueError as refused:
        return json({"error": str(refused)}, status=400)
    if phone is not None:
        inbox.add(world, phone, resident["name"])
    return json({"name": resident["name"], "id_number": resident["id_number"]}, status=201)


@routes.delete("/residents/<number:str>")
async def remove_resident(request: Request, number: str) -> HTTPResponse:
    removed = register.remove(world_of(request), number)
    return json({"removed": removed}, status=200 if removed else 404)


@routes.get("/residents/<number:str>/portrait")
async def show_portrait(request: Request, number: str) -> HTTPResponse:
    resident = register.find(world_of(request), number)
    if resident is None or not resident["portrait"]:
        return json({"error": "no portrait"}, status=404)
    return raw(base64.b64decode(resident["portrait"]), content_type="image/jpeg")
