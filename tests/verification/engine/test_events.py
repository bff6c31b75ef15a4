"""Movements out of synthetic courses of lids, mouth and head."""

import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.challenge import Action
from verification.engine.events import blinks, movements
from verification.engine.settings import Actions

TIMES = np.arange(0, 6, 0.05)
S = Actions()


def bump(at_s: float, rise_s: float, stay_s: float, fall_s: float, height: float) -> NDArray[np.float64]:
    """Up in `rise_s`, there for `stay_s`, down in `fall_s`; `at_s` is when the top is reached."""
    corners = [0, at_s - rise_s, at_s, at_s + stay_s, at_s + stay_s + fall_s, 10]
    return np.interp(TIMES, corners, [0, 0, height, height, 0, 0])


def kinds(lids=0.0, mouth=0.0, pitch=0.0, yaw=0.0) -> list[tuple[Action, bool]]:
    flat = np.zeros_like(TIMES)
    shown = np.column_stack([flat + lids, flat + lids, flat + mouth])
    turned = np.column_stack([flat + pitch, flat + yaw, flat])
    return [(m.action, m.whole) for m in movements(TIMES, shown, turned, S)]


@pytest.mark.parametrize("length", [0.03, 0.1, 0.3])
def test_lids_that_close_and_open_fast_are_a_blink(length: float) -> None:
    assert kinds(lids=bump(2, 0.08, length, 0.15, 0.8)) == [(Action.BLINK, True)]


def test_a_blink_that_reopens_slowly_is_a_blink() -> None:
    assert kinds(lids=bump(2, 0.08, 0.1, 0.6, 0.8)) == [(Action.BLINK, True)]


def test_two_blinks_in_a_row_are_two() -> None:
    lids = np.maximum(bump(2, 0.08, 0.05, 0.15, 0.8), bump(2.45, 0.08, 0.05, 0.15, 0.8))
    assert kinds(lids=lids) == [(Action.BLINK, True)] * 2


def test_a_slow_closing_is_no_blink() -> None:
    assert kinds(lids=bump(2.5, 1.0, 0.1, 0.2, 0.8)) == []


def test_closed_eyes_are_no_blink() -> None:
    assert kinds(lids=bump(2, 0.08, 1.5, 0.1, 0.8)) == []


def test_eyes_that_do_not_open_again_are_no_blink() -> None:
    assert kinds(lids=bump(5.7, 0.08, 2.0, 0.1, 0.8)) == []


def test_half_closed_lids_are_no_blink() -> None:
    assert kinds(lids=bump(2, 0.08, 0.1, 0.15, 0.3)) == []


def test_looking_down_lowers_the_rest_and_a_blink_above_it_still_counts() -> None:
    down = bump(1.0, 0.3, 3.5, 0.3, 0.3)
    assert kinds(lids=down) == []
    assert kinds(lids=down + bump(2.5, 0.08, 0.05, 0.12, 0.5)) == [(Action.BLINK, True)]


def test_a_wink_is_no_blink() -> None:
    left, right = bump(2, 0.08, 0.1, 0.15, 0.8), bump(2, 0.08, 0.1, 0.15, 0.25)
    assert blinks(TIMES, left, right, S) == []


@pytest.mark.parametrize(
    ("course", "action"),
    [({"pitch": 15}, Action.NOD), ({"yaw": 25}, Action.TURN_LEFT), ({"yaw": -25}, Action.TURN_RIGHT)],
)
def test_a_head_that_goes_there_and_back_is_one_whole_movement(course: dict[str, int], action: Action) -> None:
    (name, degrees), *_ = course.items()
    assert kinds(**{name: bump(2, 0.4, 0.2, 0.4, degrees)}) == [(action, True)]


def test_a_head_that_stays_turned_made_half_a_movement() -> None:
    assert kinds(yaw=bump(4, 0.4, 5, 0.4, 25)) == [(Action.TURN_LEFT, False)]


def test_small_movements_are_none() -> None:
    assert (
        kinds(pitch=bump(2, 0.4, 0.2, 0.4, 6), yaw=bump(4, 0.4, 0.2, 0.4, 10), mouth=bump(1, 0.3, 0.2, 0.3, 0.7)) == []
    )


def test_a_head_that_rests_tilted_nods_from_there() -> None:
    assert kinds(pitch=20 + bump(2, 0.4, 0.2, 0.4, 15)) == [(Action.NOD, True)]


def test_one_wild_frame_is_no_movement_of_a_head() -> None:
    assert kinds(yaw=np.where(np.arange(len(TIMES)) == 40, 40.0, 0.0)) == []


def test_frames_without_a_face_do_not_break_the_course() -> None:
    yaw = bump(2, 0.4, 0.2, 0.4, 25)
    yaw[90:95] = np.nan
    assert (Action.TURN_LEFT, True) in kinds(yaw=yaw)


@pytest.mark.parametrize("rate", [10.0, 15.0])
@pytest.mark.parametrize("late", [0.0, 0.03, 0.06])
def test_a_quick_nod_of_four_tenths_of_a_second_is_seen(rate: float, late: float) -> None:
    times = np.arange(late, 4, 1 / rate)
    pitch = 14 * np.sin(np.pi * np.clip((times - 2) / 0.4, 0, 1)) ** 2
    angles = np.column_stack([pitch, 0 * pitch, 0 * pitch])
    found = movements(times, np.zeros((len(times), 3)), angles, Actions())
    assert [(one.action, one.whole) for one in found] == [(Action.NOD, True)]


def test_one_wild_frame_is_no_movement_of_the_head() -> None:
    times = np.arange(0, 4, 0.1)
    angles = np.zeros((len(times), 3))
    angles[20] = 40, -35, 0
    assert movements(times, np.zeros((len(times), 3)), angles, Actions()) == []
