"""Steering over JSON: arm faults, move the clock, read the journal. Unsigned: loopback is the fence."""

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.faults import Unknown
from sandbox.world import world_of

routes = Blueprint("control")


@routes.get("/health")
async def health(request: Request) -> HTTPResponse:
    return json({"status": "ok"})


@routes.get("/faults")
async def list_faults(request: Request) -> HTTPResponse:
    world = world_of(request)
    return json({"known": world.faults.known, "armed": world.faults.armed()})


@routes.post("/faults")
async def arm_fault(request: Request) -> HTTPResponse:
    """{service, kind, times: 1, detail: ""}: the next `times` occasions go wrong in this way."""
    world = world_of(request)
    body = request.json if isinstance(request.json, dict) else {}
    times = body.get("times", 1)
    if not isinstance(times, int) or not 1 <= times <= 1000:
        return json({"error": "times must be a number from 1 to 1000"}, status=400)
    try:
        fault = world.faults.arm(str(body.get("service")), str(body.get("kind")), times, str(body.get("detail", "")))
    except Unknown as unknown:
        return json({"error": f"unknown {unknown.what}", "known": unknown.known}, status=400)
    return json(fault, status=201)


@routes.delete("/faults")
async def disarm_faults(request: Request) -> HTTPResponse:
    """Disarm all faults, or those of `?service=`."""
    world = world_of(request)
    world.faults.calm(request.args.get("service"))
    return json({"armed": world.faults.armed()})


@routes.get("/clock")
async def read_clock(request: Request) -> HTTPResponse:
    return json({"now": world_of(request).now().isoformat()})


@routes.post("/clock")
async def advance_clock(request: Request) -> HTTPResponse:
    """{advance_seconds}: the world's time moves forward; lifetimes and retries follow it, signatures do not."""
    seconds = (request.json or {}).get("advance_seconds")
    if not isinstance(seconds, (int, float)) or seconds < 0:
        return json({"error": "advance_seconds must be a number, 0 or more"}, status=400)
    return json({"now": world_of(request).advance(seconds).isoformat()})


@routes.get("/journal")
async def read_journal(request: Request) -> HTTPResponse:
    """The latest requests and notices, newest first."""
    return json({"journal": world_of(request).store.latest("journal", int(request.args.get("limit", "100")))})


@routes.get("/notices")
async def list_notices(request: Request) -> HTTPResponse:
    """Notices that wait and those that have ended, newest first, without their content."""
    outbox = world_of(request).outbox
    shown = ("id", "service", "url", "attempts", "answers", "state", "due_at", "facts")
    return json(
        {
            "waiting": [{name: one[name] for name in shown} for one in reversed(outbox.waiting())],
            "done": [{name: one[name] for name in shown} for one in outbox.done(100)],
        }
    )


@routes.delete("/notices")
async def discard_notices(request: Request) -> HTTPResponse:
    """Give up all waiting notices."""
    return json({"discarded": world_of(request).outbox.discard()})


@routes.post("/notices/<key:str>/now")
async def hasten_notice(request: Request, key: str) -> HTTPResponse:
    """Send a waiting notice now."""
    hastened = world_of(request).outbox.hasten(key)
    return json({"hastened": hastened}, status=200 if hastened else 404)


@routes.post("/notices/<key:str>/again")
async def replay_notice(request: Request, key: str) -> HTTPResponse:
    """Send the last attempt once more, byte for byte (renotify)."""
    answers = await world_of(request).outbox.replay(key)
    return json({"answers": answers}, status=200 if answers else 404)
