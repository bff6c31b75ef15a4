"""A photograph held up before the camera: flat, bent like a page, waved about, or with holes for eyes and mouth."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from .optics import Forgery, Frames, Image, Sensor, plane, room, sway

Outlines = Sequence[NDArray[np.float32]]


def flat_photo(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """A print held up and tilted about as if it nodded and turned."""
    return _held([frames[0]] * len(frames), rng, yaw=30, pitch=22, drift=12)


def waved_photo(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """A print waved and flicked quickly, so that it blurs and its light changes."""
    return _held([frames[0]] * len(frames), rng, yaw=18, pitch=25, drift=35, hertz=0.9)


def bent_photo(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """A print rolled about an upright axis by hand, more and less, which gives the face a depth of its own."""
    depth = rng.uniform(0.5, 1.2) * (1 + 0.35 * sway(len(frames), rng, 1.0, 0.3))
    return _held([_bend(frames[0], float(d)) for d in depth], rng, yaw=24, pitch=18, drift=10)


def with_holes(holes: Sequence[Outlines]) -> Forgery:
    """A print with holes through which the clip's own eyes and mouth move, tilted by hand.

    `holes[i]` are the outlines (k, 2) of eyes and mouth on frame i.
    """

    def forge(frames: Frames, rng: np.random.Generator) -> list[Image]:
        prints = []
        for i, frame in enumerate(frames):
            print_ = frames[0].copy()
            for here, there in zip(holes[i], holes[0], strict=True):
                _through(print_, frame, here, there)
            prints.append(print_)
        return _held(prints, rng, yaw=20, pitch=16, drift=8)

    return forge


def _held(
    prints: Sequence[Image], rng: np.random.Generator, yaw: float, pitch: float, drift: float, hertz: float = 0.28
) -> list[Image]:
    height, width = prints[0].shape[:2]
    count, sensor = len(prints), Sensor(room(prints[0], rng), rng)
    large = rng.uniform(0.9, 1.35)  # above 1 the edges of the sheet are out of sight
    turned, tipped = sway(count, rng, yaw, hertz), sway(count, rng, pitch, 1.2 * hertz)
    roll, dx, dy = sway(count, rng, 3, hertz), sway(count, rng, drift, 1.4 * hertz), sway(count, rng, drift, hertz)
    return [
        sensor.film(prints[i], plane(width, height, turned[i], tipped[i], roll[i], large, dx[i], dy[i]))
        for i in range(count)
    ]


def _bend(print_: Image, angle: float) -> Image:
    """The sheet on a cylinder about its upright middle line, seen from the front; `angle` radians from edge to edge."""
    height, width = print_.shape[:2]
    radius = width / angle
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    aside = np.clip((x - width / 2) / radius, -0.99, 0.99)
    away = 1 + (1 - np.cos(np.arcsin(aside))) * radius / (1.5 * width)  # the sides stand farther from the camera
    across = width / 2 + radius * np.arcsin(aside)
    along = height / 2 + (y - height / 2) * away
    bent = cv2.remap(print_, across.astype(np.float32), along.astype(np.float32), cv2.INTER_LINEAR)
    return np.asarray(bent, np.uint8)


def _through(print_: Image, frame: Image, here: NDArray[np.float32], there: NDArray[np.float32]) -> None:
    """Copy what lies around `here` in the frame into the hole `there` of the print."""
    matrix = np.column_stack([np.eye(2), there.mean(axis=0) - here.mean(axis=0)])
    moved = cv2.warpAffine(frame, matrix, frame.shape[1::-1])
    hole = np.zeros(frame.shape[:2], np.uint8)
    centre, spread = there.mean(axis=0), np.ptp(there, axis=0) * [0.7, 1.1] + 2
    cv2.ellipse(hole, tuple(map(int, centre)), tuple(map(int, spread)), 0, 0, 360, 255, -1)
    print_[hole > 0] = moved[hole > 0]
