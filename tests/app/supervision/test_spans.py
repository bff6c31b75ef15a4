"""An applicant's own time: what lies between their acts, pauses cut short; and the cases behind a span."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app.applications import draft
from app.supervision.figures import Scope, cases_behind
from app.supervision.sheet import Line, sheet
from app.supervision.spans import cases_measured, measure
from app.supervision.words import FACES, name_of
from core import clock
from core.states import Transition
from tests.app.review.rows import a_row
from tests.filings import OFFICE, person
from verification.reasons import Reason

NOW = clock.now()
SCOPE = Scope([OFFICE], NOW - timedelta(days=2), NOW + timedelta(days=1), NOW)


async def step(kind: str, of: UUID, by: UUID, at: datetime) -> None:
    await Transition.create(
        subject_kind=kind, subject_id=of, action="anything", source="a", target="b", actor_id=by, actor_role="person",
        at=at,
    )  # fmt: skip


async def test_saves_that_follow_each_other_add_up_and_a_pause_counts_as_five_minutes_at_most(database: None) -> None:
    by = await person("13800000001")
    application = await draft.begin("incorporation", OFFICE, by=by, now=NOW)
    for minutes in (1, 3, 60, 62):
        later = NOW + timedelta(minutes=minutes)
        application, _ = await draft.save(application.id, {}, version=application.version, by=by, now=later)
    assert application.edited_s == (1 + 2 + 5 + 2) * 60


async def test_the_applicants_own_steps_count_and_nobody_elses(database: None) -> None:
    row = await a_row(edited_s=120, updated_at=NOW - timedelta(minutes=1))
    for minutes in (0, 2, 40):
        await step("Application", row.id, row.applicant_id, NOW + timedelta(minutes=minutes))
    await step("Application", row.id, uuid4(), NOW + timedelta(minutes=20))
    found = await measure("own", SCOPE)
    assert (found.count, found.median_s) == (1, 120.0 + 60 + 120 + 300)


async def test_a_filing_from_before_this_was_measured_is_left_out(database: None) -> None:
    await a_row()
    assert (await measure("own", SCOPE)).count == 0


async def test_a_span_opens_its_cases_the_slowest_first_and_page_by_page(database: None) -> None:
    rows = [await a_row(decided_at=NOW, submitted_at=NOW - timedelta(hours=n), state="APPROVED") for n in (1, 3, 2)]
    page, total, drafts = await cases_measured("decision", SCOPE, offset=0, limit=2)
    assert [each for each, _ in page] == [rows[1].id, rows[2].id]
    assert (page[0][1], total, drafts) == (3 * 3600.0, 3, 0)
    rest, _, _ = await cases_measured("decision", SCOPE, offset=2, limit=2)
    assert [each for each, _ in rest] == [rows[0].id]


async def test_a_figure_opens_all_its_cases_and_says_how_many_are_drafts(database: None) -> None:
    filed = await a_row()
    await a_row(submitted_at=None, state="DRAFT")
    assert await cases_behind("funnel", "begun", SCOPE, offset=0, limit=10) == ([filed.id], 1, 1)
    assert await cases_behind("clock", "", SCOPE, offset=0, limit=10) == ([filed.id], 1, 0)


def test_a_spreadsheet_speaks_chinese() -> None:
    told = sheet(NOW.date(), NOW.date(), [Line("在办件", name_of("open", "SUBMITTED").zh, 3)]).decode("utf-8-sig")
    assert "待领取,3,," in told
    assert name_of("returns", "CP-01").zh.startswith("CP-01 ")
    assert name_of("faces", "NOT_CLEAR").zh == "画面或声音不清楚，无法核对"


def test_every_reason_of_a_face_check_has_a_word() -> None:
    assert {each.value for each in Reason} <= set(FACES)
