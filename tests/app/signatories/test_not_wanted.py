"""Nobody is filmed for a filing that was stopped, withdrawn or is with the office already."""

import pytest

from app.applications.submit import reopen
from app.applications.withdraw import withdraw
from app.signatories.progress import awaits_people
from core import clock
from core.errors import Conflict
from tests.filings import Filing, a_filed_case, an_invited_filing
from verification.channels import door
from verification.channels.book import book
from verification.channels.officer import OFFICER_DOORS
from verification.consent import VERSION, give_consent
from verification.models import VerificationAttempt
from verification.open import open_invitation
from verification.practise import practise
from verification.start import start_attempt
from verification.states import VerificationChannel


async def refused_at_every_door(filing: Filing, key: str) -> None:
    who, now = filing.people[key], clock.now()
    door.use(*OFFICER_DOORS)
    task = await open_invitation((await filing.task(key)).code, by=who, now=now)
    before = await VerificationAttempt.filter(task_id=task.id).count()
    for attempt in (
        lambda: give_consent(task.id, VERSION, by=who, now=now),
        lambda: start_attempt(task.id, by=who, now=now),
        lambda: practise(task.id, by=who, now=now),
        lambda: book(task.id, VerificationChannel.WINDOW, "", by=who, now=now),
    ):
        with pytest.raises(Conflict, match="does not need you to verify"):
            await attempt()
    assert await VerificationAttempt.filter(task_id=task.id).count() == before


async def test_a_withdrawn_filing_asks_nobody_for_their_face(database):
    filing = await an_invited_filing()
    await withdraw(filing.id, by=filing.founder, now=clock.now())
    await refused_at_every_door(filing, "p2")


async def test_while_the_applicant_edits_nobody_verifies_and_afterwards_they_do(database):
    filing = await an_invited_filing()
    await reopen(filing.id, by=filing.founder, now=clock.now())
    await refused_at_every_door(filing, "p2")
    await filing.submit()
    await filing.prove("p2")


async def test_a_filing_before_the_office_needs_no_more_faces(database):
    filing = await a_filed_case()
    await refused_at_every_door(filing, "p2")


async def test_what_is_no_filing_is_for_its_inviter_to_judge():
    assert await awaits_people("lease:7")
