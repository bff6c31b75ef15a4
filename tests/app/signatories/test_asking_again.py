"""Whom a change of the content asks again, and what each of them is told of it."""

import pytest

from app.applications.events import ApplicationSubmitted
from app.applications.states import State
from app.applications.submit import reopen
from app.documents.events import DocumentsEmbedded, PapersReady
from app.documents.models import current_documents
from app.documents.prepare import render_papers
from app.signatories.ask import ask_again_where_changed
from app.signatories.card import card_of
from app.signatories.progress import file_when_complete
from core import clock
from core.errors import NotFound, Text
from notifications.models import Message
from tests.app.applications.kinds.company import id_number
from tests.filings import APART, Filing, an_invited_filing, person
from tests.jobs_runner import run_jobs
from verification.open import open_invitation


async def two_have_signed(**patch: object) -> Filing:
    filing = await an_invited_filing(**(patch or APART))
    await filing.agree("p1", "p2")
    await reopen(filing.id, by=filing.founder, now=clock.now())
    return filing


async def test_an_unchanged_content_asks_nobody_again(database):
    filing = await two_have_signed()
    papers = [each.id for each in await current_documents(filing.id)]
    await filing.submit()
    assert await filing.signatures() == {"p1": "SIGNED", "p2": "SIGNED", "p3": "WAITING"}
    assert [each.id for each in await current_documents(filing.id)] == papers


async def test_a_change_of_the_capital_asks_everybody_who_had_signed(database):
    filing = await two_have_signed()
    await filing.save(capital={"registered_fen": 120_000_000}, shareholders={"p1": {"subscribed_fen": 80_000_000}})
    await filing.submit()
    assert await filing.signatures() == {"p1": "WAITING", "p2": "WAITING", "p3": "WAITING"}
    card = await card_of(await filing.task("p2"), await filing.signature("p2"))
    assert [line.zh for line in card.changes.lines_after] == [
        line.zh for line in card.lines if line not in card.changes.lines_before
    ]
    assert any("120万元" in line.zh for line in card.changes.lines_after)
    assert any("100万元" in line.zh for line in card.changes.lines_before)
    assert "公司章程" in card.changes.papers
    changed = {each.path: (each.before, each.after) for each in card.changes.fields}
    assert changed["capital.registered_fen"] == (
        Text("1,000,000 元", "1,000,000 yuan"),
        Text("1,200,000 元", "1,200,000 yuan"),
    )


async def test_nobody_is_shown_another_persons_numbers_among_the_changes(database):
    filing = await an_invited_filing(posts={"finance_officer": "p2", "supervisor": ["p3"]})
    await filing.agree("p2")
    await reopen(filing.id, by=filing.founder, now=clock.now())
    await filing.save(people={"p3": {"phone": "13800000009"}})
    await filing.submit()
    card = await card_of(await filing.task("p2"), await filing.signature("p2"))
    assert [(each.path, each.label.zh, each.before, each.after) for each in card.changes.fields] == [
        ("people.p3.phone", "陈屿的手机号", None, None)
    ]


async def test_whose_signature_stands_sees_no_change(database):
    filing = await two_have_signed()
    await filing.save(address={"postcode": "990122"})
    await filing.submit()
    card = await card_of(await filing.task("p1"), await filing.signature("p1"))
    assert (card.changes.fields, card.changes.papers) == ((), ())


async def test_a_person_added_is_invited_and_the_filing_waits_for_them(database):
    filing = await two_have_signed()
    newcomer = {"name": "许青禾", "id_number": id_number("19950505"), "phone": "13800000004"}
    await filing.save(
        people={"p4": {**newcomer, "id_valid_until": "2036-05-01"}},
        posts={"supervisor": ["p4"], "no_supervisor": None},
    )
    await filing.submit()
    assert (await filing.signatures())["p4"] == "WAITING"
    await filing.agree("p1", "p2", "p3")
    assert await filing.state() == State.AWAITING_SIGNATORIES
    filing.people["p4"] = await person("13800000004")
    await filing.agree("p4")
    assert await filing.state() == State.SUBMITTED


async def test_a_person_removed_is_waited_for_no_more_and_finds_nothing_behind_the_old_link(database):
    filing = await an_invited_filing()
    await filing.agree("p1", "p2")
    link = (await filing.task("p3")).code
    await reopen(filing.id, by=filing.founder, now=clock.now())
    await filing.save(people={"p3": None}, posts={"supervisor": None, "no_supervisor": True})
    await filing.submit()
    assert set(await filing.signatures()) == {"p1", "p2"}
    await filing.agree("p1", "p2")
    assert await filing.state() == State.SUBMITTED
    task = await open_invitation(link, by=filing.people["p3"], now=clock.now())
    assert task.id not in {(await filing.signature(key)).task_id for key in ("p1", "p2")}


async def test_another_person_under_the_same_key_begins_from_nothing(database):
    filing = await two_have_signed()
    old = await filing.task("p2")
    await filing.save(people={"p2": {"id_number": id_number("19930815", "004")}})
    await filing.submit()
    new = await filing.task("p2")
    assert (new.state, new.account_id, new.passed_attempt_id) == ("INVITED", None, None)
    assert new.code == old.code
    assert (await filing.signatures())["p2"] == "WAITING"
    assert all("p2" not in paper.signed for paper in await current_documents(filing.id))


async def test_a_new_number_opens_the_invitation_anew_and_the_signature_of_the_same_person_stands(database):
    filing = await two_have_signed()
    await filing.save(people={"p2": {"phone": "13800000008"}})
    await filing.submit()
    assert (await filing.signatures())["p2"] == "SIGNED"
    with pytest.raises(NotFound):
        await open_invitation((await filing.task("p2")).code, by=filing.people["p2"], now=clock.now())
    task = await filing.task("p2")
    holder = await person("13800000008")
    assert (await open_invitation(task.code, by=holder, now=clock.now())).account_id == holder.id
    assert await Message.filter(template="invitation", phone_index=holder.phone_index).count() == 2


async def test_a_late_word_of_an_old_signature_does_not_file_the_changed_content(database):
    filing = await an_invited_filing(**APART)
    await filing.agree("p1", "p2")
    await filing.prove("p3")
    await reopen(filing.id, by=filing.founder, now=clock.now())
    await filing.save(term={"long_term": None, "years": 20})
    await filing.submit()
    signature = await filing.signature("p1")
    await file_when_complete(DocumentsEmbedded(filing.id, signature.id), now=clock.now())
    assert await filing.state() == State.AWAITING_SIGNATORIES


async def test_telling_of_the_papers_twice_asks_once(database):
    filing = await two_have_signed()
    await filing.save(term={"long_term": None, "years": 20})
    await filing.submit()
    fact = PapersReady(filing.id, (await filing.application.get(id=filing.id)).content_sha256)
    await ask_again_where_changed(fact, now=clock.now())
    await run_jobs()
    assert await Message.filter(template="sign_again", channel="inbox").count() == 2


async def test_papers_are_made_once_however_often_the_submission_is_told(database):
    filing = await an_invited_filing(**APART)
    await filing.agree("p1")
    await filing.state()
    papers = [(each.id, each.signed) for each in await current_documents(filing.id)]
    await render_papers(ApplicationSubmitted(filing.id, filing.application.content_sha256), now=clock.now())
    await run_jobs()
    assert [(each.id, each.signed) for each in await current_documents(filing.id)] == papers
