"""A pair of spectacles, drawn on the texture so that they turn with the head."""

import cv2
import numpy as np
from numpy.typing import NDArray

from sandbox.people.landmarks import Points
from sandbox.people.photographs import Image

RIM = (38, 34, 30)
OPACITY = 0.92
LENS_TINT = 0.07
EYES = ((33, 133), (362, 263))  # outer and inner corners of either eye
EARS = (127, 356)  # where the temples end


class Glasses:
    """Dark frames with clear lenses, made to the measure of one face."""

    def __init__(self, shape: tuple[int, ...], points: Points) -> None:
        """`points` are landmarks in the pixels of a texture of `shape`."""
        rim, lens = _draw(shape[:2], points)
        rows, columns = np.flatnonzero((rim + lens).any(1)), np.flatnonzero((rim + lens).any(0))
        self._window = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
        self._rim = rim[self._window].astype(np.float32)[..., None] / 255 * OPACITY
        self._lens = lens[self._window].astype(np.float32)[..., None] / 255 * LENS_TINT

    def put_on(self, texture: Image) -> Image:
        """The texture with the glasses on it."""
        worn = texture.copy()
        tinted = texture[self._window] * (1 - self._lens) + 255 * self._lens
        worn[self._window] = tinted * (1 - self._rim) + np.array(RIM, np.float32) * self._rim
        return worn


def _draw(shape: tuple[int, ...], points: Points) -> tuple[Image, Image]:
    """Masks (0 to 255) of the rims with bridge and temples, and of the lenses."""
    rim, lens = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    places = []
    for corners, ear, side in zip(EYES, EARS, (-1, 1), strict=True):
        middle, wide = points[list(corners), :2].mean(0), float(np.ptp(points[list(corners), 0]))
        middle = middle + np.array([0.06 * side * wide, 0.16 * wide])
        outline = np.round(middle + _rounded() * np.array([0.98, 0.74]) * wide).astype(np.int32)
        cv2.fillPoly(lens, [outline], 255)
        cv2.polylines(rim, [outline], True, 255, max(2, round(0.07 * wide)), cv2.LINE_AA)
        hinge = (round(float(middle[0] + side * 0.98 * wide)), round(float(middle[1] - 0.3 * wide)))
        cv2.line(rim, hinge, (round(float(points[ear, 0])), round(float(points[ear, 1]))), 255, 3, cv2.LINE_AA)
        places.append((round(float(middle[0] - side * 0.92 * wide)), hinge[1]))
    cv2.line(rim, places[0], places[1], 255, 4, cv2.LINE_AA)
    return rim, lens


def _rounded() -> NDArray[np.float64]:
    """The outline of a lens between a circle and a square, of half-width and half-height one."""
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    cos, sin = np.cos(turn), np.sin(turn)
    return np.column_stack([np.sign(cos) * np.abs(cos) ** 0.6, np.sign(sin) * np.abs(sin) ** 0.6])
