"""Coarse luma grids of made-up recordings."""

import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.attacks.clock import clock_signs
from verification.engine.attacks.continuity import caught_up, continuity_sign
from verification.engine.attacks.limits import Continuity
from verification.engine.attacks.repeats import repeated
from verification.engine.attacks.sign import Sign

COUNT, FPS, ROWS = 150, 30.0, 30


@pytest.fixture
def live() -> NDArray[np.uint8]:
    """A structured picture that sways, with a sensor's noise: (150, 1200)."""
    rng = np.random.default_rng(3)
    x = np.linspace(0, 8 * np.pi, 1200)
    t = np.arange(COUNT) / FPS
    sway = 0.6 * np.sin(2 * np.pi * 0.31 * t) + 0.2 * np.sin(2 * np.pi * 1.13 * t + 1)
    other = 0.8 * np.sin(2 * np.pi * 0.47 * t + 2)
    picture = 120 + 40 * np.sin(x[None] + sway[:, None]) + 30 * np.sin(2.7 * x[None] + other[:, None])
    return np.clip(picture + rng.normal(0, 1.5, picture.shape), 0, 255).astype(np.uint8)


def judged(prints: NDArray[np.uint8], times: NDArray[np.float64] | None = None) -> Sign:
    times = np.arange(len(prints)) / FPS if times is None else times
    return continuity_sign(list(prints), list(prints.reshape(len(prints), ROWS, -1)), times, Continuity())


def test_one_take_raises_no_doubt(live: NDArray[np.uint8]) -> None:
    assert judged(live).score == 0


def test_a_frozen_picture_is_noticed(live: NDArray[np.uint8]) -> None:
    live[60:105] = live[60]
    sign = judged(live)
    assert sign.note == "frozen"
    assert sign.score == 1
    assert sign.from_s == pytest.approx(2.0, abs=0.1)


def test_a_loop_is_noticed(live: NDArray[np.uint8]) -> None:
    # The joint lies where the picture happens to be as at the start, so that there is no jump to notice.
    apart = np.abs(live[60:].astype(int) - live[0]).mean(axis=1)
    part = live[: 60 + int(np.argmin(apart))]
    sign = judged(np.concatenate([part, part]))
    assert (sign.note, sign.score) == ("loop", 1)


def test_a_lamp_that_flickers_over_somebody_at_rest_is_no_loop() -> None:
    """On a stand, 30 frames a second under mains of 50 Hz: every third picture is as bright as this one."""
    rng, row = np.random.default_rng(8), np.linspace(0, 2, 1200)
    room = 120 + 40 * np.sin(np.linspace(0, 8 * np.pi, 1200))
    lamp = 1 + 0.05 * np.sin(2 * np.pi * (np.arange(COUNT)[:, None] / 3 + row))
    grid = (room * lamp + rng.normal(0, 1.0, (COUNT, 1200))).astype(np.float32)
    loop, mirror = repeated(grid, np.arange(COUNT) / FPS, Continuity())
    assert (loop.score, mirror.score) == (0, 0)


def test_a_cut_is_noticed(live: NDArray[np.uint8]) -> None:
    sign = judged(np.concatenate([live[:70], live[110:]]))
    assert sign.note.startswith("cut")
    assert sign.score == 1
    assert sign.from_s == pytest.approx(69 / FPS, abs=0.05)


def test_a_hole_in_the_recording_brings_a_person_to_look(live: NDArray[np.uint8]) -> None:
    times = np.arange(COUNT) / FPS
    times[90:] += 1.5
    assert judged(live, times).score == Continuity().suspicious


def test_a_clock_that_runs_backwards_is_noticed(live: NDArray[np.uint8]) -> None:
    times = np.arange(COUNT) / FPS
    times[50::20] -= 0.2
    assert judged(live, times).note == "clock"


def test_a_burst_of_frames_that_no_sensor_reads_so_quickly_is_noticed(live: NDArray[np.uint8]) -> None:
    times = np.arange(COUNT) / FPS
    times[60:80] = times[60] + np.arange(20) * 0.002
    assert judged(live, times).score == pytest.approx(Continuity().suspicious)


@pytest.mark.parametrize(
    "steps",
    [
        np.where(np.arange(COUNT) % 2, 0.003, 0.063),
        np.random.default_rng(5).exponential(1 / FPS, COUNT) + 0.001,
    ],
)
def test_times_that_were_made_up_are_noticed(live: NDArray[np.uint8], steps: NDArray[np.float64]) -> None:
    assert judged(live, np.cumsum(steps)).score == pytest.approx(Continuity().suspicious)


@pytest.mark.parametrize(
    "steps",
    [
        np.repeat([1 / 60, 1 / 15], COUNT // 2),  # 60 frames a second, and 15 in the dark
        np.where(np.random.default_rng(6).random(COUNT) < 0.2, 2, 1) / FPS,  # every fifth frame lost
        np.where(np.arange(COUNT) % 30 == 0, 0.19, np.where(np.arange(COUNT) % 30 < 6, 0.002, 1 / FPS)),  # held up
        np.full(COUNT, 1 / 120) + np.random.default_rng(7).normal(0, 0.001, COUNT),
        np.where(np.arange(COUNT) == 70, 0.5, 1 / FPS),
    ],
)
def test_what_busy_telephones_do_to_their_times_is_no_fault(steps: NDArray[np.float64]) -> None:
    times = np.cumsum(steps)
    assert max(sign.score or 0 for sign in clock_signs(times - times[0], Continuity())) == 0


def test_an_uneven_rate_is_no_fault(live: NDArray[np.uint8]) -> None:
    steps = np.random.default_rng(1).uniform(0.02, 0.12, COUNT)
    assert judged(live, np.cumsum(steps)).score == 0


def test_a_frozen_picture_that_the_codec_retouches_is_noticed(live: NDArray[np.uint8]) -> None:
    live[60:80] = live[60]
    live[61:80, :30] += np.arange(19, dtype=np.uint8)[:, None] % 5 * 3
    assert judged(live).note == "frozen"


def test_a_short_piece_played_three_times_is_noticed(live: NDArray[np.uint8]) -> None:
    live[57:64] = live[64:71] = live[50:57]
    sign = judged(live)
    assert sign.score == 1


def test_a_piece_played_back_as_it_came_is_noticed(live: NDArray[np.uint8]) -> None:
    sign = judged(np.concatenate([live[:75], live[75::-1]])[:COUNT])
    assert (sign.note, sign.score) == ("mirror", 1)


def test_a_movement_there_and_back_is_no_mirror(live: NDArray[np.uint8]) -> None:
    """Somebody who nods comes back the way they went, but no frame is another's copy."""
    back = live[75::-1].astype(int) + np.random.default_rng(9).normal(0, 2.1, (76, 1200))
    sign = judged(np.clip(np.concatenate([live[:75], back])[:COUNT], 0, 255).astype(np.uint8))
    assert sign.note != "mirror" or sign.score == 0


def test_a_quick_nod_there_and_back_is_no_mirror(live: NDArray[np.uint8]) -> None:
    """A third of a second each way: heads do that as evenly as a copy; half a second and more they do not."""
    nod = np.concatenate([live[:60], live[59:47:-1], live[100:]]).astype(np.float32)
    _loop, mirror = repeated(nod, np.arange(len(nod)) / FPS, Continuity())
    assert mirror.score == 0


def test_a_starved_codec_that_renews_every_third_frame_is_no_cut(live: NDArray[np.uint8]) -> None:
    held = live[(np.arange(COUNT) // 3) * 3].astype(int) + np.random.default_rng(2).integers(-2, 3, live.shape)
    sign = judged(np.clip(held, 0, 255).astype(np.uint8))
    assert not sign.note.startswith("cut") or sign.score == 0


def test_a_person_who_speaks_before_a_plain_wall_on_a_stand_is_not_frozen(live: NDArray[np.uint8]) -> None:
    """Nine points of ten never change, and most of the tenth do not while the person listens."""
    wall = np.full_like(live, 120)
    wall[:, :120] = live[:, :120]
    wall[60:80, 60:120] = live[60, 60:120]
    assert judged(wall).score == 0


def moving(live: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The live recording of somebody who holds still for most of a second, then goes on where they were."""
    held = np.concatenate([live[:1].repeat(22, axis=0), live[1:129]]).astype(int)
    return np.clip(held, 0, 255).astype(np.uint8)


def test_a_picture_frozen_from_the_first_frame_on_is_noticed() -> None:
    """The codec retouches it, and it goes on into a quick movement: neither a long stillness nor a lonely step."""
    size = [0.0, 0.7, 1.5, 0.0, 1.3, 0, 0, 0, 0.6, 0, 0, 0.9, 0, 0, 0, 0, 0, 0, 14.6, 3.1, 4.8, 7.6, *[9.0] * 30]
    times = np.arange(len(size) + 1) / 24
    grid = 120 + np.cumsum([0, *size], dtype=np.float32)[:, None] + np.linspace(-40, 40, 1200, dtype=np.float32)
    sign = caught_up(grid, np.array(size, np.float32), times, Continuity())
    assert sign.note == "frozen"
    assert sign.score is not None
    assert sign.score > 0.6
    gentle = [*size[:18], 3.2, *size[19:]]
    assert caught_up(grid, np.array(gentle, np.float32), times, Continuity()).score == 0


def test_an_encoder_that_holds_its_first_picture_while_nobody_moves_is_no_fault(live: NDArray[np.uint8]) -> None:
    assert judged(moving(live)).score == 0


def test_a_recorder_that_begins_in_the_dark_is_no_fault(live: NDArray[np.uint8]) -> None:
    live[:14] = 16
    assert judged(live).score == 0
