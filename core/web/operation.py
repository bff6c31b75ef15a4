"""The one way to declare a route: what it does, who may call it, what it takes and returns.

The declaration is the contract: `core.web.openapi` prints it, and an architecture test refuses a route without one.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from pydantic import BaseModel, ConfigDict
from sanic import HTTPResponse, Request
from sanic.response import empty, raw
from sanic.response.types import ResponseStream

from core.actors import Actor, Role
from core.errors import Forbidden, Unauthenticated
from core.web.body import read_body
from core.web.idempotency import once

ANYONE: frozenset[Role] = frozenset()
"""No sign-in needed. A valid token is still read, so that a handler may show more to its bearer."""

Handler = Callable[..., Awaitable[Any]]


class View(BaseModel):
    """What a route returns. Unknown fields are a mistake of ours."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Operation:
    """A route's declaration. `stream` routes read their body themselves, within their own limits."""

    summary: str
    who: frozenset[Role]
    body: type[BaseModel] | None = None
    returns: type[BaseModel] | None = None
    status: int = 200
    idempotent: bool = False
    keyed: bool = False
    stream: str | None = None
    media: str = "application/json"
    query: Mapping[str, str] = field(default_factory=dict)


def operation(
    summary: str,
    *,
    who: Iterable[Role],
    body: type[BaseModel] | None = None,
    returns: type[BaseModel] | None = None,
    status: int = 200,
    idempotent: bool = False,
    keyed: bool = False,
    stream: str | None = None,
    media: str = "application/json",
    query: Mapping[str, str] | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a Sanic handler. It is called as `handler(request, *path, body)`, the last only when `body` is given,
    and returns an instance of `returns`, None for 204, a finished HTTPResponse, or a stream (`core.web.live`).

    `idempotent`: the caller must send `Idempotency-Key`; the whole handler runs in one transaction, and a repeated
    key gets the first answer again. `keyed`: the same for a caller who sends a key, for steps whose answer may be lost
    on the way. `stream`: the media type of a body that the handler reads itself.
    `query`: name → meaning of each optional parameter after the question mark.
    """
    return _declaring(
        Operation(summary, frozenset(who), body, returns, status, idempotent, keyed, stream, media, dict(query or {}))
    )


def _declaring(declared: Operation) -> Callable[[Handler], Handler]:
    def declare(handler: Handler) -> Handler:
        async def run(request: Request, *path: Any, **named: Any) -> HTTPResponse:
            if declared.body is not None:
                named["body"] = read_body(request, declared.body)
            return respond(await handler(request, *path, **named), declared.status)

        @wraps(handler)
        async def wrapped(request: Request, *path: Any, **named: Any) -> HTTPResponse:
            request.ctx.actor = actor = await identify(request)
            admit(actor, declared.who)
            if declared.idempotent or (declared.keyed and "idempotency-key" in request.headers):
                return await once(request, actor, lambda: run(request, *path, **named))
            return await run(request, *path, **named)

        wrapped.operation = declared  # type: ignore[attr-defined]  # read by openapi and the architecture tests
        return wrapped

    return declare


async def identify(request: Request) -> Actor | None:
    """The caller, by bearer token or console cookie; None without one. Raises Unauthenticated for a stale token."""
    token = request.token or request.cookies.get("console_session")
    if not token:
        return None
    actor: Actor | None = await request.app.ctx.authenticate(token, request)
    if actor is None:
        raise Unauthenticated()
    return actor


def admit(actor: Actor | None, who: frozenset[Role]) -> None:
    """Raise unless the actor holds one of the declared roles."""
    if who and actor is None:
        raise Unauthenticated()
    if who and actor is not None and not who & actor.roles:
        raise Forbidden()


def respond(result: Any, status: int) -> HTTPResponse:
    """Turn what a handler returned into a response."""
    if isinstance(result, HTTPResponse):
        return result
    if isinstance(result, ResponseStream):
        return result  # type: ignore[return-value]  # Sanic awaits it where it would send a response
    if result is None:
        return empty()
    return raw(result.model_dump_json().encode(), status=status, content_type="application/json; charset=utf-8")
