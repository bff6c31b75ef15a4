"""Perspective, hands and rooms: what every forgery that is held before a camera needs."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Frames = Sequence[Image]
Forgery = Callable[[Frames, np.random.Generator], list[Image]]
Matrix = NDArray[np.float64]

FOCAL = 1.1  # focal length over the frame's width, as of a phone's front camera
GRAIN = 2.0  # standard deviation of the filming camera's noise
NOISE_ROOM = 32


def sway(count: int, rng: np.random.Generator, size: float, hertz: float, fps: float = 25.0) -> NDArray[np.float64]:
    """A smooth hand movement: (count,) with about `size` as its amplitude."""
    t = np.arange(count) / fps
    waves = [np.sin(2 * np.pi * (hertz * f * t + rng.uniform())) for f in (0.6, 1.0, 1.7)]
    track: NDArray[np.float64] = size * (0.5 * waves[0] + 0.35 * waves[1] + 0.15 * waves[2])
    return track


def plane(width: int, height: int, yaw: float, pitch: float, roll: float, scale: float, dx: float, dy: float) -> Matrix:
    """Homography of a picture the size of the frame, turned in space (degrees), scaled and moved (pixels)."""
    y, p, r = np.radians([yaw, pitch, roll])
    turn_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    turn_p = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    turn_r = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    rotation = turn_r @ turn_p @ turn_y
    focal = FOCAL * width
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    on_plane = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]], float)
    pose = np.column_stack([rotation[:, 0], rotation[:, 1], [dx, dy, focal / scale]])
    matrix: Matrix = camera @ pose @ on_plane
    scaled: Matrix = matrix / matrix[2, 2]
    return scaled


def room(frame: Image, rng: np.random.Generator) -> Image:
    """Surroundings behind a held-up photograph or screen: blurred blocks in dull colours."""
    blocks = rng.integers(40, 190, (9, 7, 3), dtype=np.uint8)
    soft = cv2.resize(blocks, frame.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    grainy: Image = np.clip(soft.astype(np.int16) + rng.normal(0, 3, soft.shape), 0, 255).astype(np.uint8)
    return grainy


class Sensor:
    """The filming camera: puts a picture into its room, and its own noise over both."""

    def __init__(self, room: Image, rng: np.random.Generator) -> None:
        self._room, self._rng = room, rng
        height, width = room.shape[:2]
        # Noise is drawn once and shifted about: a fresh sheet for every frame takes longer than the picture.
        shape = (height + NOISE_ROOM, width + NOISE_ROOM, 3)
        self._noise = (GRAIN * rng.standard_normal(shape, np.float32)).astype(np.int16)

    def film(self, picture: Image, matrix: Matrix) -> Image:
        """The picture through a homography, before the room."""
        size = self._room.shape[1::-1]
        shown = cv2.warpPerspective(
            picture, matrix, size, dst=self._room.copy(), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
        )
        return self.grain(np.asarray(shown, np.uint8))

    def grain(self, picture: Image) -> Image:
        """The picture with the sensor's noise."""
        top, left = self._rng.integers(0, NOISE_ROOM, 2)
        height, width = picture.shape[:2]
        sheet = self._noise[top : top + height, left : left + width]
        return np.asarray(cv2.add(picture, sheet, dtype=cv2.CV_8U), np.uint8)
