"""478 landmarks and the blendshapes of one face through the frames, by the three networks of MediaPipe's bundle.

The published pipeline, run directly: the detector only where the track is lost, otherwise the next crop comes from the
last landmarks; the crop is turned upright; 146 of the points feed the blendshapes (face_landmarker/*.cc). Nothing is
smoothed over time, because smoothing shortens blinks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .detector import detect

SIDE = 256
POINTS = 478
RIGHT_EYE_OUTER, LEFT_EYE_OUTER = 33, 263
RIGHT_EAR, LEFT_EAR = 234, 454
CROP_FROM_DETECTION, CROP_FROM_LANDMARKS = 2.0, 1.5

# The points that the blendshape network was trained on (face_blendshapes_graph.cc).
# fmt: off
SHAPE_POINTS = np.array([
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66, 67, 70, 78, 80,
    81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145, 146, 148, 149, 150, 152, 153,
    154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173, 176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251,
    263, 267, 269, 270, 276, 282, 283, 284, 285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318,
    321, 323, 324, 332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385, 386,
    387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472, 473, 474, 475, 476, 477,
])
# fmt: on

BLINK_LEFT, BLINK_RIGHT, LOOK_DOWN_LEFT, LOOK_DOWN_RIGHT, JAW_OPEN = 9, 10, 11, 12, 25
SHAPES = 52


@dataclass(frozen=True)
class Networks:
    """The three networks as plain functions of arrays."""

    detector: Callable[[NDArray[np.float32]], tuple[NDArray[Any], NDArray[Any]]]
    landmarks: Callable[[NDArray[np.float32]], tuple[NDArray[Any], float]]
    shapes: Callable[[NDArray[np.float32]], NDArray[Any]]


@dataclass(frozen=True)
class Face:
    """`points` (478, 3) pixels of the frame, z on the same scale; `presence` 0..1."""

    points: NDArray[np.float32]
    presence: float

    @property
    def width(self) -> float:
        """Ear to ear, pixels; in space, so that a turned head is no smaller."""
        return float(np.linalg.norm(self.points[LEFT_EAR] - self.points[RIGHT_EAR]))

    @property
    def bounds(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Upper left and lower right corner of the landmarks' box, pixels."""
        return _bounds(self.points[:, :2])


@dataclass(frozen=True)
class Crop:
    """A square turned by `angle` (radians) about its centre."""

    x: float
    y: float
    side: float
    angle: float

    def to_frame(self) -> NDArray[np.float64]:
        """(2, 3) from the crop's pixels to the frame's."""
        scale = self.side / SIDE
        cos, sin = np.cos(self.angle) * scale, np.sin(self.angle) * scale
        half = SIDE / 2
        return np.array([
            [cos, -sin, self.x - cos * half + sin * half],
            [sin, cos, self.y - sin * half - cos * half],
        ])  # fmt: skip


class Tracker:
    """Follows one face from frame to frame; `find` returns None where there is none."""

    def __init__(self, networks: Networks, least_presence: float = 0.5) -> None:
        self._networks = networks
        self._least_presence = least_presence
        self._next: Crop | None = None
        self.lost = 0  # how often the track had to be found again

    def find(self, image: NDArray[np.uint8]) -> Face | None:
        """The face in the next frame (BGR)."""
        if self._next is not None:
            face = self._look(image, self._next)
            if face is not None:
                return face
            self.lost += 1
        self._next = None
        found = detect(self._networks.detector, image)
        if not found:
            return None
        best = max(found, key=lambda d: d.width)
        first = self._look(image, Crop(best.x, best.y, best.width * CROP_FROM_DETECTION, best.angle))
        # The detector's crop is looser than the ones that follow; a second look makes the first frame as good as they.
        return None if first is None else self._look(image, _crop_around(first.points))

    def _look(self, image: NDArray[np.uint8], crop: Crop) -> Face | None:
        matrix = crop.to_frame()
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        patch = cv2.warpAffine(image, matrix, (SIDE, SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        rgb = np.multiply(cv2.cvtColor(patch, cv2.COLOR_BGR2RGB), np.float32(1 / 255), dtype=np.float32)
        raw, presence = self._networks.landmarks(rgb[None])
        if presence < self._least_presence:
            return None
        local = raw.reshape(POINTS, 3)
        points = np.empty((POINTS, 3), np.float32)
        points[:, :2] = local[:, :2] @ matrix[:, :2].T + matrix[:, 2]
        points[:, 2] = local[:, 2] * (crop.side / SIDE)
        self._next = _crop_around(points)
        return Face(points, presence)


def blendshapes(face: Face, networks: Networks) -> NDArray[np.float32]:
    """(52,) 0..1: how far each expression of the published list is made."""
    found = networks.shapes(np.ascontiguousarray(face.points[None, SHAPE_POINTS, :2]))
    return np.asarray(found, np.float32)


def _crop_around(points: NDArray[np.float32]) -> Crop:
    dx, dy = points[LEFT_EYE_OUTER, :2] - points[RIGHT_EYE_OUTER, :2]
    angle = float(np.arctan2(dy, dx))
    cos, sin = np.cos(angle), np.sin(angle)
    least, most = _bounds(points[:, :2])
    middle = (least + most) / 2
    low, high = _bounds((points[:, :2] - middle) @ np.array([[cos, -sin], [sin, cos]]))
    shift = np.array([[cos, -sin], [sin, cos]]) @ ((low + high) / 2)
    x, y = middle + shift
    return Crop(float(x), float(y), float((high - low).max()) * CROP_FROM_LANDMARKS, angle)


def _bounds(points: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Least and largest x and y of points (n, 2); by rows that lie together in memory, five times faster."""
    rows = np.ascontiguousarray(points.T)
    return rows.min(axis=1), rows.max(axis=1)
