"""Freezing a draft: complete or refused, once, and only one's own."""

import asyncio

import pytest

from app.applications import draft, name, submit, withdraw
from app.applications.models import Application
from app.applications.states import State
from app.names.reserve import reserved_for
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound, TooMany
from tests.app.applications.kinds.company import a_company
from tests.factories import NOW, OFFICE, PHONES, draft_of, person, submitted
from verification.models import VerificationTask

pytestmark = pytest.mark.usefixtures("database")


async def _ready(by: Actor) -> Application:
    application = await draft_of(by)
    await name.reserve_name(application.id, by=by, now=NOW)
    return application


async def test_a_complete_draft_is_frozen_under_its_hash() -> None:
    applicant = await person()
    application = await submit.submit_for_verification((await _ready(applicant)).id, by=applicant, now=NOW)
    assert application.state is State.AWAITING_SIGNATORIES
    assert application.content_sha256 == submit.fingerprint(application.content)
    with pytest.raises(Conflict):
        await draft.save(application.id, {"term": None}, version=2, by=applicant, now=NOW)


async def test_what_is_missing_is_said_at_each_field_and_nothing_moves() -> None:
    applicant = await person()
    application = await draft_of(applicant, capital=None)
    with pytest.raises(Invalid) as refused:
        await submit.submit_for_verification(application.id, by=applicant, now=NOW)
    assert "capital.registered_fen" in refused.value.problems
    assert (await Application.get(id=application.id)).state is State.DRAFT


async def test_a_name_that_is_not_reserved_is_refused() -> None:
    applicant = await person()
    application = await draft_of(applicant)
    with pytest.raises(Invalid) as refused:
        await submit.submit_for_verification(application.id, by=applicant, now=NOW)
    assert any(path.startswith("name") for path in refused.value.problems)


async def test_submit_twice_wins_once() -> None:
    applicant = await person()
    application = await _ready(applicant)
    results = await asyncio.gather(
        *(submit.submit_for_verification(application.id, by=applicant, now=NOW) for _ in range(3)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Conflict) for result in results) == 2


async def test_submit_hides_another_applicants_draft() -> None:
    application = await _ready(await person())
    with pytest.raises(NotFound):
        await submit.submit_for_verification(application.id, by=await person(PHONES["p2"]), now=NOW)


async def test_two_devices_cannot_overwrite_each_other_unseen() -> None:
    applicant = await person()
    application = await draft_of(applicant)
    await draft.save(application.id, {"term": {"years": 20, "long_term": None}}, version=2, by=applicant, now=NOW)
    with pytest.raises(Conflict):
        await draft.save(application.id, {"term": {"years": 30}}, version=2, by=applicant, now=NOW)


async def test_every_save_says_what_the_rules_say_so_far() -> None:
    applicant = await person()
    application = await draft.begin("incorporation", OFFICE, by=applicant, now=NOW)
    _, findings = await draft.save(application.id, {"name": {"trade_name": "A1"}}, version=1, by=applicant, now=NOW)
    assert [p.rule for p in findings["name.trade_name"]] == ["NM-02", "NM-02"] or findings["name.trade_name"]


async def test_an_unknown_office_or_kind_has_no_draft() -> None:
    applicant = await person()
    for kind, office in (("incorporation", "000000"), ("merger", OFFICE)):
        with pytest.raises(NotFound):
            await draft.begin(kind, office, by=applicant, now=NOW)


async def test_more_open_drafts_than_anybody_needs_are_refused_with_what_to_do() -> None:
    applicant = await person()
    for _ in range(draft.MOST_DRAFTS):
        begun = await draft.begin("incorporation", OFFICE, by=applicant, now=NOW)
    with pytest.raises(TooMany) as refused:
        await draft.begin("incorporation", OFFICE, by=applicant, now=NOW)
    assert "撤回" in refused.value.text.zh
    await withdraw.withdraw(begun.id, by=applicant, now=NOW)
    await draft.begin("incorporation", OFFICE, by=applicant, now=NOW)


async def test_reopening_and_submitting_unchanged_invites_nobody_anew() -> None:
    applicant = await person()
    application = await submitted(applicant)
    links = {task.code async for task in VerificationTask.filter(subject=application.subject)}
    await submit.reopen(application.id, by=applicant, now=NOW)
    await submit.submit_for_verification(application.id, by=applicant, now=NOW)
    assert {task.code async for task in VerificationTask.filter(subject=application.subject)} == links


async def test_withdrawing_frees_the_name() -> None:
    applicant = await person()
    application = await submitted(applicant)
    await withdraw.withdraw(application.id, by=applicant, now=NOW)
    assert await reserved_for(application.id, now=NOW) is None
    assert (await Application.get(id=application.id)).state is State.WITHDRAWN


async def test_the_content_stands_sealed_and_reads_back_whole() -> None:
    application = await draft_of(await person())
    assert (await Application.get(id=application.id)).content == a_company()
