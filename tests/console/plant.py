"""python -m tests.console.plant CASES [CROWD]: cases that wait in the office's queue of a running system.

The first are real filings, with people who were verified and signed; the crowd behind them are bare rows, as many as
an office has on its worst day. Prints the numbers of the real ones.
"""

import asyncio
import json
import sys
from datetime import datetime, timedelta
from uuid import uuid4

from tortoise.connection import get_connections

from app.applications.models import Application
from app.applications.states import State
from app.applications.submit import submit_for_verification
from config.settings import settings
from core import clock, database
from tests.filings import OFFICE, Filing, a_draft
from tests.jobs_runner import run_jobs

TRADE_NAMES = ("青禾", "长川", "云岫", "远岱", "松涧", "知微", "望舒", "凌霄", "泊远", "桐屿")
LEFT = "SELECT count(*) AS n FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND scheduled_at IS NULL"
PATIENCE_S = 60.0


async def settle() -> None:
    """Until no job is left, whoever works it off: this process, or a worker beside it."""
    give_up = asyncio.get_running_loop().time() + PATIENCE_S
    while True:
        await run_jobs()
        rows = await get_connections().get("default").execute_query_dict(LEFT)
        if not rows[0]["n"] or asyncio.get_running_loop().time() > give_up:
            return
        await asyncio.sleep(0.1)


async def filed(trade_name: str) -> Filing:
    """One filing that everybody has signed."""
    filing = await a_draft(name={"trade_name": trade_name})
    await submit_for_verification(filing.id, by=filing.founder, now=clock.now())
    await settle()
    for key in filing.people:
        await filing.prove(key)
        await settle()
        await filing.sign_without_jobs(key)
        await settle()
    return filing


async def crowd(count: int, *, now: datetime) -> None:
    """Rows of the queue: some fresh, some late, every tenth with a name of its own."""
    rows = [
        Application(
            id=uuid4(),
            number=f"{OFFICE}20260101{number:08d}",
            kind="incorporation",
            office=OFFICE,
            state=State.SUBMITTED,
            applicant_id=uuid4(),
            company_name=f"云溪{TRADE_NAMES[number % 10]}{number:05d}商贸有限公司",
            content={},
            created_at=now - timedelta(hours=number % 90),
            updated_at=now,
            submitted_at=now - timedelta(hours=number % 90),
            due_at=now + timedelta(hours=72 - number % 90),
        )
        for number in range(count)
    ]
    await Application.bulk_create(rows, batch_size=1000)


async def plant(cases: int, others: int) -> list[str]:
    async with database.opened(settings().database_url, connections=6):
        numbers = []
        for trade_name in TRADE_NAMES[:cases]:
            filing = await filed(trade_name)
            await filing.application.refresh_from_db()
            assert filing.application.state is State.SUBMITTED, filing.application.state
            numbers.append(filing.application.number)
        await crowd(others, now=clock.now())
    return numbers


if __name__ == "__main__":
    print(json.dumps(asyncio.run(plant(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))))
