"""A pair of spectacles, drawn on the texture so that they turn with the head."""

import cv2
import numpy as np

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
        reach, tall, thick = round(0.86 * wide), round(0.66 * wide), max(3, round(0.09 * wide))
        place = (round(float(middle[0])), round(float(middle[1]) + 0.12 * wide))
        cv2.ellipse(lens, place, (reach, tall), 0, 0, 360, 255, -1)
        cv2.ellipse(rim, place, (reach, tall), 0, 0, 360, 255, thick, cv2.LINE_AA)
        hinge, end = (
            (place[0] + side * reach, place[1] - 4),
            (round(float(points[ear, 0])), round(float(points[ear, 1]))),
        )
        cv2.line(rim, hinge, end, 255, thick // 2 + 1, cv2.LINE_AA)
        places.append((place[0] - side * reach, place[1] - 4))
    cv2.line(rim, places[0], places[1], 255, 4, cv2.LINE_AA)
    return rim, lens
