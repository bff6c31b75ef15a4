"""A mouth that opens with and without its chin, and a face that leaves the plane, on made-up landmarks."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.attacks.jaw import BRIDGE, CHIN, LOWER_LIP, UPPER_LIP, jaw_sign
from verification.engine.attacks.limits import Cutout, Planar
from verification.engine.attacks.planar import RIGID, flatness
from verification.engine.landmarks import LEFT_EAR, RIGHT_EAR
from verification.engine.watch import Watched

COUNT, WIDTH = 60, 200.0
TIMES = np.arange(COUNT) / 12


def watched(points: NDArray[np.float64], yaw: NDArray[np.float64] | None = None) -> Watched:
    angles = np.zeros((COUNT, 3))
    angles[:, 1] = 0 if yaw is None else yaw
    return Watched(
        TIMES,
        points.astype(np.float32),
        np.zeros((COUNT, 52), np.float32),
        angles,
        [None] * COUNT,
        np.zeros((COUNT, 4, 4), np.uint8),
        1.0,
        (640, 480),
        0,
        [],
    )


def mouth(gap: float, follows: float) -> Watched:
    """The lips part by `gap` face widths for a second, and the chin goes down by the share `follows` of it."""
    points = np.zeros((COUNT, 478, 3))
    points[:, RIGHT_EAR, 0], points[:, LEFT_EAR, 0] = -WIDTH / 2, WIDTH / 2
    opened = ((TIMES > 2) & (TIMES < 3)) * gap * WIDTH
    points[:, BRIDGE, 1], points[:, UPPER_LIP, 1] = -50, 60
    points[:, LOWER_LIP, 1] = 62 + opened
    points[:, CHIN, 1] = 110 + follows * opened
    return watched(points)


@pytest.mark.parametrize(("follows", "score"), [(0.0, 1.0), (0.1, 1.0), (0.45, 0.0), (0.8, 0.0)])
def test_a_chin_that_stays_behind_is_noticed(follows: float, score: float) -> None:
    assert jaw_sign(mouth(0.25, follows), Cutout()).score == pytest.approx(score, abs=0.01)


def test_lips_that_hardly_part_say_nothing_of_the_chin() -> None:
    assert jaw_sign(mouth(0.06, 0.0), Cutout()).score is None


def test_no_face_gives_no_ground() -> None:
    assert jaw_sign(watched(np.full((COUNT, 478, 3), np.nan)), Cutout()).score is None


def turned(depth: float) -> Watched:
    """A face of this depth turns by 35 degrees and back before a camera two feet away; depth 0 is a print of it."""
    rng = np.random.default_rng(2)
    flat = np.column_stack([rng.uniform(-0.5, 0.5, 478), rng.uniform(-0.7, 0.7, 478)])
    shape = np.column_stack([flat, -depth * (1 - (flat**2).sum(axis=1))])
    shape[RIGHT_EAR], shape[LEFT_EAR] = (-0.5, 0, 0), (0.5, 0, 0)
    yaw = 35 * np.sin(np.pi * np.clip((TIMES - 1) / 3, 0, 1)) ** 2
    points = np.zeros((COUNT, 478, 3))
    for index, angle in enumerate(np.radians(yaw)):
        turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
        moved = shape @ turn.T + [0, 0, 4]
        points[index, :, :2] = moved[:, :2] / moved[:, 2:] * 4 * WIDTH
    assert len(RIGID) > 100
    return watched(points, yaw)


def test_a_head_that_turned_is_solid_and_a_print_is_flat() -> None:
    head, print_ = flatness(turned(0.4), Planar()), flatness(turned(0.0), Planar())
    assert (head.sign.score, head.solid) == (0.0, True)
    assert (print_.sign.score, print_.solid) == (1.0, False)


def test_a_head_that_left_every_plane_is_solid_however_little_it_seems_to_tilt() -> None:
    untilted = replace(Planar(), solid_tilt=9.0)
    assert flatness(turned(0.4), untilted).solid
    assert not flatness(turned(0.1), untilted).solid  # by less than a mouth that opens would move a print's points
