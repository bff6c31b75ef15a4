"""Refusals as problem documents (RFC 9457), Chinese first, from one table. The only place, beside the worker's edge,
that catches everything: what it does not know becomes a 500 without any detail, and a log line with the trace.
"""

from typing import Any

import structlog
from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import json
from tortoise.exceptions import DBConnectionError
from tortoise.exceptions import OperationalError as OrmOperationalError

from core import errors
from core.errors import DomainError, Invalid, Problem, Text

log = structlog.get_logger()

STATUS: dict[type[DomainError], int] = {
    errors.Invalid: 422,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Forbidden: 403,
    errors.Unauthenticated: 401,
    errors.Unavailable: 503,
    errors.TooMany: 429,
    errors.TooLarge: 413,
    errors.BadSignature: 400,
}

_HTTP_WORDS = {
    404: Text("没有这个地址。", "There is no such address."),
    405: Text("此地址不支持这种请求方法。", "This address does not support the method."),
    413: errors.TooLarge.text,
}
_INTERNAL = Text(
    "系统出现错误，已记录，请稍后再试。", "Something went wrong on our side; it is recorded, please try later."
)
_DATABASE_AWAY = (OperationalError, OrmOperationalError, DBConnectionError, PoolTimeout)


def install(app: Sanic[Any, Any]) -> None:
    """Answer every error of the app with a problem document."""
    app.exception(Exception)(to_problem)


async def to_problem(request: Request, error: Exception) -> HTTPResponse:
    """Map one exception to its document."""
    if isinstance(error, _DATABASE_AWAY):
        log.error("database.away", error=type(error).__name__, request_id=str(request.id))
        error = errors.Unavailable()
    if isinstance(error, DomainError):
        return problem(request, STATUS[type(error)], error.code, error.text, error)
    if isinstance(error, SanicException):
        status = error.status_code or 500
        return problem(request, status, f"http_{status}", _HTTP_WORDS.get(status, _INTERNAL))
    log.error("request.failed", exc_info=error, request_id=str(request.id), route=_route(request))
    return problem(request, 500, "internal", _INTERNAL)


def problem(request: Request, status: int, code: str, text: Text, error: DomainError | None = None) -> HTTPResponse:
    """One RFC 9457 document; `text` and each finding carry both languages."""
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": text.zh,
        "status": status,
        "code": code,
        "text": text.as_dict(),
        "request_id": str(request.id),
    }
    if isinstance(error, Invalid):
        body["problems"] = {path: [present(each) for each in found] for path, found in error.problems.items()}
    headers = {}
    if error is not None and error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
        body["retry_after_s"] = error.retry_after_s
    return json(body, status=status, headers=headers, content_type="application/problem+json; charset=utf-8")


def present(found: Problem) -> dict[str, Any]:
    """A finding as clients read it."""
    return {
        "rule": found.rule,
        "severity": found.severity,
        "text": found.text.as_dict(),
        "cure": found.cure.as_dict(),
        "basis": found.basis,
        "detail": dict(found.detail),
    }


def _route(request: Request) -> str:
    # The route's pattern, not the path: a path may hold what a log must not.
    return request.route.path if request.route else "unknown"
