"""Reserving a name: of two who ask at once one is refused, with the rule and the conflicting name."""

import asyncio
from datetime import timedelta

import pytest

from app.applications import name
from app.names.models import NameReservation
from app.names.reserve import expire_old, reserved_for
from app.names.states import ReservationState
from core.errors import Invalid, NotFound
from tests.factories import NOW, PHONES, draft_of, person

pytestmark = pytest.mark.usefixtures("database")


async def test_a_free_name_is_kept_for_two_months() -> None:
    founder = await person()
    application = await draft_of(founder)
    held = await name.reserve_name(application.id, by=founder, now=NOW)
    assert held.full_name == "云溪县沃禾软件有限公司"
    assert await reserved_for(application.id, now=NOW + timedelta(days=59))
    assert await reserved_for(application.id, now=NOW + timedelta(days=61)) is None


async def test_of_two_founders_at_the_same_moment_one_is_refused_with_rule_and_name() -> None:
    founders = [await person(phone) for phone in list(PHONES.values())[:2]]
    drafts = [await draft_of(founder) for founder in founders]
    results = await asyncio.gather(
        *(name.reserve_name(d.id, by=f, now=NOW) for d, f in zip(drafts, founders, strict=True)),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, Invalid)]
    assert len(refused) == 1
    (problem, *_) = refused[0].problems["name.trade_name"]
    assert problem.rule == "NM-07"
    assert problem.detail["conflict"] == "云溪县沃禾软件有限公司"
    assert await NameReservation.filter(state=ReservationState.RESERVED).count() == 1


async def test_names_that_differ_in_region_or_form_only_conflict_too() -> None:
    first, second = await person(PHONES["p1"]), await person(PHONES["p2"])
    await name.reserve_name((await draft_of(first)).id, by=first, now=NOW)
    other = await draft_of(second, name={"region": "清江市", "form": "有限责任公司"})
    with pytest.raises(Invalid):
        await name.reserve_name(other.id, by=second, now=NOW)


async def test_another_trade_name_is_free_and_one_that_sounds_alike_is_offered_alternatives() -> None:
    first, second = await person(PHONES["p1"]), await person(PHONES["p2"])
    await name.reserve_name((await draft_of(first)).id, by=first, now=NOW)
    near = await draft_of(second, name={"trade_name": "沃和"})
    answer = await name.check_name(near.id, by=second, now=NOW)
    assert answer.free
    assert [conflict.rule for conflict in answer.conflicts] == ["NM-08"]
    assert len(answer.suggestions) == 3
    assert all("沃禾" not in suggestion for suggestion in answer.suggestions)


async def test_a_new_name_releases_the_old_one() -> None:
    founder = await person()
    application = await draft_of(founder)
    await name.reserve_name(application.id, by=founder, now=NOW)
    from app.applications import draft

    await draft.save(application.id, {"name": {"trade_name": "星澜"}}, version=2, by=founder, now=NOW)
    await name.reserve_name(application.id, by=founder, now=NOW)
    states = await NameReservation.all().order_by("reserved_at").values_list("state", flat=True)
    assert sorted(states) == [ReservationState.RELEASED, ReservationState.RESERVED]


async def test_an_expired_name_is_free_for_others() -> None:
    first, second = await person(PHONES["p1"]), await person(PHONES["p2"])
    await name.reserve_name((await draft_of(first)).id, by=first, now=NOW)
    later = NOW + timedelta(days=61)
    await name.reserve_name((await draft_of(second)).id, by=second, now=later)
    assert await expire_old(now=later) == 1


async def test_anothers_draft_has_no_name_for_me() -> None:
    application = await draft_of(await person())
    with pytest.raises(NotFound):
        await name.reserve_name(application.id, by=await person(PHONES["p2"]), now=NOW)


async def test_a_name_that_contains_the_sound_of_a_taken_one_is_found_in_the_library() -> None:
    first, second = await person(PHONES["p1"]), await person(PHONES["p2"])
    taken = await draft_of(first, name={"trade_name": "沃禾里拉"})
    await name.reserve_name(taken.id, by=first, now=NOW)
    near = await draft_of(second, name={"trade_name": "星月沃和里啦"})
    answer = await name.check_name(near.id, by=second, now=NOW)
    assert [(conflict.rule, conflict.level) for conflict in answer.conflicts] == [("NM-08", 6)]
