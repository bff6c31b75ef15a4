"""When the register is away, a video hangs or kills the judge, or the fault is ours: nobody is left waiting."""

from datetime import timedelta

import pytest
from tortoise.connection import get_connections

from core import clock
from tests.jobs_runner import run_jobs
from tests.verification.people import NOON, Person
from verification.judging import LONGEST_OUTAGE, MOST_TRIES
from verification.models import VerificationAttempt, VideoPart
from verification.pool import JudgeCrashed
from verification.states import TaskState, VerificationAttemptState


async def jobs(status: str) -> list[dict[str, object]]:
    connection = get_connections().get("default")
    return await connection.execute_query_dict(
        "SELECT task_name, attempts, scheduled_at FROM procrastinate_jobs "
        "WHERE queue_name = 'verification' AND status::text = %s", [status]
    )  # fmt: skip


async def again(person: Person) -> None:
    """What the passing of time brings: every planned retry is due."""
    await (
        get_connections()
        .get("default")
        .execute_query("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    )
    await run_jobs(["verification"])


async def test_an_outage_of_the_register_is_told_to_who_waits_and_the_job_comes_again(person, register, told) -> None:
    register.is_out = True
    attempt = await person.film()
    assert attempt.state is VerificationAttemptState.SUBMITTED
    assert [reason["reason"] for reason in attempt.reasons] == ["SOURCE_DOWN"]
    (waiting,) = await jobs("todo")
    assert clock.now() - timedelta(seconds=5) < waiting["scheduled_at"] < clock.now() + timedelta(seconds=35)
    register.is_out = False
    await again(person)
    judged = await VerificationAttempt.get(id=attempt.id)
    assert (judged.verdict, judged.reasons) == ("pass", [])
    assert (await person.now_at()).state is TaskState.PASSED


async def test_outages_are_no_tries_of_ours(person, register, judge) -> None:
    register.is_out = True
    attempt = await person.film()
    for _ in range(MOST_TRIES + 2):
        await again(person)
    assert (await VerificationAttempt.get(id=attempt.id)).tries == 0
    register.is_out = False
    await again(person)
    assert len(judge.judged) == 1


async def test_an_outage_that_lasts_ends_the_attempt_and_erases_its_video(person, register) -> None:
    register.is_out = True
    attempt = await person.film()
    await VerificationAttempt.filter(id=attempt.id).update(
        submitted_at=clock.now() - LONGEST_OUTAGE - timedelta(minutes=1)
    )
    await again(person)
    ended = await VerificationAttempt.get(id=attempt.id)
    assert (ended.verdict, ended.reasons[0]["reason"]) == ("fail", "SOURCE_DOWN")
    assert ended.result["not_counted"]
    assert (await person.now_at()).state is TaskState.RETRYABLE
    await again(person)
    assert not await jobs("todo")


@pytest.mark.parametrize("broken", [TimeoutError(), JudgeCrashed()])
async def test_a_video_that_breaks_the_judge_costs_its_attempt_and_nothing_else(person, judge, broken) -> None:
    judge.breaks = [broken]
    attempt = await person.film()
    assert (attempt.verdict, attempt.reasons[0]["reason"]) == ("fail", "UNREADABLE")
    assert (await person.film()).verdict == "pass"


async def test_a_fault_of_ours_is_tried_again_and_then_ended_honestly(person, judge, told) -> None:
    judge.breaks = [RuntimeError("a bug of ours")] * (MOST_TRIES + 5)
    attempt = await person.film()
    for _ in range(MOST_TRIES - 1):
        assert (await VerificationAttempt.get(id=attempt.id)).state is VerificationAttemptState.SUBMITTED
        await again(person)
    assert len(judge.judged) == MOST_TRIES
    await again(person)
    ended = await VerificationAttempt.get(id=attempt.id)
    assert (ended.state, ended.verdict) == (VerificationAttemptState.JUDGED, "fail")
    assert ended.reasons[0]["reason"] == "UNREADABLE"
    assert "不是您的问题" in ended.reasons[0]["text"]["zh"]
    assert ended.result["not_counted"]
    assert len(await jobs("failed")) == 1
    assert not await jobs("todo")
    assert (await person.now_at()).state is TaskState.RETRYABLE


async def test_what_is_concluded_meanwhile_is_not_judged_again(person, judge) -> None:
    judge.breaks = [RuntimeError("once")]
    attempt = await person.film()
    assert await VideoPart.filter(attempt_id=attempt.id).count() == 1
    await again(person)
    await again(person)
    assert len(judge.judged) == 2
    assert (await VerificationAttempt.get(id=attempt.id)).tries == 2


async def test_nothing_is_counted_before_anything_was_judged(person) -> None:
    attempt = await person.challenge(now=NOON)
    assert attempt.tries == 0
