"""What officers see of the messages of a case: their own office's alone, and neither number nor words."""

import pytest

from app.review.messages import sent_messages
from core import clock
from core.actors import Role
from core.audit import AuditEntry
from core.errors import NotFound
from core.web.purpose import Purpose
from tests.filings import PHONES, a_filed_case, officer


async def test_officers_of_the_cases_office_see_what_was_sent_and_others_see_no_case(database):
    filing = await a_filed_case()
    found = await sent_messages(filing.id, Purpose.CONTACT, by=filing.reviewer, now=clock.now())
    assert {"invitation", "submitted", "identity_confirmed", "all_signed_submitted"} <= {m.template for m in found}
    assert not any(phone in str(found) for phone in PHONES.values())
    assert await AuditEntry.filter(action="messages.read", subject_id=filing.id).count() == 1
    elsewhere = await officer(Role.SUPERVISOR, office="990123")
    with pytest.raises(NotFound):
        await sent_messages(filing.id, Purpose.CONTACT, by=elsewhere, now=clock.now())
