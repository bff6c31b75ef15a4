"""A video that comes again is recognised: the same bytes from anybody, the same movement from the same person."""

import numpy as np
import pytest

from core.sealed import blind_index
from tests.jobs_runner import run_jobs
from tests.verification.people import OTHER, consented
from verification.engine.signature import TRACKS
from verification.models import SeenVideo
from verification.movement import SAME_RECORDING, likeness
from verification.states import TaskState


def course(seed: int, noise: float = 0.0, late: int = 0) -> bytes:
    """Seven seconds of a head that moves: smooth chance movement in all six tracks."""
    steps = np.random.default_rng(seed).normal(size=(90, TRACKS))
    smooth = np.apply_along_axis(lambda track: np.convolve(track, np.ones(9) / 9, "same"), 0, steps)[late : late + 70]
    moved = smooth / np.abs(smooth).max() * 100 + np.random.default_rng(seed + 1).normal(size=(70, TRACKS)) * noise
    return np.clip(np.round(moved), -127, 127).astype(np.int8).tobytes()


async def test_the_same_bytes_pass_once_whoever_sends_them(person, judge) -> None:
    assert (await person.film(b"one and the same")).verdict == "pass"
    stranger = await consented(who=OTHER)
    again = await stranger.film(b"one and the same")
    assert (again.verdict, again.reasons[-1]["reason"]) == ("fail", "REPLAY_SUSPECTED")
    assert (await stranger.now_at()).state is TaskState.RETRYABLE


async def test_the_same_bytes_in_the_next_attempt_fail(person, judge) -> None:
    await person.film(b"one and the same")
    assert (await person.film(b"one and the same")).verdict == "fail"
    assert (await person.film(b"another")).verdict == "pass"


@pytest.mark.parametrize("change", [{"noise": 2.0}, {"late": 8}, {"noise": 2.0, "late": 5}])
async def test_the_same_movement_of_the_same_person_fails_in_other_bytes(person, judge, change) -> None:
    judge.movement = course(1)
    await person.film()
    judge.movement = course(1, **change)
    elsewhere = await consented()
    again = await elsewhere.film()
    assert (again.verdict, again.reasons[-1]["reason"]) == ("fail", "REPLAY_SUSPECTED")


@pytest.mark.parametrize(("seed", "other"), [(1, 2), (3, 40), (500, 6000)])
def test_likeness_is_the_same_from_both_sides_and_whole_with_itself(seed, other) -> None:
    one, two = course(seed), course(other)
    assert likeness(one, one) == pytest.approx(1.0)
    assert likeness(one, two) == pytest.approx(likeness(two, one))


def test_the_same_act_done_again_is_another_recording() -> None:
    one, two = (np.frombuffer(course(seed), np.int8).reshape(-1, TRACKS).astype(float) * 0.15 for seed in (3, 77))
    turn = np.exp(-(((np.arange(70) - 30) / 8) ** 2)) * 80
    for each in (one, two):
        each[:, 1] += turn
    first, second = (np.round(each).astype(np.int8).tobytes() for each in (one, two))
    assert likeness(first, second) < SAME_RECORDING < likeness(first, first)


def test_who_keeps_still_is_like_nobody() -> None:
    assert likeness(bytes(70 * TRACKS), bytes(70 * TRACKS)) == 0.0
    assert likeness(b"", course(1)) == 0.0


async def test_another_movement_of_the_same_person_passes(person, judge) -> None:
    for seed in range(1, 6):
        judge.movement = course(10 * seed)
        assert (await person.film()).verdict == "pass"


async def test_every_kind_of_suspicion_reads_the_same_to_the_person(person, judge) -> None:
    judge.movement = course(1)
    await person.film(b"x")
    attempt = await person.film(b"x")
    assert "exact" not in str(attempt.reasons)
    assert "seen" not in str(attempt.reasons)


async def test_the_table_names_nobody_and_nothing(person, judge) -> None:
    attempt = await person.film(b"a video")
    (row,) = await SeenVideo.all()
    assert attempt.video_sha256 not in row.video_index
    assert row.person_index == blind_index("seen-person", person.task.id_number)
    assert row.person_index != blind_index("id_number", person.task.id_number)


async def test_a_job_that_runs_again_is_no_replay_of_itself(person, judge) -> None:
    judge.breaks = [RuntimeError("killed half-way")]
    attempt = await person.film()
    await run_jobs(["verification"])
    assert not attempt.verdict
    assert not await SeenVideo.exists()
