"""Whether this process lives (`/healthz`) and can serve (`/readyz`): the database and Redis answer."""

from redis.exceptions import RedisError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json
from tortoise.connection import get_connections

from core.redis import redis
from core.web.operation import ANYONE, operation

bp = Blueprint("health")


@bp.get("/healthz")
@operation("Whether the process lives", who=ANYONE)
async def alive(request: Request) -> HTTPResponse:
    return json({"status": "alive"})


@bp.get("/readyz")
@operation("Whether the process can serve", who=ANYONE)
async def ready(request: Request) -> HTTPResponse:
    await get_connections().get("default").execute_query("SELECT 1")
    try:
        await redis().ping()
    except RedisError:
        return json({"status": "degraded", "redis": "away"})
    return json({"status": "ready"})
