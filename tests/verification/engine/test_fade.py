"""Made-up pictures that fade, move, jump, blur and brighten."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.attacks.fade import fade_sign
from verification.engine.attacks.limits import Continuity

COUNT, RATE = 45, 15.0
TIMES = np.arange(COUNT) / RATE
S = Continuity()
Picture = NDArray[np.float32]


def room(seed: int) -> Picture:
    """Detail of a few pixels, as hair and clothes have it."""
    grain = np.random.default_rng(seed).normal(0, 60, (320, 240)).astype(np.float32)
    return 120 + cv2.GaussianBlur(grain, (0, 0), 3) * 4


def filmed(show: Callable[[int], Picture], noise: float = 2.0) -> NDArray[np.uint8]:
    rng = np.random.default_rng(5)
    return np.stack([np.clip(show(n) + rng.normal(0, noise, (320, 240)), 0, 255) for n in range(COUNT)]).astype(
        np.uint8
    )


def shifted(picture: Picture, pixels: float) -> Picture:
    matrix = np.array([[1, 0, pixels], [0, 1, 0.0]])
    return cv2.warpAffine(picture, matrix, (240, 320), borderMode=cv2.BORDER_REFLECT).astype(np.float32)


ONE, OTHER = room(1), room(2)


@pytest.mark.parametrize("length", [3, 6, 10])
@pytest.mark.parametrize("apart", [8, 40])
def test_two_takes_faded_into_each_other_are_looked_at(length: int, apart: int) -> None:
    """The same room, seen from beside where it was."""
    other = shifted(ONE, apart)

    def show(n: int) -> Picture:
        share = np.clip((n - 20) / length, 0, 1)
        return (1 - share) * ONE + share * other

    sign = fade_sign(filmed(show), TIMES, S)
    assert sign.score == pytest.approx(S.suspicious)
    assert sign.from_s is not None
    assert sign.to_s is not None
    assert sign.from_s <= (20 + length / 2) / RATE <= sign.to_s


def test_a_fade_while_the_hand_shakes_is_one_too() -> None:
    def show(n: int) -> Picture:
        share = np.clip((n - 20) / 6, 0, 1)
        sway = 1.2 * np.sin(n)
        return (1 - share) * shifted(ONE, sway) + share * shifted(OTHER, -sway)

    assert fade_sign(filmed(show), TIMES, S).score == pytest.approx(S.suspicious)


@pytest.mark.parametrize(
    "show",
    [
        lambda n: shifted(ONE, 1.0 * n),
        lambda n: shifted(ONE, 3.0 * n),
        lambda n: shifted(ONE, 12 * np.sin(n / 3)),
        lambda n: ONE if n < 20 else OTHER,
        lambda n: ONE * (0.6 + 0.4 * np.clip((n - 20) / 6, 0, 1)),
        lambda n: cv2.GaussianBlur(ONE, (0, 0), 0.5 + 4 * np.clip(1 - abs(n - 22) / 8, 0, 1)),
        lambda n: ONE,
    ],
    ids=["slow pan", "quick pan", "sway", "hard cut", "brighter", "out of focus and back", "still"],
)
def test_no_other_change_is_a_fade(show: Callable[[int], Picture]) -> None:
    assert fade_sign(filmed(show), TIMES, S).score == 0


def test_without_any_noise_or_detail_there_is_no_fade() -> None:
    flat = np.full((COUNT, 320, 240), 120, np.uint8)
    assert fade_sign(flat, TIMES, S).score == 0


def test_two_pictures_say_nothing() -> None:
    assert fade_sign(np.zeros((2, 320, 240), np.uint8), TIMES[:2], S).score is None
