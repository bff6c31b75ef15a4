"""Life cycles: the table, the role, and of two who move at once, one."""

import asyncio

import pytest

from app.applications.models import Application
from app.applications.states import MOVES, WITHOUT_A_MOVE, Action, State
from core.actors import SYSTEM, Role
from core.errors import Conflict, Forbidden
from core.states import Transition, allowed, history, move
from tests.factories import NOW, draft_of, officer, person

pytestmark = pytest.mark.usefixtures("database")


async def test_a_move_sets_the_state_and_writes_history() -> None:
    applicant = await person()
    application = await draft_of(applicant)
    await move(application, Action.SUBMIT_FOR_VERIFICATION, by=applicant, now=NOW, note={"round": 1})
    assert (await Application.get(id=application.id)).state is State.AWAITING_SIGNATORIES
    (row,) = await history(application)
    assert (row.source, row.target, row.actor_id) == (State.DRAFT, State.AWAITING_SIGNATORIES, applicant.id)


async def test_a_move_that_the_table_does_not_offer_is_a_conflict() -> None:
    application = await draft_of(await person())
    with pytest.raises(Conflict):
        await move(application, Action.FILE, by=SYSTEM, now=NOW)


async def test_a_move_by_the_wrong_role_is_forbidden() -> None:
    application = await draft_of(await person())
    with pytest.raises(Forbidden):
        await move(application, Action.WITHDRAW, by=await officer(Role.REVIEWER), now=NOW)


async def test_of_two_who_move_at_once_one_wins() -> None:
    applicant = await person()
    application = await draft_of(applicant)
    copies = [await Application.get(id=application.id) for _ in range(5)]
    results = await asyncio.gather(
        *(move(each, Action.WITHDRAW, by=applicant, now=NOW) for each in copies), return_exceptions=True
    )
    assert sum(result is None for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 4
    assert await Transition.filter(subject_id=application.id).count() == 1


async def test_buttons_come_from_the_table() -> None:
    applicant = await person()
    application = await draft_of(applicant)
    assert set(allowed(application, applicant)) == {Action.SUBMIT_FOR_VERIFICATION, Action.WITHDRAW}
    assert allowed(application, await officer(Role.REVIEWER)) == []


def test_every_action_has_its_line_and_every_state_can_be_reached() -> None:
    assert set(MOVES) == set(Action) - WITHOUT_A_MOVE
    assert {rule.target for rule in MOVES.values()} | {State.DRAFT} == set(State)
