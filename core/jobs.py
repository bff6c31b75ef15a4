"""The job engine: procrastinate on PostgreSQL. A job is enqueued through the connection of the current transaction,
so it exists exactly when the state change that asks for it does. A worker that dies is noticed by its heartbeat, and
its jobs are given to another; therefore every task is idempotent.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import psycopg
import psycopg_pool
import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.tasks import Task
from procrastinate.worker import Worker
from tortoise.connection import get_connections

log = structlog.get_logger()

EVENTS = "events"
VERIFICATION = "verification"
HEARTBEAT_SECONDS = 2.0
STALLED_AFTER_SECONDS = 10.0
# 2, 4, 8 … seconds, at most an hour: an outage of a night is survived, and a broken job ends in the failed list.
PATIENT = RetryStrategy(max_attempts=16, exponential_wait=2)

jobs = App(connector=PsycopgConnector())

AsyncTask = Task[..., Any, ...]


def task(
    name: str, *, queue: str = EVENTS, retry: RetryStrategy = PATIENT
) -> Callable[[Callable[..., Awaitable[None]]], AsyncTask]:
    """Declare an idempotent async function with JSON arguments as a task. Arguments hold ids, never personal values."""
    return jobs.task(name=name, queue=queue, retry=retry)


async def enqueue(
    work: AsyncTask,
    *,
    lock: str | None = None,
    queueing_lock: str | None = None,
    schedule_at: datetime | None = None,
    **arguments: Any,
) -> None:
    """Add a job within the current transaction. Jobs of one `lock` run one after another."""
    connection = get_connections().get("default")
    raw = getattr(connection, "_connection", None)
    if not isinstance(raw, psycopg.AsyncConnection):
        raise RuntimeError(f"{work.name} was enqueued outside a transaction")
    await work.configure(lock=lock, queueing_lock=queueing_lock, schedule_at=schedule_at, connection=raw).defer_async(
        **arguments
    )


@asynccontextmanager
async def opened(conninfo: str, *, connections: int = 4) -> AsyncIterator[App]:
    """The engine with a pool of its own, for processes that run jobs."""
    async with psycopg_pool.AsyncConnectionPool(conninfo, min_size=1, max_size=connections, open=False) as pool:
        # A connector of its own: one that was opened before keeps its first pool, also when that is closed.
        connector = PsycopgConnector()
        await connector.open_async(pool)
        with jobs.replace_connector(connector) as app:
            yield app


async def run(conninfo: str, *, queues: list[str], concurrency: int, name: str) -> None:
    """Work off the queues until told to stop by a signal, and rescue the jobs of workers that died."""
    async with opened(conninfo, connections=concurrency + 3) as app:
        rescuer = asyncio.create_task(_rescue(queues))
        try:
            await app.run_worker_async(
                queues=queues,
                concurrency=concurrency,
                name=name,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
                shutdown_graceful_timeout=20,
                worker_middleware=[_tell_of_failure],
                delete_jobs="successful",
            )
        finally:
            rescuer.cancel()


async def _tell_of_failure(call_next: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker) -> Any:
    """The worker's edge: a job that fails is logged with its trace before the engine plans its retry."""
    try:
        return await call_next()
    except Exception:
        log.exception("job.failed", task=context.job.task_name, job=context.job.id, attempt=context.job.attempts)
        raise


async def _rescue(queues: list[str]) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        try:
            for queue in queues:
                for job in await jobs.job_manager.get_stalled_jobs(
                    queue=queue, seconds_since_heartbeat=STALLED_AFTER_SECONDS
                ):
                    await jobs.job_manager.retry_job(job)
        except psycopg.Error:
            continue  # The database is away; the next round asks again, and the worker itself reports the outage.
