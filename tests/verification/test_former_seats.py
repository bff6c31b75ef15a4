"""Whose seat another person took sees what is kept of them, and has it erased; neither sees anything of the other."""

from dataclasses import replace

import pytest

from core import clock
from core.blobs import Blob
from core.errors import NotFound
from tests.verification.people import OFFICE, OTHER, PERSON, Person, actor, consented
from verification.consent import VERSION, give_consent
from verification.invite import invite
from verification.models import VerificationTask
from verification.my_data import erase_former, my_data
from verification.open import open_invitation


async def takes_the_seat_of(before: Person) -> Person:
    now = clock.now()
    await invite(before.task.subject, [replace(OTHER, key=PERSON.key)], scope=OFFICE, now=now)
    task = await VerificationTask.get(id=before.task.id)
    by = actor(OTHER.phone)
    await open_invitation(task.code, by=by, now=now)
    await give_consent(task.id, VERSION, by=by, now=now)
    return Person(by, task)


async def test_each_sees_their_own_and_nothing_of_the_other(person, judge) -> None:
    judge.movement = b"\x01" * 120
    await person.film()
    newcomer = await takes_the_seat_of(person)
    await newcomer.film()
    before, after = await my_data(by=person.actor), await my_data(by=newcomer.actor)
    for listed in (before, after):
        assert sorted(each.kind for each in listed.kept) == ["evidence", "movement", "video"]
        assert len(listed.consents) == 1
    assert {each.stored_at for each in before.kept}.isdisjoint(each.stored_at for each in after.kept)
    assert {each.kind for each in before.kept if each.erasable} == {"evidence", "movement"}
    assert not any(each.erasable for each in after.kept)


async def test_who_had_the_seat_has_their_own_erased_and_no_more(person, judge) -> None:
    judge.movement = b"\x01" * 120
    await person.film()
    newcomer = await takes_the_seat_of(person)
    passed = await newcomer.film()
    await erase_former(person.task.id, by=person.actor, now=clock.now())
    assert all(each.erased_at and not each.erasable for each in (await my_data(by=person.actor)).kept)
    left = await Blob.filter(erased_at=None)
    assert passed.evidence_blob_id in {each.id for each in left}
    assert {each.purpose for each in left} == {"evidence", "movement"}


async def test_nobody_else_erases_it(person) -> None:
    await person.film()
    with pytest.raises(NotFound):  # Still theirs: they withdraw the consent instead.
        await erase_former(person.task.id, by=person.actor, now=clock.now())
    newcomer, stranger = await takes_the_seat_of(person), await consented(who=OTHER)
    for other in (newcomer, stranger):
        with pytest.raises(NotFound):
            await erase_former(person.task.id, by=other.actor, now=clock.now())


async def test_who_takes_the_seat_twice_sees_both_times(person) -> None:
    await person.film()
    newcomer = await takes_the_seat_of(person)
    await invite(person.task.subject, [PERSON], scope=OFFICE, now=clock.now())
    task = await VerificationTask.get(id=person.task.id)
    await open_invitation(task.code, by=person.actor, now=clock.now())
    await give_consent(task.id, VERSION, by=person.actor, now=clock.now())
    await person.film()
    listed = await my_data(by=person.actor)
    assert sorted(each.kind for each in listed.kept) == ["evidence", "evidence", "video", "video"]
    assert len(listed.consents) == 2
    assert (await my_data(by=newcomer.actor)).kept == []
