"""An officer hears of a clock that runs out in their hands, and of a case that came into or left them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.applications.models import Application
from app.applications.states import State
from app.review.claim import claim, claim_several
from app.review.clock_notices import watch_clocks
from app.review.handover import hand_over, take_over
from app.review.officer_notices import my_notices, take_note, take_note_of_case
from core import clock
from core.actors import Actor, Role
from core.errors import NotFound
from tests.app.review.rows import a_row
from tests.filings import officer

pytestmark = pytest.mark.usefixtures("database")
NOW = clock.now()


async def told(by: Actor) -> list[str]:
    return [each.notice.kind for each in (await my_notices(by=by))[0]]


async def test_whoever_holds_a_case_hears_once_that_its_time_has_passed() -> None:
    holder, colleague = await officer(Role.REVIEWER), await officer(Role.REVIEWER)
    row = await a_row(due_at=NOW - timedelta(minutes=1))
    await claim(row.id, by=holder, now=NOW)
    await watch_clocks(now=NOW)
    await watch_clocks(now=NOW + timedelta(minutes=5))
    assert (await told(holder), await told(colleague)) == (["overdue"], [])
    await Application.filter(id=row.id).update(state=State.CORRECTION_REQUIRED)
    assert await told(holder) == []


async def test_of_a_case_that_waits_for_approval_those_hear_who_may_approve_it() -> None:
    approver, reviewer, both = await officer(Role.APPROVER), await officer(Role.REVIEWER), await officer(*Role)
    row = await a_row(due_at=NOW + timedelta(hours=2))
    await claim(row.id, by=reviewer, now=NOW)
    await Application.filter(id=row.id).update(state=State.PENDING_APPROVAL)
    await watch_clocks(now=NOW)
    assert [await told(each) for each in (approver, reviewer, both)] == [["last_day"], [], []]


async def test_a_case_that_changes_hands_is_told_to_whom_it_concerns_until_they_open_it() -> None:
    first, second = await officer(Role.REVIEWER), await officer(Role.REVIEWER)
    supervisor = await officer(Role.SUPERVISOR, Role.REVIEWER)
    row = await a_row()
    await claim(row.id, by=first, now=NOW)
    await hand_over(row.id, second.id, "休假", by=first, now=NOW)
    assert await told(second) == ["handed_over"]
    await take_over(row.id, "由主管办理", by=supervisor, now=NOW)
    assert sorted(await told(second)) == ["handed_over", "taken_over"]
    ((notice, *_), total) = await my_notices(by=second)
    assert total == 2
    await take_note(notice.notice.id, by=second, now=NOW)
    with pytest.raises(NotFound):
        await take_note(notice.notice.id, by=first, now=NOW)
    await take_note_of_case(row.id, by=second, now=NOW)
    assert await told(second) == []


async def test_several_are_claimed_and_each_that_is_not_says_why() -> None:
    me, quicker = await officer(Role.REVIEWER), await officer(Role.REVIEWER)
    free, taken = await a_row(), await a_row()
    await claim(taken.id, by=quicker, now=NOW)
    found = await claim_several([free.id, taken.id, uuid4()], by=me, now=NOW)
    assert [each.id for each in found.mine] == [free.id]
    assert len(found.refused) == 2
    assert "当前状态" in found.refused[taken.id].zh
