"""Borderline verdicts: seen by officers of the office alone, decided with a ground, forgotten on time."""

from datetime import timedelta

import pytest

from core import blobs, clock
from core.audit import AuditEntry
from core.blobs import Blob
from core.errors import Conflict, Invalid, NotFound
from core.web.purpose import Purpose
from tests.jobs_runner import run_jobs
from tests.verification.people import OTHER, Person, consented, officer
from verification.engine.verdict import Decision
from verification.events import IdentityConfirmed, IdentityNotConfirmed, IdentityReferred
from verification.models import IdentityOpinion, VerificationAttempt, VideoPart
from verification.practise import practise
from verification.retention import sweep
from verification.reviews import decide_review, evidence_of, reviews, video_of
from verification.states import TaskState, VerificationRisk

VIDEO = b"\x00\x00\x00\x18ftypmp42 a borderline video"


@pytest.fixture
async def referred(person, judge) -> Person:
    judge.decision = Decision.REVIEW
    await person.film(VIDEO)
    await run_jobs()
    return person


async def latest(person: Person) -> VerificationAttempt:
    found = await VerificationAttempt.filter(task_id=person.task.id).order_by("-created_at").first()
    assert found is not None
    return found


async def decide(person: Person, by, *, accept: bool = True, ground: str = "SAME_PERSON"):
    attempt = await latest(person)
    return await decide_review(attempt.id, accept=accept, ground=ground, comment="", by=by, now=clock.now())


async def test_an_officer_of_the_office_sees_the_video_and_every_look_is_logged(referred) -> None:
    by, attempt = officer(), await latest(referred)
    assert [each.id for each in await reviews(by=by)] == [attempt.id]
    assert await video_of(attempt.id, Purpose.IDENTITY, by=by, now=clock.now()) == (VIDEO, "video/mp4")
    assert (await evidence_of(attempt.id, Purpose.IDENTITY, by=by, now=clock.now())).startswith(b"\xff\xd8")
    logged = await AuditEntry.filter(actor_id=by.id).order_by("id").values_list("action", flat=True)
    assert list(logged) == ["identity.video", "identity.evidence"]


async def test_another_offices_officer_sees_and_decides_nothing(referred) -> None:
    stranger, attempt = officer("990100"), await latest(referred)
    assert await reviews(by=stranger) == []
    for refused in (
        video_of(attempt.id, Purpose.IDENTITY, by=stranger, now=clock.now()),
        evidence_of(attempt.id, Purpose.IDENTITY, by=stranger, now=clock.now()),
        decide(referred, stranger),
    ):
        with pytest.raises(NotFound):
            await refused
    assert not await AuditEntry.exists()


@pytest.mark.parametrize(
    ("accept", "ground", "state", "fact"),
    [
        (True, "SAME_PERSON", TaskState.PASSED, IdentityConfirmed),
        (False, "NOT_SAME_PERSON", TaskState.RETRYABLE, IdentityNotConfirmed),
    ],
)
async def test_a_decision_moves_the_task_erases_the_video_and_is_told(
    referred, told, accept, ground, state, fact
) -> None:
    attempt = await latest(referred)
    await decide(referred, officer(), accept=accept, ground=ground)
    await run_jobs()
    task = await referred.now_at()
    assert task.state is state
    assert [type(each) for each in told] == [IdentityReferred, fact]
    (part,) = await VideoPart.filter(attempt_id=attempt.id)
    with pytest.raises(NotFound):
        await blobs.load(part.blob_id)
    if accept:
        assert task.passed_until > clock.now() + timedelta(days=1)
    else:
        assert (await latest(referred)).reasons[0]["reason"] == ground


async def test_a_ground_must_be_one_of_those_offered(referred) -> None:
    for accept, ground in ((True, "NOT_LIVE"), (False, "SAME_PERSON"), (False, "because")):
        with pytest.raises(Invalid):
            await decide(referred, officer(), accept=accept, ground=ground)


async def test_a_decision_is_taken_once(referred) -> None:
    await decide(referred, officer())
    with pytest.raises(NotFound):
        await decide(referred, officer(), accept=False, ground="NOT_LIVE")


async def test_only_the_attempt_in_question_is_on_the_desk(referred, judge) -> None:
    first = await latest(referred)
    await decide(referred, officer(), accept=False, ground="NOT_CLEAR")
    rehearsal = await practise(referred.task.id, by=referred.actor, now=clock.now())
    await referred.upload(rehearsal, b"a rehearsal", now=clock.now())
    await referred.submit(rehearsal, now=clock.now())
    second = await referred.film(b"once more")
    assert [each.id for each in await reviews(by=officer())] == [second.id]
    for other in (first, rehearsal):
        with pytest.raises(NotFound):
            await video_of(other.id, Purpose.IDENTITY, by=officer(), now=clock.now())


async def test_a_high_risk_needs_two_different_officers(database, register, judge, told) -> None:
    judge.decision = Decision.REVIEW
    person = await consented(who=OTHER, risk=VerificationRisk.HIGH)
    await person.film(VIDEO)
    first, second = officer(), officer()
    assert (await decide(person, first)).state is TaskState.IN_REVIEW
    assert await reviews(by=first) == []
    with pytest.raises(Conflict):
        await decide(person, first)
    assert len(await reviews(by=second)) == 1
    assert (await decide(person, second)).state is TaskState.PASSED
    assert await IdentityOpinion.all().count() == 2


async def test_one_refusal_decides_even_where_the_risk_is_high(database, register, judge, told) -> None:
    judge.decision = Decision.REVIEW
    person = await consented(who=OTHER, risk=VerificationRisk.HIGH)
    await person.film(VIDEO)
    await decide(person, officer())
    assert (await decide(person, officer(), accept=False, ground="NOT_LIVE")).state is TaskState.RETRYABLE


async def test_a_video_nobody_looked_at_is_erased_after_three_working_days(referred, told) -> None:
    attempt = await latest(referred)
    await sweep(now=attempt.judged_at + timedelta(days=2))
    assert (await referred.now_at()).state is TaskState.IN_REVIEW
    await sweep(now=attempt.judged_at + timedelta(days=15))
    await run_jobs()
    assert (await referred.now_at()).state is TaskState.RETRYABLE
    ended = await latest(referred)
    assert (ended.reasons[0]["reason"], ended.result["not_counted"]) == ("REVIEW_LAPSED", True)
    assert not await Blob.filter(purpose="video", erased_at=None).exists()
    assert isinstance(told[-1], IdentityNotConfirmed)
