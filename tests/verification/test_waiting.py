"""How long a verdict takes, said honestly; and a door that is closed before anybody films in vain."""

from datetime import timedelta

import pytest
from tortoise.connection import get_connections

from config.settings import settings
from core import clock
from core.errors import Unavailable
from tests.verification.people import OTHER, consented
from verification.models import VerificationAttempt
from verification.practise import practise
from verification.waiting import NOBODY_AT_WORK_AFTER, USUAL_SECONDS, judging_queue


async def jobs(waiting: int, running: int) -> None:
    connection = get_connections().get("default")
    for status, count in (("todo", waiting), ("doing", running)):
        await connection.execute_query(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) "
            "SELECT 'verification', 'verification.judge', %s::procrastinate_job_status FROM generate_series(1, %s)",
            [status, count],
        )


async def took(person, *seconds: float) -> None:
    for each in seconds:
        attempt = await person.film()
        await VerificationAttempt.filter(id=attempt.id).update(result={"took_s": each})


async def test_an_empty_queue_promises_what_a_verdict_takes(person) -> None:
    queue = await judging_queue(clock.now())
    assert (queue.waiting, queue.expected_wait_s, queue.open) == (0, USUAL_SECONDS, True)


async def test_the_figure_follows_the_median_the_depth_and_how_many_judge(person) -> None:
    await took(person, 1.0, 2.0, 40.0)
    await jobs(waiting=10, running=4)
    queue = await judging_queue(clock.now())
    assert (queue.takes_s, queue.waiting, queue.running) == (2.0, 10, 4)
    assert queue.expected_wait_s == pytest.approx(2.0 * (1 + 3))


async def test_when_it_takes_too_long_nobody_is_asked_to_film(person) -> None:
    await jobs(waiting=int(settings().judge_longest_wait_s), running=1)
    for asked in (person.challenge(now=clock.now()), practise(person.task.id, by=person.actor, now=clock.now())):
        with pytest.raises(Unavailable) as refused:
            await asked
        assert refused.value.retry_after_s >= 30
    assert not await VerificationAttempt.exists()


async def test_who_has_filmed_already_is_still_taken(person) -> None:
    attempt = await person.challenge(now=clock.now())
    await jobs(waiting=int(settings().judge_longest_wait_s), running=1)
    await person.upload(attempt, b"video", now=clock.now())
    assert (await person.submit(attempt, now=clock.now())).submitted_at


async def test_while_nobody_judges_no_new_video_is_asked_for(person) -> None:
    attempt = await person.challenge(now=clock.now())
    await person.upload(attempt, b"video", now=clock.now())
    await person.submit(attempt, now=clock.now())
    assert (await judging_queue(clock.now())).at_work
    later = clock.now() + NOBODY_AT_WORK_AFTER + timedelta(seconds=1)
    assert not (await judging_queue(later)).open
    other = await consented(who=OTHER)
    with pytest.raises(Unavailable):
        await other.challenge(now=later)
