"""A made-up face before a plain wall: how still it stands, whatever flickers in it."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.attacks.limits import Continuity
from verification.engine.attacks.stillness import stillness_sign
from verification.engine.watch import Watched

COUNT, RATE = 60, 15.0
LEFT, TOP, WIDTH, HEIGHT = 70, 90, 100, 130
S = Continuity()


def filmed(sway: NDArray[np.float64], noise: float = 2.0, light: NDArray[np.float64] | None = None) -> Watched:
    """Four seconds; `sway` (60,) pixels to the right, `light` (60,) factors."""
    rng = np.random.default_rng(4)
    skin = cv2.resize(rng.integers(70, 180, (26, 20), dtype=np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    room = np.full((320, 240), 120, np.float32)
    room[TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH] = skin
    room = cv2.GaussianBlur(room, (0, 0), 1.5)
    scenes = []
    for shift, gain in zip(sway, np.ones(COUNT) if light is None else light, strict=True):
        moved = cv2.warpAffine(
            room, np.array([[1, 0, shift], [0, 1, 0.0]]), (240, 320), borderMode=cv2.BORDER_REPLICATE
        )
        scenes.append(np.clip(moved * gain + rng.normal(0, noise, room.shape), 0, 255))
    points = np.zeros((COUNT, 478, 3), np.float32)
    points[:, :, 0], points[:, :, 1] = LEFT + WIDTH / 2, TOP + HEIGHT / 2
    points[:, 234, :2], points[:, 454, :2] = [LEFT, TOP], [LEFT + WIDTH, TOP + HEIGHT]
    times, turned = np.arange(COUNT) / RATE, np.zeros((COUNT, 3))
    shapes, pictures = np.zeros((COUNT, 52), np.float32), np.array(scenes).astype(np.uint8)
    return Watched(times, points, shapes, turned, [None] * COUNT, pictures, 1.0, (320, 240), 0, [])


BREATH = 0.3 * np.sin(2 * np.pi * 0.3 * np.arange(COUNT) / RATE) + 0.05 * np.sin(
    2 * np.pi * 1.2 * np.arange(COUNT) / RATE
)


def test_whoever_breathes_is_alive() -> None:
    assert stillness_sign(filmed(BREATH), S).score == 0


@pytest.mark.parametrize("noise", [0.5, 2.0])
def test_a_frozen_face_under_fresh_noise_brings_a_person_to_look(noise: float) -> None:
    sway = BREATH.copy()
    sway[24:42] = sway[24]
    sign = stillness_sign(filmed(sway, noise), S)
    assert (sign.note, sign.score) == ("still", S.suspicious)
    assert sign.from_s is not None
    assert 24 / RATE - 0.1 <= sign.from_s <= 42 / RATE


def test_a_lamp_that_flickers_over_a_picture_moves_no_head() -> None:
    lamp = 1 + 0.04 * np.sin(2 * np.pi * np.arange(COUNT) / 3.3)
    assert stillness_sign(filmed(np.zeros(COUNT), 1.0, lamp), S).score == S.suspicious


def test_a_face_that_is_lost_on_the_way_is_not_measured_there() -> None:
    watched = filmed(np.zeros(COUNT))
    watched.points[::3] = np.nan
    assert stillness_sign(watched, S).score is None
