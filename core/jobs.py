"""The job engine: procrastinate on PostgreSQL. A job is enqueued through the connection of the current transaction,
so it exists exactly when the state change that asks for it does. A worker that dies is noticed by its heartbeat, and
its jobs are given to another; therefore every task is idempotent.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import psycopg_pool
import structlog
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.tasks import Task
from procrastinate.worker import Worker
from tortoise.connection import get_connections

from config.settings import settings

log = structlog.get_logger()

EVENTS = "events"
VERIFICATION = "verification"
BEATS_UNTIL_STALLED = 5
"""A worker whose heartbeat stayed out so many times is taken for dead."""
# 2, 4, 8 … seconds, at most an hour: an outage of a night is survived, and a broken job ends in the failed list.
PATIENT = RetryStrategy(max_attempts=16, exponential_wait=2)
# A routine comes round again by itself.
ONCE_MORE = RetryStrategy(max_attempts=2, wait=5)

jobs = App(connector=PsycopgConnector())

AsyncTask = Task[..., Any, ...]


def task(
    name: str, *, queue: str = EVENTS, retry: BaseRetryStrategy = PATIENT
) -> Callable[[Callable[..., Awaitable[None]]], AsyncTask]:
    """Declare an idempotent async function with JSON arguments as a task. Arguments hold ids, never personal values."""
    return jobs.task(name=name, queue=queue, retry=retry)


async def enqueue(
    work: AsyncTask,
    *,
    lock: str | None = None,
    queueing_lock: str | None = None,
    schedule_at: datetime | None = None,
    priority: int = 0,
    **arguments: Any,
) -> None:
    """Add a job within the current transaction. Jobs of one `lock` run in turn, a higher `priority` goes first."""
    connection = get_connections().get("default")
    raw = getattr(connection, "_connection", None)
    if not isinstance(raw, psycopg.AsyncConnection):
        raise RuntimeError(f"{work.name} was enqueued outside a transaction")
    await work.configure(
        lock=lock, queueing_lock=queueing_lock, schedule_at=schedule_at, priority=priority, connection=raw
    ).defer_async(**arguments)


Routine = Callable[..., Awaitable[Any]]
"""`async def act(*, now: datetime) -> Any`, idempotent: what is done at set times (`schedule`)."""

_routines: dict[str, AsyncTask] = {}
_times: dict[str, str] = {}


def every(cron: str, routine: Routine) -> None:
    """Run `routine(now=…)` at the times of `cron` (five fields, UTC) on one of the workers, whichever is awake.

    The database sees to it that each time is taken once, however many workers there are; a run that takes longer
    than its interval is not doubled (`queueing_lock` and `lock`). Naming a routine again changes its times.
    """
    name = f"{routine.__module__}.{routine.__qualname__}"
    if name not in _routines:

        async def run_routine(timestamp: int) -> None:
            await routine(now=datetime.fromtimestamp(timestamp, UTC))

        _routines[name] = task(f"schedule:{name}", retry=ONCE_MORE)(run_routine)
    _times[name] = cron


def schedule(times: Mapping[Routine, str]) -> None:
    """Take the table of `app/wiring.py`: routine → cron."""
    for routine, cron in times.items():
        every(cron, routine)


def _begin_schedule(app: App) -> None:
    # Only a worker's own run keeps the times: whoever works off a queue once (a test, a command) starts no routine.
    app.periodic_registry.periodic_tasks.clear()
    for name, cron in _times.items():
        lock = f"schedule:{name}"
        app.periodic(cron=cron, periodic_id=name, lock=lock, queueing_lock=lock)(_routines[name])


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
    beat = settings().heartbeat_s
    async with opened(conninfo, connections=concurrency + 3) as app:
        _begin_schedule(app)
        rescuer = asyncio.create_task(_rescue(queues, beat))
        try:
            await app.run_worker_async(
                queues=queues,
                concurrency=concurrency,
                name=name,
                update_heartbeat_interval=beat,
                stalled_worker_timeout=beat * BEATS_UNTIL_STALLED,
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


async def _rescue(queues: list[str], beat: float) -> None:
    while True:
        await asyncio.sleep(beat)
        try:
            for queue in queues:
                for job in await jobs.job_manager.get_stalled_jobs(
                    queue=queue, seconds_since_heartbeat=beat * BEATS_UNTIL_STALLED
                ):
                    await jobs.job_manager.retry_job(job)
        except psycopg.Error:
            continue  # The database is away; the next round asks again, and the worker itself reports the outage.
