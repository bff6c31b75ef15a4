"""When the cast does what it is asked."""

import numpy as np
import pytest

from sandbox.people import Capture, Prompted
from sandbox.people.attacks.cuts import quiet
from sandbox.people.motion import Motion, move

CHALLENGE = [
    Prompted("turn_left", 0.5, 3.0),
    Prompted("blink", 3.0, 5.0),
    Prompted("nod", 5.0, 7.5),
    Prompted("turn_right", 7.5, 10.0),
    Prompted("mouth", 10.0, 12.0),
]
SEEDS = range(25)


def _extent(motion: Motion, action: str) -> np.ndarray:
    """How far an action has gone in each frame, 1 being all the way."""
    return {
        "blink": motion.closed,
        "nod": motion.pitch / 15,
        "mouth": motion.opened,
        "turn_left": motion.yaw / 25,
        "turn_right": -motion.yaw / 25,
    }[action]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_action_happens_inside_its_window_and_nowhere_else(seed: int) -> None:
    motion = move(CHALLENGE, Capture(seed=seed))
    for prompted in CHALLENGE:
        extent = _extent(motion, prompted.action)
        inside = (motion.at_s >= prompted.from_s) & (motion.at_s <= prompted.to_s)
        assert extent[inside].max() > 0.8
        if prompted.action != "blink":
            assert np.abs(extent[~inside]).max() < 0.3 or prompted.action.startswith("turn")
            assert extent[~inside].max() < 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_half_done_action_never_gets_all_the_way(seed: int) -> None:
    motion = move(CHALLENGE, Capture(seed=seed, half_done=True))
    for prompted in CHALLENGE:
        inside = (motion.at_s >= prompted.from_s) & (motion.at_s <= prompted.to_s)
        assert 0.2 < _extent(motion, prompted.action)[inside].max() < 0.7


def test_a_blink_is_over_in_a_third_of_a_second() -> None:
    for seed in SEEDS:
        motion = move([Prompted("blink", 1, 3)], Capture(seed=seed, fps=120))
        shut = motion.closed > 0.5
        runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], shut.astype(int), [0]]))))[::2] / 120
        assert runs.max() < 0.3
        assert runs.max() > 0.1


def test_people_blink_unasked_in_a_long_film() -> None:
    assert move([], Capture(seconds=12)).closed.max() > 0.8


def test_a_short_window_makes_a_quick_action() -> None:
    motion = move([Prompted("nod", 1.0, 1.6)], Capture(seconds=3))
    far = motion.at_s[np.abs(motion.pitch) > 6]
    assert far.min() >= 1.0
    assert far.max() <= 1.6


def test_the_quiet_stretch_holds_no_action() -> None:
    motion = move(CHALLENGE, Capture())
    start, end = quiet(motion)
    assert end - start > 5
    assert np.abs(motion.yaw[start:end]).max() < 3
    assert motion.opened[start:end].max() < 0.05


@pytest.mark.parametrize(("action", "from_s", "to_s"), [("wink", 0, 1), ("nod", 2, 2), ("nod", -1, 1)])
def test_a_prompt_that_makes_no_sense_is_refused(action: str, from_s: float, to_s: float) -> None:
    with pytest.raises(ValueError, match=r"action|from_s"):
        Prompted(action, from_s, to_s)
