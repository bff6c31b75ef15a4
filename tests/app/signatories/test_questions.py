"""“I have a question”, and a reminder: what a person may do short of signing or denying, and what the applicant may."""

from datetime import timedelta

import pytest

from app.applications.states import State
from app.applications.submit import reopen
from app.signatories.board import board_of
from app.signatories.nudge import nudge
from app.signatories.question import ask_question, take_back_question
from app.signatories.sign import must_verify_again
from app.signatories.states import SignatureState
from core import clock
from core.errors import Conflict, NotFound, TooMany
from notifications.models import Message
from tests.filings import an_invited_filing

pytestmark = pytest.mark.usefixtures("database")
WHY = "出资额与我们说好的不一样"


async def test_a_question_stands_on_the_board_and_stops_only_who_asks() -> None:
    filing = await an_invited_filing()
    await filing.agree("p1", "p3")
    await filing.prove("p2")
    await ask_question((await filing.signature("p2")).id, WHY, by=filing.people["p2"], now=clock.now())
    seats = {seat.person_key: seat for seat in (await board_of(filing.application)).seats}
    assert (seats["p2"].signature, seats["p2"].question) == ("REFUSED", WHY)
    assert seats["p1"].question is None
    assert await filing.state() == State.AWAITING_SIGNATORIES
    assert await Message.filter(template="question_asked").count() == 1


async def test_a_question_is_taken_back_and_the_person_signs_without_a_second_check() -> None:
    filing = await an_invited_filing()
    await filing.prove("p2")
    signature = await filing.signature("p2")
    await ask_question(signature.id, WHY, by=filing.people["p2"], now=clock.now())
    with pytest.raises(Conflict):
        await filing.sign("p2")
    await take_back_question(signature.id, by=filing.people["p2"], now=clock.now())
    await filing.sign("p2")
    assert (await filing.signatures())["p2"] == "SIGNED"


async def test_a_correction_answers_the_question_and_asks_anew() -> None:
    filing = await an_invited_filing()
    await filing.prove("p2")
    await ask_question((await filing.signature("p2")).id, WHY, by=filing.people["p2"], now=clock.now())
    await reopen(filing.id, by=filing.founder, now=clock.now())
    await filing.save(address={"postcode": "990124"})
    await filing.submit()
    signature = await filing.signature("p2")
    assert (signature.state, signature.question) == ("READY", None)


async def test_nobody_asks_in_anothers_name_nor_after_signing() -> None:
    filing = await an_invited_filing()
    await filing.agree("p1")
    signature = await filing.signature("p1")
    with pytest.raises(NotFound):
        await ask_question(signature.id, WHY, by=filing.people["p2"], now=clock.now())
    with pytest.raises(Conflict):
        await ask_question(signature.id, WHY, by=filing.people["p1"], now=clock.now())


async def test_who_has_not_signed_is_reminded_once_an_hour_and_who_has_never() -> None:
    filing = await an_invited_filing()
    await filing.agree("p1")
    await nudge(filing.id, "p2", by=filing.founder, now=clock.now())
    assert await Message.filter(template="invitation_nudge").count() == 2
    with pytest.raises(TooMany):
        await nudge(filing.id, "p2", by=filing.founder, now=clock.now())
    with pytest.raises(Conflict):
        await nudge(filing.id, "p1", by=filing.founder, now=clock.now())
    with pytest.raises(NotFound):
        await nudge(filing.id, "p9", by=filing.founder, now=clock.now())


async def test_a_pass_too_old_or_from_before_a_correction_asks_for_another_check() -> None:
    filing = await an_invited_filing()
    await filing.prove("p2")
    task, signature = await filing.task("p2"), await filing.signature("p2")
    assert not await must_verify_again(signature, task, clock.now())
    assert await must_verify_again(signature, task, clock.now() + timedelta(minutes=11))
    await filing.sign("p2")
    await reopen(filing.id, by=filing.founder, now=clock.now())
    await filing.save(capital={"registered_fen": 120_000_000}, shareholders={"p1": {"subscribed_fen": 80_000_000}})
    await filing.submit()
    task, signature = await filing.task("p2"), await filing.signature("p2")
    assert signature.state is SignatureState.WAITING
    assert await must_verify_again(signature, task, clock.now())
