"""A case is returned once, completely; after the edit only those whose papers changed sign again."""

from datetime import timedelta

import pytest

from app.applications.models import Application, Correction
from app.applications.states import State
from app.documents.models import Document, current_documents
from app.review.correct import Point, require_correction
from app.review.preview_correction import preview
from core import clock
from core.actors import Role
from core.clock import legal_date
from core.errors import Conflict, Forbidden, Invalid, NotFound
from notifications.models import Message
from tests.filings import APART, OFFICE, Filing, a_filed_case, officer
from tests.jobs_runner import run_jobs

POSTCODE = Point("AD-01", "address.postcode", "请填写邮政编码。")


async def returned(*points: Point, **patch: object) -> Filing:
    """A claimed case, returned for these points."""
    filing = await a_filed_case(**(patch or APART))
    await filing.claim()
    await require_correction(filing.id, points or (POSTCODE,), "", by=filing.reviewer, now=clock.now())
    await run_jobs()
    return filing


async def papers_of(filing: Filing) -> dict[str, Document]:
    return {each.kind: each for each in await current_documents(filing.id)}


async def test_a_return_hands_the_case_to_its_applicant_with_a_sealed_notice(database):
    filing = await returned()
    assert await filing.state() == State.CORRECTION_REQUIRED
    assert (filing.application.due_at, filing.application.content_sha256) == (None, "")
    notice = (await papers_of(filing))["correction_notice"]
    assert notice.issued_by_registry
    assert "登记补" in notice.number
    kept = await Correction.get(application_id=filing.id)
    assert [(each["rule"], each["field"], each["note"]) for each in kept.items] == [
        ("AD-01", "address.postcode", "请填写邮政编码。")
    ]
    assert await Message.exists(template="correction_required", account_id=filing.founder.id)


async def test_only_the_person_whose_papers_changed_signs_again_and_the_other_papers_stand(database):
    filing = await returned()
    before = await papers_of(filing)
    await filing.save(address={"postcode": "990122"})
    await filing.submit()
    assert await filing.signatures() == {"p1": "SIGNED", "p2": "SIGNED", "p3": "WAITING"}
    after = await papers_of(filing)
    for kind in ("articles", "appointment"):
        assert after[kind].id == before[kind].id
        assert after[kind].blob_id == before[kind].blob_id
    assert after["application_form"].id != before["application_form"].id
    assert await filing.state() == State.AWAITING_SIGNATORIES
    told = {each.phone_index for each in await Message.filter(template="sign_again")}
    assert told == {filing.people["p3"].phone_index}


async def test_the_case_is_filed_anew_with_a_new_clock_and_a_receipt_of_its_own(database):
    filing = await returned()
    await filing.state()
    first = filing.application.submitted_at
    await filing.save(address={"postcode": "990122"})
    await filing.submit()
    await filing.agree("p3")
    assert await filing.state() == State.SUBMITTED
    assert filing.application.submitted_at > first
    assert legal_date(filing.application.due_at) > legal_date(clock.now())
    papers = await papers_of(filing)
    assert {"filing_receipt", "filing_receipt_2", "correction_notice"} <= set(papers)
    assert (await Correction.get(application_id=filing.id)).answered_at is not None


async def test_a_corrected_case_is_approved_and_licensed(database):
    filing = await returned()
    await filing.save(address={"postcode": "990122"})
    await filing.submit()
    await filing.agree("p3")
    await filing.approve()
    assert await filing.state() in {State.LICENSED, State.COMPLETED}


async def test_a_correction_that_changes_nobodys_paper_is_filed_without_anybody_signing(database):
    filing = await returned(Point("SC-01", "licence_duplicates"))
    await filing.save(licence_duplicates=1)
    await filing.submit()
    assert await filing.state() == State.SUBMITTED
    assert set((await filing.signatures()).values()) == {"SIGNED"}


async def test_whoever_is_asked_again_must_verify_anew_even_within_the_sitting(database):
    filing = await returned()
    await filing.save(address={"postcode": "990122"})
    await filing.submit()
    with pytest.raises(Conflict):
        await filing.sign("p3")
    await filing.prove("p3")
    await filing.sign("p3")
    assert await filing.state() == State.SUBMITTED


async def test_a_verification_older_than_ten_minutes_is_not_signed_on(database):
    filing = await returned()
    await filing.save(address={"postcode": "990122"})
    await filing.submit()
    now = clock.now()
    await filing.prove("p3", now=now)
    with pytest.raises(Conflict):
        await filing.sign("p3", now=now + timedelta(minutes=11))
    await filing.prove("p3", now=now + timedelta(minutes=12))
    await filing.sign("p3", now=now + timedelta(minutes=13))
    assert await filing.state() == State.SUBMITTED


async def test_a_signature_given_again_is_embedded_again(database):
    filing = await returned()
    await filing.save(address={"postcode": "990122"})
    await filing.submit()
    assert (await filing.signature("p3")).embedded_at is None
    await filing.agree("p3")
    again = await filing.signature("p3")
    assert again.embedded_at is not None
    form = (await papers_of(filing))["application_form"]
    assert form.signed == ["p3"]
    assert str(form.id) in {each["id"] for each in again.documents}


async def test_an_empty_list_and_points_of_no_rule_or_field_are_refused(database):
    filing = await a_filed_case()
    await filing.claim()
    with pytest.raises(Invalid) as empty:
        await require_correction(filing.id, [], "", by=filing.reviewer, now=clock.now())
    assert set(empty.value.problems) == {"items"}
    wrong = [Point("XX-99", "address"), Point("AD-01", "weather.today"), Point("", "address", " ")]
    with pytest.raises(Invalid) as unknown:
        await require_correction(filing.id, wrong, "", by=filing.reviewer, now=clock.now())
    assert set(unknown.value.problems) == {"items.0.rule", "items.1.field", "items.2.note"}
    own = await preview(filing.id, [Point("", "address", "请补充楼层。")], by=filing.reviewer, now=clock.now())
    assert (own.items[0]["text"]["zh"], own.items[0]["note"], own.late) == ("请补充楼层。", "", [])
    assert await filing.state() == State.IN_REVIEW


async def test_only_the_officer_who_holds_the_case_returns_it(database):
    filing = await a_filed_case()
    await filing.claim()
    other = await officer(Role.REVIEWER)
    with pytest.raises(Forbidden):
        await require_correction(filing.id, [POSTCODE], "", by=other, now=clock.now())
    elsewhere = await officer(Role.SUPERVISOR, office="990100")
    with pytest.raises(NotFound):
        await require_correction(filing.id, [POSTCODE], "", by=elsewhere, now=clock.now())


async def filed_again() -> Filing:
    filing = await returned()
    await filing.save(address={"postcode": "990122"})
    await filing.submit()
    await filing.agree("p3")
    await filing.claim()
    return filing


async def test_a_second_return_about_what_the_applicant_changed_is_the_reviewers_own(database):
    filing = await filed_again()
    again = await require_correction(filing.id, [POSTCODE], "", by=filing.reviewer, now=clock.now())
    assert (again.round, again.late) == (2, 0)
    await run_jobs()
    assert {"correction_notice", "correction_notice_2"} <= set(await papers_of(filing))


async def test_a_second_return_about_unchanged_content_is_a_supervisors_and_is_counted(database):
    filing = await filed_again()
    late = [Point("SC-01", "scope.items"), POSTCODE]
    for by, needs in ((filing.reviewer, True), (filing.supervisor, False)):
        read = await preview(filing.id, late, by=by, now=clock.now())
        assert (read.late, read.needs_supervisor) == (["scope.items"], needs)
    with pytest.raises(Forbidden):
        await require_correction(filing.id, late, "", by=filing.reviewer, now=clock.now())
    assert await filing.state() == State.IN_REVIEW
    counted = await require_correction(filing.id, late, "漏项", by=filing.supervisor, now=clock.now())
    assert (counted.round, counted.late) == (2, 1)


async def test_the_content_is_editable_by_its_applicant_only_while_it_is_returned(database):
    filing = await a_filed_case()
    with pytest.raises(Conflict):
        await filing.save(address={"postcode": "990122"})
    stored = await Application.get(id=filing.id)
    assert "postcode" not in stored.content["address"]
    assert stored.office == OFFICE
