"""The door through which every party answers: faults of transport, and a line in the journal."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import cast

from sanic import HTTPResponse, Request, html, json, text

from sandbox.faults import BEFORE_WORK
from sandbox.world import world_of

Handler = Callable[..., Awaitable[HTTPResponse]]
ErrorBody = Callable[[int], HTTPResponse]
"""A party's own way to say 429, 500 and 503."""

SILENCE_SECONDS = 60.0
_PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr>nginx</body></html>"


def plain_error(status: int) -> HTTPResponse:
    return json({"error": {429: "too many requests", 503: "out of service"}.get(status, "internal error")}, status)


def party(service: str, error: ErrorBody = plain_error) -> Callable[[Handler], Handler]:
    """Mark a handler as the answer of a party: armed faults strike it and the journal names it."""

    def mark(handler: Handler) -> Handler:
        @wraps(handler)
        async def answer(request: Request, **arguments: str) -> HTTPResponse:
            world = world_of(request)
            event = f"{request.method} {_pattern(request)}"
            fault = world.faults.take(service, BEFORE_WORK)
            if fault is not None:
                world.note(service, event, "fault", fault["kind"])
                return await _misbehave(request, fault["kind"], error)
            response = await handler(request, **arguments)
            if world.faults.strikes(service, "drop_after"):
                world.note(service, event, "fault", "drop_after")
                return hang_up(request)
            world.note(service, event, str(response.status), _said(request))
            return response

        return answer

    return mark


def say(request: Request, words: str) -> None:
    """Add a code or a state to the journal's line of this request."""
    request.ctx.said = words


def form_of(request: Request) -> dict[str, str]:
    """A form's fields, the first value of each."""
    return {name: str(values[0]) for name, values in (request.form or {}).items()}


def hang_up(request: Request) -> HTTPResponse:
    """Close the connection without an answer, as a peer does that died or lost its network."""
    transport = cast(asyncio.WriteTransport, request.transport)  # Sanic names a protocol of its own
    transport.abort()
    return text("")


async def _misbehave(request: Request, kind: str, error: ErrorBody) -> HTTPResponse:
    if kind == "timeout":
        await asyncio.sleep(SILENCE_SECONDS)
        return hang_up(request)
    if kind == "html":
        return html(_PAGE.format("Service Notice"))
    if kind == "http502":
        return html(_PAGE.format("502 Bad Gateway"), status=502)
    return error({"http500": 500, "http429": 429, "down": 503}[kind])


def _pattern(request: Request) -> str:
    """The route without the values in it: a telephone number is no matter for the journal."""
    return "/" + (request.route.path if request.route else "")


def _said(request: Request) -> str:
    return str(getattr(request.ctx, "said", ""))
