"""The API process: Sanic with N workers, stateless. `python -m app.main`."""

from collections.abc import Callable
from typing import Any

from sanic import Request, Sanic
from tortoise import Tortoise

from app import wiring
from app.accounts.sessions import authenticate
from config import logging
from config.settings import settings
from core import clock, database
from core.actors import Actor
from core.redis import redis
from core.web import body, cookies, csrf, errors, method_override

REQUEST_LIMIT_BYTES = 256 * 1024
"""For bodies read whole; what streams (videos) has limits of its own."""


def create_app(name: str = "zhaoban") -> Sanic[Any, Any]:
    """The application with all routes; opening the database is left to the server's start."""
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = REQUEST_LIMIT_BYTES
    app.config.RESPONSE_TIMEOUT = 60
    app.config.PROXIES_COUNT = settings().proxies
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 5.0
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.ACCESS_LOG = False
    for blueprint in wiring.BLUEPRINTS:
        # A copy: a blueprint that one application has taken cannot be given to another in the same process.
        app.blueprint(blueprint.copy(blueprint.name))
    app.ctx.authenticate = _authenticate
    errors.install(app)
    method_override.install(app)
    body.install(app)
    csrf.install(app)
    cookies.install(app)
    app.before_server_start(_open)
    app.after_server_stop(_close)
    app.register_middleware(_harden, "response")
    return app


async def _authenticate(token: str, request: Request) -> Actor | None:
    return await authenticate(token, now=clock.now())


async def _open(app: Sanic[Any, Any]) -> None:
    logging.configure(settings().log_level, process="api")
    wiring.compose()
    await database.start(settings().database_url)


async def _close(app: Sanic[Any, Any]) -> None:
    await Tortoise.close_connections()
    await redis().aclose()


async def _harden(request: Request, response: Any) -> None:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cache-Control", "no-store")


def serve(make: Callable[[], Sanic[Any, Any]] = create_app) -> None:
    """Listen until told to stop."""
    logging.configure(settings().log_level, process="api")
    app = make()
    app.prepare(
        host=settings().host,
        port=settings().port,
        workers=settings().api_workers,
        single_process=settings().api_workers == 1,
        motd=False,
        access_log=False,
    )
    if settings().api_workers == 1:
        Sanic.serve_single(primary=app)
    else:
        Sanic.serve(primary=app)


if __name__ == "__main__":
    serve()
