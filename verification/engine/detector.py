"""Faces in a frame with BlazeFace short range, the detector of the landmark bundle: where tracking begins.

Arithmetic of the published graph (MediaPipe, face_detector_graph): a square of 128 pixels with bars, 896 anchors on
grids of 16 and 8, boxes and six points relative to their anchor, overlapping boxes averaged by their scores.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 128
GRIDS = ((16, 2), (8, 6))  # cells a side, anchors a cell
LEAST_SCORE = 0.5
LEAST_OVERLAP = 0.3


@dataclass(frozen=True)
class Detection:
    """In pixels of the frame: centre and width of the face's box, the eyes' angle in radians, and the score."""

    x: float
    y: float
    width: float
    angle: float
    score: float


def _anchors() -> NDArray[np.float32]:
    centres = []
    for cells, each in GRIDS:
        middle = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)
        centres.append(np.repeat(grid, each, axis=0))
    return np.concatenate(centres).astype(np.float32)


ANCHORS = _anchors()


def detect(network: Any, image: NDArray[np.uint8]) -> list[Detection]:
    """Faces, the best first. `network` takes (1, 128, 128, 3) in -1..1 and returns (boxes, scores)."""
    height, width = image.shape[:2]
    scale = SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    square = np.zeros((SIDE, SIDE, 3), np.uint8)
    left, top = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    square[top : top + size[1], left : left + size[0]] = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    raw, logits = network(square[None, :, :, ::-1].astype(np.float32) / 127.5 - 1)
    scores = 1 / (1 + np.exp(-np.clip(logits.reshape(-1), -50, 50)))
    good = np.flatnonzero(scores >= LEAST_SCORE)
    points = raw[0, good].reshape(len(good), 8, 2) / SIDE
    centred = points + ANCHORS[good][:, None]
    centred[:, 1] = points[:, 1]  # the second pair is the box's size, not a place
    groups = _merge(centred, scores[good])
    return [_detection(values, score, scale, left, top) for values, score in groups]


def _detection(values: NDArray[Any], score: float, scale: float, left: int, top: int) -> Detection:
    places = (values * SIDE - [left, top]) / scale
    (x, y), right_eye, left_eye = places[0], places[2], places[3]
    angle = float(np.arctan2(left_eye[1] - right_eye[1], left_eye[0] - right_eye[0]))
    return Detection(float(x), float(y), float(values[1].max() * SIDE / scale), angle, score)


def _merge(found: NDArray[Any], scores: NDArray[Any]) -> list[tuple[NDArray[Any], float]]:
    """Weighted non-maximum suppression."""
    groups = []
    left = list(np.argsort(-scores))
    while left:
        near = [i for i in left if _overlap(found[left[0]], found[i]) > LEAST_OVERLAP or i == left[0]]
        weights = scores[near][:, None, None]
        groups.append(((found[near] * weights).sum(axis=0) / weights.sum(), float(scores[left[0]])))
        left = [i for i in left if i not in near]
    return groups


def _overlap(one: NDArray[Any], other: NDArray[Any]) -> float:
    low = np.maximum(one[0] - one[1] / 2, other[0] - other[1] / 2)
    high = np.minimum(one[0] + one[1] / 2, other[0] + other[1] / 2)
    shared = float(np.prod(np.maximum(high - low, 0)))
    return shared / (float(np.prod(one[1]) + np.prod(other[1])) - shared + 1e-9)
