"""The model of a face, covered with a made-up skin: as a body, and as a picture of itself in a hand."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.attacks.cutout import HOLES, hull
from verification.engine.attacks.limits import Relief
from verification.engine.attacks.relief import relief
from verification.engine.models import Models
from verification.engine.watch import Watched

COUNT, RATE = 60, 12.0
HEIGHT, WIDTH, FACE = 320, 240, 110.0
S = Relief()
TIMES = np.arange(COUNT) / RATE
SWAY = np.sin(2 * np.pi * 0.25 * TIMES)
SHUT = (TIMES > 2) & (TIMES < 2.4)  # the lids
OPEN = (TIMES > 3) & (TIMES < 4)  # the mouth
STILL = np.zeros(COUNT)


def landmarks(models: Models) -> NDArray[np.float32]:
    """(478, 3) in pixels of the picture, z away from the camera."""
    face = models.face.points * (FACE / np.ptp(models.face.points[:, 0])) + [WIDTH / 2, HEIGHT / 2, 0]
    return np.vstack([face, np.tile(face[:1], (10, 1))]).astype(np.float32)


def depths(face: NDArray[np.float32]) -> NDArray[np.float32]:
    """(h, w) towards the camera, in pixels; the nearest landmark's, smoothed."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    nearest = np.argmin((x[..., None] - face[:468, 0]) ** 2 + (y[..., None] - face[:468, 1]) ** 2, axis=2)
    return cv2.GaussianBlur(-face[:468, 2][nearest], (0, 0), 3)


def skin() -> NDArray[np.float32]:
    coarse = np.random.default_rng(3).integers(60, 190, (HEIGHT // 5, WIDTH // 5)).astype(np.float32)
    return cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def filmed(
    models: Models, turned: NDArray[np.float64], hand: NDArray[np.float64], light: NDArray[np.float64] | None = None
) -> Watched:
    """Five seconds; `turned` (60,) degrees of the head, `hand` (60,) degrees of tilt of what is held before it."""
    rng, face = np.random.default_rng(5), landmarks(models)
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    depth, texture, scenes = depths(face), skin(), []
    for index, (head, tilt) in enumerate(zip(np.radians(turned), np.radians(hand), strict=True)):
        away = 1 + np.sin(tilt) * (x - WIDTH / 2) / (4 * FACE)
        across = WIDTH / 2 + (x - WIDTH / 2) * away / np.cos(tilt) + 60 * tilt - np.sin(head) * depth
        down = HEIGHT / 2 + (y - HEIGHT / 2) * away
        if OPEN[index]:
            down = down - 9 * np.clip((y - face[2, 1]) / 30, 0, 1)
        scene = cv2.remap(texture, across.astype(np.float32), down.astype(np.float32), cv2.INTER_LINEAR)
        for eye in HOLES[:2] if SHUT[index] else ():
            cv2.fillConvexPoly(scene, hull(face[[*eye][:4], :2], 1.1), 90)
        gain = 1.0 if light is None else light[index]
        scenes.append(np.clip(scene * gain + rng.normal(0, 2, scene.shape), 0, 255).astype(np.uint8))
    points, turns = np.tile(face, (COUNT, 1, 1)), np.zeros((COUNT, 3))
    shapes = np.zeros((COUNT, 52), np.float32)
    return Watched(TIMES, points, shapes, turns, [None] * COUNT, np.stack(scenes), 1.0, (HEIGHT, WIDTH), 0, [])


@pytest.mark.parametrize("hand", [STILL, 3 * SWAY])
def test_a_print_whose_lids_and_mouth_move_has_no_relief(models: Models, hand: NDArray[np.float64]) -> None:
    assert relief(filmed(models, STILL, hand), S).sign.score == 1


@pytest.mark.parametrize("degrees", [0.5, 2.0])
def test_a_head_that_hardly_sways_has(models: Models, degrees: float) -> None:
    assert relief(filmed(models, degrees * SWAY, STILL), S).sign.score == 0


def test_only_a_head_that_turns_is_certainly_solid(models: Models) -> None:
    assert [relief(filmed(models, sway * SWAY, 3 * SWAY), S).solid for sway in (0.0, 0.5, 6.0)] == [False, False, True]


def test_a_shadow_that_passes_gives_a_print_none(models: Models) -> None:
    assert relief(filmed(models, STILL, STILL, 1 + 0.2 * SWAY), S).sign.score == 1


def test_two_seconds_are_too_short_to_say(models: Models) -> None:
    whole = filmed(models, STILL, STILL)
    few = slice(0, round(2 * RATE))
    short = Watched(
        TIMES[few],
        whole.points[few],
        whole.shapes[few],
        whole.angles[few],
        [],
        whole.scenes[few],
        1.0,
        whole.size,
        0,
        [],
    )
    assert relief(short, S).sign.score is None
