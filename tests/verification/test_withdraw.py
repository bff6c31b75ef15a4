"""Withdrawing the consent: what was filmed is gone, it is on record, and the filing goes on by another door."""

from datetime import timedelta

import pytest

from core import blobs, clock
from core.blobs import Blob
from core.errors import Conflict, NotFound
from tests.jobs_runner import run_jobs
from tests.verification.people import OTHER, consented
from verification.channels.book import book
from verification.consent import VERSION, give_consent
from verification.engine.verdict import Decision
from verification.models import Consent, VerificationAttempt
from verification.my_data import my_data
from verification.states import TaskState, VerificationAttemptState, VerificationChannel
from verification.withdraw import BECAUSE, withdraw_consent


@pytest.mark.parametrize("decision", [Decision.REVIEW, Decision.FAIL])
async def test_everything_that_was_filmed_is_erased_and_the_erasure_can_be_listed(person, judge, decision) -> None:
    judge.decision, judge.movement = decision, b"\x01" * 120
    await person.film()
    now = clock.now()
    await withdraw_consent(person.task.id, by=person.actor, now=now)
    assert (await person.now_at()).state is TaskState.OPENED
    assert not await Blob.filter(erased_at=None).exists()
    listed = await my_data(by=person.actor)
    assert [consent.withdrawn_at for consent in listed.consents] == [now]
    assert sorted(each.kind for each in listed.kept) == ["evidence", "movement", "video"]
    assert all(each.erased_at for each in listed.kept)
    assert BECAUSE in {each.erased_because for each in listed.kept}


async def test_a_video_that_waits_for_its_judge_is_never_judged(person, judge) -> None:
    attempt = await person.challenge(now=clock.now())
    await person.upload(attempt, b"video", now=clock.now())
    await person.submit(attempt, now=clock.now())
    await withdraw_consent(person.task.id, by=person.actor, now=clock.now())
    await run_jobs()
    assert judge.judged == []
    assert (await VerificationAttempt.get(id=attempt.id)).state is VerificationAttemptState.ABANDONED
    assert not await Blob.filter(erased_at=None).exists()


async def test_a_pass_that_was_given_stands_with_its_evidence_and_the_rest_goes(person, judge) -> None:
    judge.decision, judge.movement = Decision.FAIL, b""
    await person.film()
    judge.decision = Decision.PASS
    passed = await person.film()
    await withdraw_consent(person.task.id, by=person.actor, now=clock.now())
    assert (await person.now_at()).state is TaskState.PASSED
    (kept,) = await Blob.filter(erased_at=None)
    assert kept.id == passed.evidence_blob_id
    with pytest.raises(Conflict):
        await person.challenge(now=clock.now())


async def test_after_a_withdrawal_the_same_file_is_known_and_nothing_of_a_movement_is(person, judge) -> None:
    judge.movement = b"\x01" * 120
    await person.film(b"one and the same")
    await withdraw_consent(person.task.id, by=person.actor, now=clock.now())
    assert not await Blob.filter(purpose="movement", erased_at=None).exists()
    elsewhere = await consented()
    assert (await elsewhere.film(b"one and the same")).reasons[-1]["reason"] == "REPLAY_SUSPECTED"
    assert (await elsewhere.film(b"another")).verdict == "pass"


async def test_what_was_asked_for_before_a_withdrawal_is_never_asked_for_again(person, judge) -> None:
    judge.movement = b"\x01" * 120
    asked = (await person.film()).actions
    await (await consented()).film()  # So that it is not merely the last one that is avoided.
    await withdraw_consent(person.task.id, by=person.actor, now=clock.now())
    for _ in range(30):
        elsewhere = await consented()
        drawn = (await elsewhere.challenge(now=clock.now())).actions
        assert asked not in [drawn[start : start + 2] for start in range(len(drawn) - 1)]


async def test_another_door_is_open_and_one_may_agree_again(person) -> None:
    await withdraw_consent(person.task.id, by=person.actor, now=clock.now())
    with pytest.raises(Conflict):
        await person.challenge(now=clock.now())
    await book(person.task.id, VerificationChannel.WINDOW, "", by=person.actor, now=clock.now())
    assert (await person.now_at()).state is TaskState.ALT_BOOKED
    again = await consented(subject=person.task.subject, who=OTHER)
    await withdraw_consent(again.task.id, by=again.actor, now=clock.now())
    await give_consent(again.task.id, VERSION, by=again.actor, now=clock.now() + timedelta(seconds=1))
    assert (await again.now_at()).state is TaskState.CONSENTED
    assert await Consent.filter(task_id=again.task.id).count() == 2


async def test_what_was_not_given_cannot_be_withdrawn_and_nobody_withdraws_for_another(person) -> None:
    stranger = await consented(who=OTHER)
    with pytest.raises(NotFound):
        await withdraw_consent(person.task.id, by=stranger.actor, now=clock.now())
    await withdraw_consent(person.task.id, by=person.actor, now=clock.now())
    with pytest.raises(Conflict):
        await withdraw_consent(person.task.id, by=person.actor, now=clock.now())


async def test_my_data_shows_nothing_of_anybody_else(person) -> None:
    await person.film()
    stranger = await consented(who=OTHER)
    listed = await my_data(by=stranger.actor)
    assert [task.id for task in listed.tasks] == [stranger.task.id]
    assert (len(listed.consents), listed.kept) == (1, [])
    await blobs.load((await VerificationAttempt.get(task_id=person.task.id)).evidence_blob_id)
