"""python -m tests.console.plant CASES [CROWD]: an office's day in a running system; `answer NUMBER`: a correction's.

Real filings with people who were verified and signed; one of each turn that an officer meets (`scenes.py`); and behind
them a crowd of bare rows, as many as an office has on its worst day. Prints where everything is, as JSON.
"""

import asyncio
import json
import sys
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from app import wiring
from app.applications.models import Application
from app.applications.states import State
from app.review.clock_notices import watch_clocks
from config.settings import settings
from core import clock, database
from tests.console import money, scenes
from tests.filings import OFFICE, Filing

TRADE_NAMES = ("青禾", "长川", "云岫", "远岱", "松涧", "知微", "望舒", "凌霄", "泊远", "桐屿")

WHOLE = 200
"""As many of the crowd can be read and decided as an officer meets in a week."""


async def crowd(count: int, content: dict[str, Any], *, now: datetime) -> None:
    """Rows of the queue: some fresh, some due today, two of ninety late whatever the hour, every tenth with a name of
    its own. The first say what is filed.
    """
    today = clock.legal_date(now)
    rows = [
        Application(
            id=uuid4(),
            number=f"{OFFICE}20260101{number:08d}",
            kind="incorporation",
            office=OFFICE,
            state=State.SUBMITTED,
            applicant_id=uuid4(),
            company_name=f"云溪{TRADE_NAMES[number % 10]}{number:05d}商贸有限公司",
            content=content if number < WHOLE else {},
            created_at=now - timedelta(hours=number % 90),
            updated_at=now,
            submitted_at=now - timedelta(hours=number % 90),
            due_at=clock.end_of_legal_day(today + timedelta(days=3 - number % 90 // 22)),
        )
        for number in range(count)
    ]
    await Application.bulk_create(rows, batch_size=1000)


async def plant(cases: int, others: int) -> dict[str, Any]:
    """Numbers of the filings by what happened to them, and the code of whoever comes to the window."""
    async with database.opened(settings().database_url, connections=6):
        wiring.compose()
        filings = [await scenes.filed(trade_name) for trade_name in TRADE_NAMES[:cases]]
        returned = await scenes.returned("栖云", "shencha")
        disputed = await scenes.disputed("闻溪")
        borderline = await scenes.borderline("照野", "shencha2")
        elsewhere, code = await scenes.elsewhere("南枝")
        delivered = await money.delivered("汀兰")
        await scenes.too_late(delivered)
        await crowd(others, delivered.application.content, now=clock.now())
        await watch_clocks(now=clock.now())  # What the routine does every few minutes, so that nobody waits for it.
        return {
            "cases": [await _number(each) for each in filings],
            "returned": await _number(returned),
            "disputed": await _number(disputed),
            "borderline": await _number(borderline),
            "elsewhere": await _number(elsewhere),
            "delivered": await _number(delivered),
            "window": code,
        }


async def answer(number: str) -> None:
    """The applicant of a returned filing answers."""
    async with database.opened(settings().database_url, connections=6):
        wiring.compose()
        await scenes.answer(await scenes.by_number(number))


async def _number(filing: Filing) -> str:
    await filing.application.refresh_from_db()
    return str(filing.application.number)


if __name__ == "__main__" and sys.argv[1] == "answer":
    asyncio.run(answer(sys.argv[2]))
elif __name__ == "__main__":
    print(json.dumps(asyncio.run(plant(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))))
