"""An officer's one screen: what a return changed, what signatures are worth, whose faces are shown and why."""

from datetime import timedelta

import pytest

from app.applications.models import Dispute
from app.review import evidence, queries, signatures
from app.review.claim import claim
from app.review.correct import Point, require_correction
from app.review.queue_filters import Attention, QueueFilter
from core import clock
from core.actors import Role
from core.audit import AuditEntry
from core.errors import NotFound
from core.web.purpose import Purpose
from tests.app.review.rows import a_row
from tests.filings import Filing, a_filed_case, officer
from verification import provider
from verification.provider import Portrait, PortraitOutcome

pytestmark = pytest.mark.usefixtures("database")


class Register:
    """A population register with one photograph, or none."""

    name = "register"

    def __init__(self, jpeg: bytes) -> None:
        self.jpeg = jpeg

    async def portrait(self, name: str, id_number: str) -> Portrait:
        outcome = PortraitOutcome.FOUND if self.jpeg else PortraitOutcome.NO_PHOTO
        return Portrait(outcome, "of a test", self.jpeg)


async def corrected(**more: str) -> Filing:
    filing = await a_filed_case()
    await claim(filing.id, by=filing.reviewer, now=clock.now())
    points = [Point("PS-01", "people.p3.id_valid_until", "")]
    await require_correction(filing.id, points, "", by=filing.reviewer, now=clock.now())
    await filing.save(people={"p3": {"id_valid_until": "2039-01-01", "email": "chenyu@example.com", **more}})
    await filing.submit()
    for key, state in (await filing.signatures()).items():
        if state != "SIGNED":
            await filing.agree(key)
    return filing


async def look(filing: Filing) -> queries.Case:
    return await queries.case(filing.id, by=filing.reviewer, now=clock.now())


async def test_a_corrected_case_shows_each_field_before_and_after_with_personal_values_masked() -> None:
    filing = await corrected()
    (round_one,) = (await look(filing)).rounds
    changes = {
        each.path: tuple(value and value.zh for value in (each.before, each.after)) for each in round_one.changes
    }
    assert changes == {
        "people.p3.id_valid_until": ("2036-05-01", "2039-01-01"),
        "people.p3.email": (None, "c***@example.com"),
    }
    assert round_one.correction.round == 1


async def test_a_corrected_case_names_who_signed_again_and_no_other() -> None:
    filing = await corrected(name="陈渔舟")
    (round_one,) = (await look(filing)).rounds
    again = {each.person_key for each in round_one.signed_again}
    assert "p3" in again
    assert all(each.signed_at > round_one.correction.required_at for each in round_one.signed_again)
    for key in set(filing.people) - again:
        assert (await filing.signature(key)).signed_at < round_one.correction.required_at


async def test_while_the_applicant_corrects_their_draft_is_not_shown() -> None:
    filing = await a_filed_case()
    await claim(filing.id, by=filing.reviewer, now=clock.now())
    await require_correction(filing.id, [Point("CP-01", "capital")], "", by=filing.reviewer, now=clock.now())
    await filing.save(capital={"registered_fen": 90_000_000})
    (round_one,) = (await look(filing)).rounds
    assert round_one.changes == []


async def test_a_signature_stands_while_content_and_papers_are_those_that_were_signed() -> None:
    filing = await a_filed_case()
    found = (await look(filing)).signatures
    assert {key: (each.content_stands, each.papers_stand) for key, each in found.items()} == dict.fromkeys(
        filing.people, (True, True)
    )
    assert all(0 <= (each.after_s or 0) <= 600 for each in found.values())


async def test_every_paper_is_opened_and_its_signatures_checked() -> None:
    filing = await a_filed_case()
    checks = await signatures.check_papers(filing.id, Purpose.REVIEW, by=filing.reviewer, now=clock.now())
    assert checks
    for each in checks:
        assert each.signatures
        assert all(one.good for one in each.signatures)
    entry = await AuditEntry.get(action="signatures.checked")
    assert entry.detail == {"purpose": "review"}


async def test_a_portrait_is_fetched_when_it_is_opened_and_the_look_is_logged_with_its_purpose() -> None:
    filing = await a_filed_case()
    provider.use(Register(b"\xff\xd8 a face"))
    for _ in range(2):
        shown = await evidence.register_portrait(
            filing.id, "p2", Purpose.IDENTITY, by=filing.reviewer, now=clock.now()
        )  # fmt: skip
        assert shown == b"\xff\xd8 a face"
    looks = await AuditEntry.filter(action="portrait.read")
    assert [each.detail for each in looks] == [{"purpose": "identity"}] * 2


async def test_a_person_without_a_photograph_has_no_portrait_and_the_look_is_still_logged() -> None:
    filing = await a_filed_case()
    provider.use(Register(b""))
    with pytest.raises(NotFound):
        await evidence.register_portrait(filing.id, "p2", Purpose.IDENTITY, by=filing.reviewer, now=clock.now())
    assert await AuditEntry.filter(action="portrait.read").count() == 1


async def test_nobody_sees_a_portrait_of_another_offices_case() -> None:
    filing = await a_filed_case()
    stranger = await officer(Role.REVIEWER, office="990123")
    with pytest.raises(NotFound):
        await evidence.register_portrait(filing.id, "p2", Purpose.IDENTITY, by=stranger, now=clock.now())
    assert not await AuditEntry.exists(action="portrait.read")


async def test_opening_a_case_is_logged_with_what_the_officers_place_in_it_lets_them_open_it_for() -> None:
    filing = await a_filed_case()
    await claim(filing.id, by=filing.reviewer, now=clock.now())
    await queries.case(filing.id, by=filing.reviewer, now=clock.now())
    await queries.case(filing.id, by=filing.supervisor, now=clock.now())
    looks = await AuditEntry.filter(action="case.read").order_by("id")
    assert [each.detail["purpose"] for each in looks] == ["review", "supervision"]


async def test_a_supervisor_of_the_office_above_may_look_and_not_act() -> None:
    filing = await a_filed_case()
    above = await officer(Role.SUPERVISOR, Role.REVIEWER, office="990100")
    case = await queries.case(filing.id, by=above, now=clock.now())
    assert case.actions == []
    with pytest.raises(NotFound):
        await claim(filing.id, by=above, now=clock.now())


async def test_the_queue_can_be_narrowed_by_risk_and_age() -> None:
    by, now = await officer(Role.REVIEWER), clock.now()
    plain, old = await a_row(), await a_row(submitted_at=now - timedelta(days=4))
    said = await a_row()
    await Dispute.create(
        id=said.id, application_id=said.id, task_id=said.id, person_key="p1", account_id=said.id, said_at=now
    )

    async def shown(**wanted: object) -> set[object]:
        lines, total = await queries.queue(QueueFilter(**wanted), by=by, now=now)  # type: ignore[arg-type]
        assert total == len(lines)
        return {each.application.id for each in lines}

    assert await shown() == {plain.id, old.id, said.id}
    assert await shown(attention=Attention.DISPUTED) == {said.id}
    assert await shown(attention=Attention.NONE) == {plain.id, old.id}
    assert await shown(age_days=3) == {old.id}
    for risk in (Attention.DOUBTS, Attention.RETURNED, Attention.OTHER_DOOR):
        assert await shown(attention=risk) == set()
