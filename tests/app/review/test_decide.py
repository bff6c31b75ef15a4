"""Two officers, one decision: claim, propose, approve; the register, the code and the licence follow."""

import asyncio

import pytest

from app.applications.models import Application
from app.applications.states import State
from app.documents.models import current_documents
from app.licences.issue import issue_licence
from app.licences.models import IssueLogEntry, Licence
from app.licences.states import LicenceState
from app.licences.verify import verify
from app.names.models import NameReservation
from app.names.states import ReservationState
from app.register.events import CompanyRegistered
from app.register.models import Entity, EntityPerson
from app.register.uscc import is_valid
from app.review import approve, claim, evidence, propose, queries
from app.review.queue_filters import QueueFilter, QueueView
from core.actors import Role
from core.audit import AuditEntry
from core.errors import Conflict, Forbidden, NotFound
from core.web.purpose import Purpose
from tests.factories import NOW, filed, officer, person, proposed, submitted
from tests.jobs_runner import run_jobs

pytestmark = pytest.mark.usefixtures("database")


async def test_of_two_reviewers_one_gets_the_case() -> None:
    application = await filed(await person())
    reviewers = [await officer(Role.REVIEWER) for _ in range(2)]
    results = await asyncio.gather(
        *(claim.claim(application.id, by=each, now=NOW) for each in reviewers), return_exceptions=True
    )
    assert sum(isinstance(result, Conflict) for result in results) == 1


async def test_only_the_holder_proposes() -> None:
    application = await filed(await person())
    await claim.claim(application.id, by=await officer(Role.REVIEWER), now=NOW)
    with pytest.raises(Forbidden):
        await propose.propose_approval(application.id, "", by=await officer(Role.REVIEWER), now=NOW)


async def test_reviewer_and_approver_are_never_the_same_person() -> None:
    both = await officer(Role.REVIEWER, Role.APPROVER)
    application = await proposed(await person(), both)
    with pytest.raises(Forbidden):
        await approve.approve(application.id, "", by=both, now=NOW)


async def test_another_office_and_drafts_are_absent_for_officers() -> None:
    applicant = await person()
    stranger = await officer(Role.REVIEWER, office="990100")
    application = await filed(applicant)
    with pytest.raises(NotFound):
        await queries.case(application.id, by=stranger, now=NOW)


async def test_a_case_that_is_not_filed_yet_is_not_the_offices() -> None:
    application = await submitted(await person())
    with pytest.raises(NotFound):
        await claim.claim(application.id, by=await officer(Role.REVIEWER), now=NOW)


async def test_approval_enters_the_register_with_a_valid_code_and_uses_the_name() -> None:
    application = await proposed(await person(), await officer(Role.REVIEWER))
    await approve.approve(application.id, "准予登记。", by=await officer(Role.APPROVER), now=NOW)
    entity = await Entity.get(application_id=application.id)
    assert is_valid(entity.uscc)
    assert entity.uscc.startswith("91990122XY")
    assert {row.role async for row in EntityPerson.filter(entity_id=entity.id)} == {
        "shareholder", "director", "legal_representative", "supervisor", "finance_officer", "liaison",
    }  # fmt: skip
    assert (await NameReservation.get(application_id=application.id)).state is ReservationState.USED


async def test_two_approvals_at_once_register_one_company() -> None:
    application = await proposed(await person(), await officer(Role.REVIEWER))
    approvers = [await officer(Role.APPROVER) for _ in range(3)]
    results = await asyncio.gather(
        *(approve.approve(application.id, "", by=each, now=NOW) for each in approvers), return_exceptions=True
    )
    assert sum(isinstance(result, Conflict) for result in results) == 2
    assert await Entity.all().count() == await Licence.all().count() == 1


async def test_the_licence_is_issued_once_sealed_and_verifies_by_its_qr() -> None:
    application = await proposed(await person(), await officer(Role.REVIEWER))
    await approve.approve(application.id, "", by=await officer(Role.APPROVER), now=NOW)
    await run_jobs()
    licence = await Licence.get().select_related("entity")
    assert licence.state is LicenceState.CURRENT
    await issue_licence(CompanyRegistered(licence.entity.id, application.id, licence.id), now=NOW)
    assert await IssueLogEntry.all().count() == 1
    found = await verify(licence.token)
    assert found.in_force
    assert (await verify(licence.token, "1.forged")).authentic is False
    kinds = {paper.kind for paper in await current_documents(application.id)}
    assert {"filing_receipt", "registration_notice"} <= kinds
    assert (await Application.get(id=application.id)).state in {State.LICENSED, State.COMPLETED}


async def test_a_proposal_can_be_sent_back_to_its_reviewer() -> None:
    reviewer = await officer(Role.REVIEWER)
    application = await proposed(await person(), reviewer)
    await approve.send_back(application.id, "请核对住所。", by=await officer(Role.APPROVER), now=NOW)
    await propose.propose_approval(application.id, "已核对。", by=reviewer, now=NOW)
    assert (await Application.get(id=application.id)).state is State.PENDING_APPROVAL


async def test_looking_at_a_case_is_logged() -> None:
    reviewer = await officer(Role.REVIEWER)
    application = await filed(await person())
    case = await queries.case(application.id, by=reviewer, now=NOW)
    assert len(case.seats.seats) == 3
    assert await AuditEntry.exists(action="case.read", actor_id=reviewer.id, subject_id=application.id)


async def test_evidence_of_another_case_is_absent() -> None:
    first = await filed(await person())
    reviewer = await officer(Role.REVIEWER)
    with pytest.raises(NotFound):
        await evidence.evidence_frame(first.id, first.id, Purpose.IDENTITY, by=reviewer, now=NOW)


async def test_the_queue_shows_the_cases_of_the_office_and_who_holds_them() -> None:
    reviewer = await officer(Role.REVIEWER)
    application = await filed(await person())
    await claim.claim(application.id, by=reviewer, now=NOW)
    mine = QueueFilter(view=QueueView.MINE)
    lines, total = await queries.queue(mine, by=reviewer, now=NOW)
    assert (total, lines[0].application.id, lines[0].mine, lines[0].holder) == (1, application.id, True, "许静安")
    stranger = await officer(Role.REVIEWER, office="990100")
    assert (await queries.queue(QueueFilter(), by=stranger, now=NOW))[1] == 0
