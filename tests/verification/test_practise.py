"""Practice: the same path, as often as one likes, and nothing of it remains but its verdict."""

from datetime import timedelta

import pytest

from core import clock
from core.blobs import Blob
from core.errors import Conflict
from tests.jobs_runner import run_jobs
from tests.verification.people import NOON, PERSON, actor
from verification.engine.verdict import Decision
from verification.invite import invite
from verification.models import SeenVideo, VerificationAttempt
from verification.open import open_invitation
from verification.policy import ATTEMPTS_PER_HOUR
from verification.practise import practise
from verification.retention import sweep
from verification.states import TaskState, VerificationAttemptState
from verification.views import task_view


async def rehearse(person, video: bytes = b"a rehearsal") -> VerificationAttempt:
    attempt = await practise(person.task.id, by=person.actor, now=clock.now())
    await person.upload(attempt, video, now=clock.now())
    await person.submit(attempt, now=clock.now())
    await run_jobs(["verification"])
    return await VerificationAttempt.get(id=attempt.id)


@pytest.mark.parametrize("decision", list(Decision))
async def test_a_practice_shows_its_verdict_and_moves_nothing(person, judge, told, decision) -> None:
    judge.decision, judge.movement = decision, b"\x01" * 120
    attempt = await rehearse(person)
    await run_jobs()
    assert (attempt.state, attempt.verdict) == (VerificationAttemptState.JUDGED, decision.value)
    assert (await person.now_at()).state is TaskState.CONSENTED
    assert not told


async def test_nothing_remains_of_a_practice_but_its_verdict(person, judge) -> None:
    judge.decision, judge.movement = Decision.REVIEW, b"\x01" * 120
    attempt = await rehearse(person)
    assert (attempt.result, attempt.video_sha256, attempt.evidence_blob_id) == ({}, "", None)
    assert not await SeenVideo.exists()
    assert not await Blob.filter(erased_at=None).exists()
    await sweep(now=clock.now() + timedelta(days=2))
    assert not await VerificationAttempt.exists(id=attempt.id)


async def test_practice_never_counts(person, judge) -> None:
    judge.decision = Decision.FAIL
    for _ in range(ATTEMPTS_PER_HOUR + 1):
        await rehearse(person)
    assert (await person.now_at()).state is TaskState.CONSENTED
    assert (await task_view(await person.now_at())).latest_attempt is None
    judge.decision = Decision.PASS
    assert (await person.film()).verdict == "pass"


async def test_practice_needs_the_same_consent(database, register, judge) -> None:
    (task,) = await invite("application:1", [PERSON], now=NOON)
    by = actor(PERSON.phone)
    await open_invitation(task.code, by=by, now=NOON)
    with pytest.raises(Conflict):
        await practise(task.id, by=by, now=NOON)


async def test_one_rehearses_between_failing_and_trying_again(person, judge) -> None:
    judge.decision = Decision.FAIL
    await person.film()
    judge.decision = Decision.PASS
    await rehearse(person)
    assert (await person.now_at()).state is TaskState.RETRYABLE


async def test_those_in_earnest_are_judged_first(person, judge) -> None:
    practice = await practise(person.task.id, by=person.actor, now=clock.now())
    await person.upload(practice, b"a rehearsal", now=clock.now())
    await person.submit(practice, now=clock.now())
    real = await person.challenge(now=clock.now())
    await person.upload(real, b"in earnest", now=clock.now())
    await person.submit(real, now=clock.now())
    await run_jobs(["verification"])
    assert judge.judged == [b"in earnest", b"a rehearsal"]
