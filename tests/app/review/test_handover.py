"""A case changes hands inside its office, one holder at a time; personal data is shown with a purpose, and logged."""

from uuid import uuid4

import pytest

from app.review.handover import hand_over, take_over
from app.review.models import Claim
from app.review.queries import case
from app.review.reveal import reveal
from core import clock
from core.actors import Role
from core.audit import AuditEntry
from core.errors import Conflict, Forbidden, NotFound
from core.web.purpose import Purpose
from tests.filings import a_filed_case, officer


async def test_a_case_changes_hands_and_stays_in_its_office(database: None) -> None:
    filing = await a_filed_case()
    await filing.claim()
    colleague, stranger = await officer(Role.REVIEWER), await officer(Role.REVIEWER, office="990100")
    for nobody in (stranger.id, filing.approver.id, uuid4()):
        with pytest.raises(NotFound):
            await hand_over(filing.id, nobody, "外出", by=filing.reviewer, now=clock.now())
    await hand_over(filing.id, colleague.id, "外出", by=filing.reviewer, now=clock.now())
    with pytest.raises(Forbidden):
        await hand_over(filing.id, colleague.id, "再移交", by=filing.reviewer, now=clock.now())

    supervisor = await officer(Role.SUPERVISOR, Role.REVIEWER)
    await take_over(filing.id, "催办", by=supervisor, now=clock.now())
    with pytest.raises(Conflict):
        await take_over(filing.id, "催办", by=supervisor, now=clock.now())
    holders = await Claim.filter(application_id=filing.id, released_at=None)
    assert [each.officer_id for each in holders] == [supervisor.id]
    assert await Claim.filter(application_id=filing.id).count() == 3


async def test_one_value_is_shown_with_a_purpose_and_the_log_holds_no_value(database: None) -> None:
    filing = await a_filed_case()
    shown = await case(filing.id, by=filing.reviewer, now=clock.now())
    number = shown.application.content["people"]["p1"]["id_number"]
    value = await reveal(filing.id, "people.p1.id_number", Purpose.IDENTITY, by=filing.reviewer, now=clock.now())
    assert value == number
    entry = await AuditEntry.filter(action="personal_data.read").get()
    assert entry.detail == {"field": "people.p1.id_number", "purpose": "identity"}
    for path in ("people.p1.name", "people.p9.phone", "capital.registered_fen", "people"):
        with pytest.raises(NotFound):
            await reveal(filing.id, path, Purpose.IDENTITY, by=filing.reviewer, now=clock.now())
