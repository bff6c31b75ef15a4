"""The console's session as a cookie: out of reach of scripts, sent to the API alone, and only from our own pages.

Programs and phones send a bearer token instead. What a cookie authorises is guarded by `core.web.csrf`.
"""

from datetime import datetime
from typing import Any

from sanic import HTTPResponse, Request, Sanic

from config.settings import settings
from core import clock

SESSION_COOKIE = "console_session"
PATH = "/api"
"""Pages and their files need no session, so they are not told of one."""


def install(app: Sanic[Any, Any]) -> None:
    """Forget a session that is over, so that the next sign-in is not refused for it."""
    app.register_middleware(_forget_stale, "response")


def set_session(response: HTTPResponse, token: str, *, expires_at: datetime) -> None:
    """Hand the browser its session."""
    _set(response, token, seconds=max(0, int((expires_at - clock.now()).total_seconds())))


def clear_session(response: HTTPResponse) -> None:
    """Take the session from the browser."""
    _set(response, "", seconds=0)


def _set(response: HTTPResponse, token: str, *, seconds: int) -> None:
    secure = settings().public_url.startswith("https://")
    response.add_cookie(
        SESSION_COOKIE, token, path=PATH, max_age=seconds, httponly=True, secure=secure, samesite="Strict"
    )


def session_of(request: Request) -> str | None:
    """The session token in the cookie, when the request is authorised by it and by nothing else."""
    return None if request.token else request.cookies.get(SESSION_COOKIE)


async def _forget_stale(request: Request, response: Any) -> None:
    if response.status == 401 and session_of(request):
        clear_session(response)
