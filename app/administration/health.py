"""How the system is: jobs and who works them off, database, cache, storage, models, parties. Numbers, no contents."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from redis.exceptions import RedisError
from tortoise.connection import get_connections

from config.parties import parties
from config.settings import settings
from core.redis import redis
from core.web.operation import View

GATEWAY_PATIENCE_S = 2.0
ADDRESSES = ("base_url", "gateway_url", "gateway", "endpoint")
_JOBS = """
SELECT queue_name AS queue,
  count(*) FILTER (WHERE status = 'todo') AS waiting, count(*) FILTER (WHERE status = 'doing') AS running,
  count(*) FILTER (WHERE status IN ('failed', 'aborted')) AS failed,
  coalesce(extract(epoch FROM now() - min(e.at) FILTER (WHERE status = 'todo' AND
    (scheduled_at IS NULL OR scheduled_at <= now()))), 0) AS oldest_s
FROM procrastinate_jobs j
LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events WHERE job_id = j.id AND type = 'deferred') e ON true
GROUP BY queue_name ORDER BY queue_name
"""
_FAILED = """
SELECT task_name AS task, count(*) AS jobs FROM procrastinate_jobs
WHERE status IN ('failed', 'aborted') GROUP BY task_name ORDER BY jobs DESC, task LIMIT 20
"""
_WORKERS = "SELECT id, extract(epoch FROM now() - last_heartbeat) AS silent_s FROM procrastinate_workers ORDER BY id"
_DATABASE = """
SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes,
  (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,
  extract(epoch FROM now() - pg_postmaster_start_time()) AS up_s
"""
_STORAGE = """
SELECT purpose, count(*) FILTER (WHERE erased_at IS NULL) AS objects,
  coalesce(sum(size_bytes) FILTER (WHERE erased_at IS NULL), 0) AS bytes
FROM blob WHERE stored_at IS NOT NULL GROUP BY purpose ORDER BY purpose
"""


class QueueHealth(View):
    queue: str
    waiting: int
    running: int
    failed: int
    oldest_s: float


class FailedTask(View):
    task: str
    jobs: int


class WorkerHealth(View):
    id: int
    silent_s: float


class DatabaseHealth(View):
    version: str
    bytes: int
    connections: int
    up_s: float


class StorageHealth(View):
    purpose: str
    objects: int
    bytes: int


class ModelFile(View):
    name: str
    bytes: int


class Gateway(View):
    """An outside party that was set up. `ms`: how long its door took to open; None while it does not.

    Only whether a connection can be made is asked: what a party says to a request is its own adapter's to judge.
    """

    name: str
    ms: float | None


class Health(View):
    """`cache_ms` is None while the cache is away."""

    environment: str
    queues: list[QueueHealth]
    failed_tasks: list[FailedTask]
    workers: list[WorkerHealth]
    database: DatabaseHealth
    cache_ms: float | None
    storage: list[StorageHealth]
    models: list[ModelFile]
    gateways: list[Gateway]


async def health() -> Health:
    """Ask every part that keeps the system running."""
    folder = settings().models_folder
    return Health(
        environment=settings().environment.value,
        queues=[QueueHealth(**row) for row in await _rows(_JOBS)],
        failed_tasks=[FailedTask(**row) for row in await _rows(_FAILED)],
        workers=[WorkerHealth(**row) for row in await _rows(_WORKERS)],
        database=DatabaseHealth(**(await _rows(_DATABASE))[0]),
        cache_ms=await _cache_ms(),
        storage=[StorageHealth(**row) for row in await _rows(_STORAGE)],
        models=[ModelFile(name=p.name, bytes=p.stat().st_size) for p in sorted(folder.glob("*")) if p.is_file()],
        gateways=await asyncio.gather(*(_gateway(name, at) for name, at in _addresses())),
    )


def _addresses() -> Iterator[tuple[str, str]]:
    """Each party with where it is; some sections name a host and a scheme apart, some no address at all."""
    for name, entry in sorted(parties().items()):
        sections = [entry] if isinstance(entry, dict) else []
        for found in [str(each[key]) for each in sections for key in ADDRESSES if key in each][:1]:
            yield name, found if "://" in found else f"{entry.get('scheme', 'https')}://{found}"


async def _gateway(name: str, at: str) -> Gateway:
    address = urlsplit(at)
    port = address.port or (443 if address.scheme == "https" else 80)
    began = time.perf_counter()
    try:
        async with asyncio.timeout(GATEWAY_PATIENCE_S):
            _, writer = await asyncio.open_connection(address.hostname, port)
    except (OSError, TimeoutError):
        return Gateway(name=name, ms=None)
    writer.close()
    return Gateway(name=name, ms=round((time.perf_counter() - began) * 1000, 1))


async def _cache_ms() -> float | None:
    began = time.perf_counter()
    try:
        await redis().ping()
    except RedisError:
        return None
    return round((time.perf_counter() - began) * 1000, 2)


async def _rows(sql: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await get_connections().get("default").execute_query_dict(sql)
    return found
