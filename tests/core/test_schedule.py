"""Routines at set times: deferred once for each time, run with that time, and by workers alone."""

from datetime import UTC, datetime

import pytest
from tortoise.connection import get_connections

from config.settings import settings
from core import jobs
from tests.jobs_runner import run_jobs

ran: list[datetime] = []


async def keep_house(*, now: datetime) -> None:
    ran.append(now)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    ran.clear()


async def deferred() -> list[str]:
    rows = await get_connections().get("default").execute_query_dict("SELECT task_name FROM procrastinate_jobs")
    return [row["task_name"] for row in rows]


async def keep_the_time(at: datetime) -> None:
    """What the schedule of a worker does at a moment."""
    async with jobs.opened(settings().database_url) as app:
        jobs._begin_schedule(app)
        from procrastinate.periodic import PeriodicDeferrer

        deferrer = PeriodicDeferrer(app.periodic_registry)
        due = [each for each in deferrer.get_previous_tasks(at.timestamp()) if "keep_house" in each[0].task.name]
        await deferrer.defer_jobs(due)
        app.periodic_registry.periodic_tasks.clear()


async def test_a_time_is_taken_once_however_many_workers_there_are(database) -> None:
    jobs.schedule({keep_house: "*/5 * * * *"})
    at = datetime(2026, 11, 20, 4, 5, 1, tzinfo=UTC)
    await keep_the_time(at)
    await keep_the_time(at)
    assert len(await deferred()) == 1
    await run_jobs()
    assert ran == [datetime(2026, 11, 20, 4, 5, tzinfo=UTC)]
    await keep_the_time(datetime(2026, 11, 20, 4, 10, 1, tzinfo=UTC))
    await run_jobs()
    assert len(ran) == 2


async def test_a_routine_that_still_waits_is_not_doubled(database) -> None:
    jobs.schedule({keep_house: "*/5 * * * *"})
    await keep_the_time(datetime(2026, 11, 20, 4, 5, 1, tzinfo=UTC))
    await keep_the_time(datetime(2026, 11, 20, 4, 10, 1, tzinfo=UTC))
    assert len(await deferred()) == 1


async def test_working_off_a_queue_once_starts_no_routine(database) -> None:
    jobs.schedule({keep_house: "* * * * *"})
    await run_jobs()
    assert await deferred() == []
