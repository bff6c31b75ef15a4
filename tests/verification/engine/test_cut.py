"""Small pictures of a made-up person before a made-up wall, in a hand that shakes."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.attacks.cut import cut_sign
from verification.engine.attacks.limits import Continuity
from verification.engine.attacks.sign import Sign

COUNT, FPS, HEIGHT, WIDTH = 150, 30.0, 64, 48
TIMES = np.arange(COUNT) / FPS
MIDDLE = 70
S = Continuity()
Pictures = NDArray[np.float32]


def cloth(seed: int, side: int) -> Pictures:
    grain = np.random.default_rng(seed).normal(0, 255, (2 * HEIGHT, 2 * WIDTH)).astype(np.float32)
    return 120 + cv2.GaussianBlur(grain, (0, 0), side)


def taken(
    count: int = COUNT,
    sway: float = 0.8,
    way: Callable[[int], float] = lambda n: 0.0,
    noise: float = 0.5,
    seed: int = 1,
) -> Pictures:
    """Somebody who moves `way(n)` pixels to the side before the wall, while the hand sways by `sway` pixels."""
    rng, pictures = np.random.default_rng(seed), []
    tremor = [1.3, 3.1, 7.7]  # hertz
    phases = rng.uniform(0, 2 * np.pi, (2, 3))
    hand = sway * np.sin(2 * np.pi * np.arange(count)[:, None, None] / FPS * tremor + phases).sum(axis=2)
    wall, person = cloth(1, 4), cloth(2, 3)
    inside = np.zeros_like(wall)
    cv2.ellipse(inside, (WIDTH, HEIGHT + 8), (15, 26), 0, 0, 360, 1.0, -1)
    for n in range(count):
        x, y = hand[n]
        seen = [
            cv2.warpAffine(one, np.array([[1, 0, x + to - WIDTH / 2], [0, 1, y - HEIGHT / 2]]), (WIDTH, HEIGHT))
            for one, to in ((wall, 0.0), (person, way(n)), (inside, way(n)))
        ]
        pictures.append(seen[0] * (1 - seen[2]) + seen[1] * seen[2] + rng.normal(0, noise, (HEIGHT, WIDTH)))
    return np.array(pictures, np.float32)


def judged(pictures: Pictures, times: NDArray[np.float64] = TIMES) -> Sign:
    return cut_sign(np.clip(pictures, 0, 255).astype(np.uint8), times, S)


def turning(n: int) -> float:
    return float(6 * np.sin(n / 9))


def test_a_piece_taken_out_shows_though_the_hand_shakes_by_more() -> None:
    whole = taken(COUNT + 30, way=lambda n: 0.0 if n < 80 else 3.5)
    joined = np.concatenate([whole[:MIDDLE], whole[MIDDLE + 30 :]])
    step = np.abs(np.diff(joined, axis=0)).mean(axis=(1, 2))
    assert step[MIDDLE - 1] < step.max()
    sign = judged(joined)
    assert sign.score is not None
    assert sign.score >= S.suspicious
    assert sign.from_s == pytest.approx(TIMES[MIDDLE - 1])
    assert sign.to_s == pytest.approx(TIMES[MIDDLE])


def test_another_take_shows() -> None:
    assert judged(np.concatenate([taken(MIDDLE), taken(COUNT - MIDDLE, way=lambda n: 4.0, seed=5)])).score == 1


@pytest.mark.parametrize("way", [lambda n: 0.0, turning], ids=["at rest", "turning"])
@pytest.mark.parametrize("sway", [0.0, 0.5, 1.5])
def test_one_take_shows_no_cut(way: Callable[[int], float], sway: float) -> None:
    assert judged(taken(way=way, sway=sway)).score == 0


def test_a_jolt_is_no_cut() -> None:
    """A bump of a tenth of the picture, which stays."""
    pictures = taken(sway=0.1)
    away = np.array([[1, 0, 4.6], [0, 1, -3.2]])
    for n in range(MIDDLE, COUNT):
        pictures[n] = cv2.warpAffine(pictures[n], away, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    assert judged(pictures).score == 0


def test_a_television_in_the_room_is_no_cut() -> None:
    pictures = taken()
    pictures[MIDDLE:, :20, 34:] = 230
    assert judged(pictures).score == 0


def test_a_lamp_that_is_switched_on_is_no_cut() -> None:
    pictures = taken()
    pictures[MIDDLE:] = 1.3 * pictures[MIDDLE:] + 10
    assert judged(pictures).score == 0


def test_a_key_frame_of_a_quiet_picture_is_no_cut() -> None:
    """On a stand, starved codec: hardly anything changes until all of it is drawn anew."""
    pictures = taken(sway=0.0, noise=0.1)
    pictures[MIDDLE:] += np.random.default_rng(3).normal(0, 0.3, (HEIGHT, WIDTH))
    assert judged(pictures).score == 0


def test_lost_frames_are_no_cut() -> None:
    """A third of a second is missing from the middle of a movement, and the times say so."""
    moved, at = taken(COUNT + 10, way=lambda n: 3 * np.sin(n / 6)), np.arange(COUNT + 10) / FPS
    kept = np.r_[:MIDDLE, MIDDLE + 10 : COUNT + 10]
    assert judged(moved[kept], at[kept]).score == 0
    assert judged(moved[kept]).score == 1


def test_a_picture_too_small_to_have_parts_says_nothing() -> None:
    assert judged(taken()[:, :12, :12]).score == 0
