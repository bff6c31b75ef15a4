"""Receiver, reviewer and approver of one case are three persons, whatever roles each of them holds."""

from uuid import uuid4

import pytest

from app.review import queries
from app.review.approve import approve
from app.review.claim import claim, release
from app.review.handover import hand_over, take_over
from app.review.propose import propose_approval
from core import clock
from core.actors import Actor, Role
from core.errors import Forbidden
from tests.filings import Filing, a_filed_case, officer
from verification.models import IdentityOpinion

pytestmark = pytest.mark.usefixtures("database")
EVERYTHING = (Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR)


async def received(filing: Filing, by: Actor) -> None:
    """The officer confirmed the identity of one person of the case at the desk."""
    task = await filing.task("p2")
    await IdentityOpinion.create(
        id=uuid4(), task=task, about=uuid4(), officer_id=by.id, accepts=True, ground="CARD_MATCHES", at=clock.now()
    )


async def actions(filing: Filing, by: Actor) -> set[str]:
    return {str(each) for each in (await queries.case(filing.id, by=by, now=clock.now())).actions}


async def test_whoever_received_a_person_reviews_nothing_in_that_case() -> None:
    filing, desk = await a_filed_case(), await officer(*EVERYTHING)
    await received(filing, desk)
    assert "claim" not in await actions(filing, desk)
    with pytest.raises(Forbidden):
        await claim(filing.id, by=desk, now=clock.now())
    await filing.claim()
    with pytest.raises(Forbidden):
        await hand_over(filing.id, desk.id, "请接手", by=filing.reviewer, now=clock.now())
    with pytest.raises(Forbidden):
        await take_over(filing.id, "接管", by=desk, now=clock.now())


async def test_whoever_received_or_held_a_case_decides_nothing_in_it() -> None:
    filing, desk, holder = await a_filed_case(), await officer(*EVERYTHING), await officer(*EVERYTHING)
    await received(filing, desk)
    await claim(filing.id, by=holder, now=clock.now())
    await release(filing.id, by=holder, now=clock.now())
    await filing.claim()
    await propose_approval(filing.id, "", by=filing.reviewer, now=clock.now())
    for same in (desk, holder, filing.reviewer_as_approver()):
        assert not {"approve", "reject", "send_back"} & await actions(filing, same)
        with pytest.raises(Forbidden):
            await approve(filing.id, "", by=same, now=clock.now())
    assert {"approve", "reject", "send_back"} <= await actions(filing, filing.approver)
    await approve(filing.id, "", by=filing.approver, now=clock.now())
    assert await filing.state() == "APPROVED"
