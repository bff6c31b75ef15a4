"""Bands of a screen's refresh on made-up light, and what must not be taken for them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.attacks.bands import bands_sign, lamp_paces
from verification.engine.attacks.limits import Bands

ROWS, COLUMNS, COUNT, FPS = 40, 30, 120, 24.0
TIMES = np.arange(COUNT) / FPS
PLACE = (np.arange(ROWS) + 0.5) / ROWS


@pytest.fixture
def room() -> NDArray[np.float64]:
    """A structured room before a camera whose exposure breathes: (120, 40, 30)."""
    rng = np.random.default_rng(4)
    room = 90 + 50 * rng.random((ROWS, COLUMNS))
    return room * (1 + 0.03 * np.sin(2 * np.pi * 0.4 * TIMES))[:, None, None] + rng.normal(0, 2, (COUNT, ROWS, COLUMNS))


def score(light: NDArray[np.float64]) -> float:
    prints = [np.clip(frame, 0, 255).astype(np.uint8).ravel() for frame in light]
    found = bands_sign(prints, light.shape[1], TIMES, Bands()).score
    assert found is not None
    return found


def test_a_room_has_no_bands(room: NDArray[np.float64]) -> None:
    assert score(room) == 0


@pytest.mark.parametrize("hertz", [0.8, 1.9, -1.3])
def test_a_band_that_travels_over_the_rows_is_noticed(room: NDArray[np.float64], hertz: float) -> None:
    band = 1 - 0.06 * (0.5 + 0.5 * np.sin(2 * np.pi * (1.5 * PLACE[None] - hertz * TIMES[:, None])))
    assert score(room * band[:, :, None]) == 1
    turned = (room * band[:, :, None]).transpose(0, 2, 1)
    assert score(turned) == 1, "rows of a turned picture are columns"


def test_a_head_that_nods_is_no_band(room: NDArray[np.float64]) -> None:
    height = 20 + 5 * np.sin(2 * np.pi * 0.9 * TIMES)
    rows = np.arange(ROWS)[None]
    head = 60 * np.exp(-(((rows - height[:, None]) / 6) ** 2))
    room[:, :, 8:22] += head[:, :, None]
    assert score(room) < 0.5


@pytest.mark.parametrize("flicker", [100.0, 120.0])
def test_a_lamp_on_the_mains_is_no_screen(room: NDArray[np.float64], flicker: float) -> None:
    row_s = TIMES[:, None] + 0.02 * PLACE[None]
    lit = 1 - 0.06 * (0.5 + 0.5 * np.sin(2 * np.pi * flicker * row_s))
    assert score(room * lit[:, :, None]) == 0


def test_the_pace_of_a_lamp_is_known_where_times_are_rounded_and_frames_are_lost() -> None:
    times = np.round(np.arange(90) / 15.0, 3)  # WebM counts milliseconds
    assert lamp_paces(np.delete(times, [20, 21, 57])) == pytest.approx([5.0, 0.0], abs=0.05)


def test_light_that_flickers_all_over_is_no_band(room: NDArray[np.float64]) -> None:
    assert score(room * (1 + 0.05 * np.sin(2 * np.pi * 1.1 * TIMES))[:, None, None]) == 0


def test_a_picture_cut_short_gives_no_ground(room: NDArray[np.float64]) -> None:
    prints = [frame.astype(np.uint8).ravel() for frame in room[:10]]
    assert bands_sign(prints, ROWS, TIMES[:10], Bands()).score is None
