"""A refusal names facts, articles and remedies, and takes two officers."""

import pytest

from app.applications.states import State
from app.documents.models import current_documents
from app.names.models import NameReservation
from app.names.states import ReservationState
from app.review.reject import Grounds, propose_rejection, reject
from core import clock
from core.errors import Conflict, Forbidden, Invalid
from notifications.models import Message
from tests.filings import a_filed_case
from tests.jobs_runner import run_jobs

GROUNDS = Grounds(["住所经核实不存在。"], ["《市场主体登记管理条例》第十一条"])


async def test_a_refusal_by_two_officers_frees_the_name_and_issues_the_notice(database):
    filing = await a_filed_case()
    await filing.claim()
    await propose_rejection(filing.id, GROUNDS, "住所虚假", by=filing.reviewer, now=clock.now())
    with pytest.raises(Forbidden):
        await reject(filing.id, GROUNDS, "", by=filing.reviewer_as_approver(), now=clock.now())
    await reject(filing.id, GROUNDS, "同意", by=filing.approver, now=clock.now())
    await run_jobs()
    assert await filing.state() == State.REJECTED
    assert filing.application.decided_at is not None
    notice = next(each for each in await current_documents(filing.id) if each.kind == "refusal_notice")
    assert "登记驳" in notice.number
    assert await Message.exists(template="rejected", account_id=filing.founder.id)
    assert (await NameReservation.get(application_id=filing.id)).state is ReservationState.RELEASED


async def test_a_refusal_without_facts_or_articles_is_none(database):
    filing = await a_filed_case()
    await filing.claim()
    with pytest.raises(Invalid) as lacking:
        await propose_rejection(filing.id, Grounds([], [" "]), "", by=filing.reviewer, now=clock.now())
    assert set(lacking.value.problems) == {"facts", "articles"}


async def test_nothing_is_refused_that_no_officer_has_judged(database):
    filing = await a_filed_case()
    with pytest.raises(Conflict):
        await reject(filing.id, GROUNDS, "", by=filing.approver, now=clock.now())
