"""Cases on which nobody goes on: one warning, then the end, and a free name; any step begins the time anew."""

from datetime import datetime, timedelta

import pytest

from app.applications.expire import IDLE_DAYS, WARNED_BEFORE, expire, lapses_at
from app.applications.models import Application
from app.applications.name import check_name
from app.applications.states import State
from app.names.models import NameReservation
from app.names.states import ReservationState
from app.review.correct import Point, require_correction
from app.signatories.idle import end_if_idle, expire_idle
from core import clock
from core.clock import end_of_legal_day, legal_date
from core.states import history
from notifications.models import Message
from tests.filings import Filing, a_draft, a_filed_case, an_invited_filing
from tests.jobs_runner import run_jobs

SIGNING = timedelta(days=IDLE_DAYS[State.AWAITING_SIGNATORIES])
DAY = timedelta(days=1)


async def told(filing: Filing, text: str) -> list[Message]:
    """The tellings of one text, by their inbox entries."""
    return await Message.filter(subject=filing.application.subject, template=text, channel="inbox")


async def pass_time(moment: datetime) -> int:
    ended = await expire_idle(now=moment)
    await run_jobs()
    return ended


async def test_whoever_does_not_go_on_is_warned_once_and_then_the_case_ends(database):
    filing = await an_invited_filing()
    end = lapses_at(State.AWAITING_SIGNATORIES, clock.now())
    for hours in (0, 1, 30):
        assert await pass_time(end - WARNED_BEFORE + timedelta(hours=hours)) == 0
    (warning,) = await told(filing, "lapses_soon")
    assert warning.account_id == filing.founder.id
    assert (warning.params or {})["until"] == legal_date(end - timedelta(seconds=1)).isoformat()
    assert await filing.state() == State.AWAITING_SIGNATORIES

    assert await pass_time(end) == 1
    assert await filing.state() == State.EXPIRED
    assert len(await told(filing, "lapsed")) == 1
    assert [str(each.action) for each in await history(filing.application)][-1] == "expire"
    assert await pass_time(end + DAY) == 0


async def test_before_the_warning_nobody_hears_anything(database):
    filing = await an_invited_filing()
    end = lapses_at(State.AWAITING_SIGNATORIES, clock.now())
    await pass_time(end - WARNED_BEFORE - timedelta(seconds=1))
    assert await told(filing, "lapses_soon") == []


async def test_the_name_of_an_ended_case_is_free_for_another(database):
    filing = await an_invited_filing()
    held = await NameReservation.get(application_id=filing.id)
    await NameReservation.filter(id=held.id).update(expires_at=clock.now() + timedelta(days=400))
    await pass_time(clock.now() + SIGNING + DAY)
    assert (await NameReservation.get(id=held.id)).state is ReservationState.RELEASED
    another = await a_draft()
    assert (await check_name(another.id, by=another.founder, now=clock.now())).free


async def test_a_step_by_any_of_the_people_begins_the_time_anew(database):
    filing = await an_invited_filing()
    began = clock.now()
    await filing.prove("p2", now=began + SIGNING - DAY)
    assert await pass_time(began + SIGNING + DAY) == 0
    assert await filing.state() == State.AWAITING_SIGNATORIES
    assert await pass_time(began + 2 * SIGNING) == 1


async def test_a_step_between_the_look_and_the_end_keeps_the_case(database):
    filing = await an_invited_filing()
    late = clock.now() + SIGNING + 2 * DAY
    await filing.prove("p2", now=late - DAY)
    assert not await end_if_idle(filing.id, State.AWAITING_SIGNATORIES, now=late)
    assert await filing.state() == State.AWAITING_SIGNATORIES


async def test_whoever_had_opened_an_invitation_hears_of_the_end(database):
    filing = await an_invited_filing()
    await filing.prove("p2")
    await pass_time(clock.now() + SIGNING + 2 * DAY)
    assert {each.account_id for each in await told(filing, "lapsed")} == {filing.founder.id, filing.people["p2"].id}


async def test_a_filing_returned_for_correction_ends_too_and_one_before_the_office_never(database):
    filing = await a_filed_case()
    assert await pass_time(clock.now() + timedelta(days=400)) == 0
    await filing.claim()
    point = Point("AD-01", "address.postcode", "请填写邮政编码。")
    await require_correction(filing.id, (point,), "", by=filing.reviewer, now=clock.now())
    assert await pass_time(clock.now() + timedelta(days=IDLE_DAYS[State.CORRECTION_REQUIRED] + 1)) == 1
    assert await filing.state() == State.EXPIRED


async def test_a_case_that_goes_on_at_the_same_moment_does_not_end(database):
    filing = await an_invited_filing()
    assert not await expire(filing.id, State.CORRECTION_REQUIRED, now=clock.now())
    assert await filing.state() == State.AWAITING_SIGNATORIES


async def test_a_draft_without_a_name_ends_without_a_word(database):
    filing = await a_draft()
    await Application.filter(id=filing.id).update(company_name="")
    await pass_time(clock.now() + timedelta(days=IDLE_DAYS[State.DRAFT] + 1))
    assert await filing.state() == State.EXPIRED
    assert not await Message.exists(subject=filing.application.subject)


@pytest.mark.parametrize("state", list(IDLE_DAYS))
def test_the_last_day_counts_whole(state):
    morning = datetime.fromisoformat("2026-11-20T00:30:00+08:00")
    end = lapses_at(state, morning)
    assert end == end_of_legal_day(morning.date() + timedelta(days=IDLE_DAYS[state]))
    assert end == lapses_at(state, morning + timedelta(hours=23))
