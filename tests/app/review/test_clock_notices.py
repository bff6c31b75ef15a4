"""Supervisors hear of a legal clock on its last day and when it has passed, once, and of no case whose clock rests."""

from datetime import datetime, timedelta

import pytest

from app.applications.models import Application
from app.applications.states import State
from app.review.clock_notices import LAST_DAY, OVERDUE, open_notices, see, watch_clocks
from core import clock
from core.actors import Actor, Role
from core.audit import AuditEntry
from core.errors import NotFound
from tests.app.review.rows import a_row
from tests.filings import officer

NOW = clock.now()


async def told(by: Actor) -> list[str]:
    return [each.notice.kind for each in (await open_notices(by=by))[0]]


@pytest.fixture
async def supervisor(database: None) -> Actor:
    return await officer(Role.SUPERVISOR)


@pytest.mark.parametrize(
    ("due_at", "kinds"),
    [
        (NOW + timedelta(hours=30), []),
        (NOW + timedelta(hours=20), [LAST_DAY]),
        (NOW - timedelta(minutes=1), [OVERDUE]),
    ],
)
async def test_a_supervisor_is_told_once_of_a_clock_that_runs_out(
    supervisor: Actor, due_at: datetime, kinds: list[str]
) -> None:
    await a_row(due_at=due_at)
    assert await watch_clocks(now=NOW) == len(kinds)
    assert await watch_clocks(now=NOW + timedelta(minutes=5)) == 0
    assert await told(supervisor) == kinds


async def test_the_last_day_and_its_end_are_told_apart(supervisor: Actor) -> None:
    await a_row(due_at=NOW + timedelta(hours=1))
    await watch_clocks(now=NOW)
    await watch_clocks(now=NOW + timedelta(hours=2))
    assert await told(supervisor) == [LAST_DAY, OVERDUE]


@pytest.mark.parametrize("state", [State.CORRECTION_REQUIRED, State.SUSPENDED, State.APPROVED])
async def test_a_clock_that_rests_alarms_nobody(supervisor: Actor, state: State) -> None:
    await a_row(due_at=NOW - timedelta(days=1), state=state)
    assert await watch_clocks(now=NOW) == 0


async def test_a_decided_case_leaves_the_list(supervisor: Actor) -> None:
    row = await a_row(due_at=NOW - timedelta(days=1))
    await watch_clocks(now=NOW)
    await Application.filter(id=row.id).update(state=State.APPROVED)
    assert await open_notices(by=supervisor) == ([], 0)


async def test_whoever_takes_note_is_in_the_log_and_the_notice_is_gone(supervisor: Actor) -> None:
    row = await a_row(due_at=NOW - timedelta(days=1))
    await watch_clocks(now=NOW)
    ((notice,), total) = await open_notices(by=supervisor)
    assert total == 1
    await see(notice.notice.id, by=supervisor, now=NOW)
    assert await told(supervisor) == []
    entry = await AuditEntry.get(action="clock.seen", actor_id=supervisor.id)
    assert entry.subject_id == row.id


async def test_another_offices_supervisor_is_told_nothing_and_one_above_is(supervisor: Actor) -> None:
    await a_row(due_at=NOW - timedelta(days=1))
    await watch_clocks(now=NOW)
    ((notice,), _) = await open_notices(by=supervisor)
    stranger, above = await officer(Role.SUPERVISOR, office="990123"), await officer(Role.SUPERVISOR, office="990100")
    assert await told(stranger) == []
    with pytest.raises(NotFound):
        await see(notice.notice.id, by=stranger, now=NOW)
    assert await told(above) == [OVERDUE]
