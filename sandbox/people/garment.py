"""A plain jumper for those whose photograph ends at the chin."""

import cv2
import numpy as np
from numpy.typing import NDArray

from sandbox.people import topology as face
from sandbox.people.landmarks import Points
from sandbox.people.photographs import Image


def dress(
    canvas: Image, matte: NDArray[np.float32], points: Points, garment: dict[str, object]
) -> tuple[Image, NDArray[np.float32]]:
    """The canvas and the matte with a jumper drawn over neck and trunk.

    `garment` has `colour` (B, G, R) and `collar`, the height of its collar below the chin as a share of the face.
    """
    chin, height = points[face.CHIN], float(points[face.CHIN, 1] - points[face.FOREHEAD, 1])
    collar = float(chin[1]) + float(str(garment["collar"])) * height
    neck = float(points[[face.CHIN, face.LEFT_CHEEK, face.RIGHT_CHEEK], 0].mean())
    shape = _outline(canvas.shape[:2], neck, collar, height)
    cloth = _cloth(canvas.shape[:2], np.array(garment["colour"], np.float32), neck, collar, height)
    cover = shape[..., None]
    dressed = np.asarray(canvas * (1 - cover) + cloth * cover, np.uint8)
    below = np.arange(canvas.shape[0], dtype=np.float32)[:, None] > collar + 0.1 * height
    return dressed, np.asarray(np.where(below, shape, np.maximum(matte, shape)), np.float32)


def _outline(shape: tuple[int, ...], x: float, collar: float, height: float) -> NDArray[np.float32]:
    half = [(0.30, 0.0), (0.36, 0.12), (0.62, 0.24), (0.92, 0.38), (1.06, 0.62), (1.12, 1.2), (1.15, 3.0)]
    left = [(x - across * height, collar + down * height) for across, down in half]
    right = [(x + across * height, collar + down * height) for across, down in reversed(half)]
    mask = np.zeros(shape, np.float32)
    cv2.fillPoly(mask, [np.array(left + right, np.int32)], 1.0)
    cv2.ellipse(mask, (int(x), int(collar)), (int(0.29 * height), int(0.09 * height)), 0, 0, 180, 0.0, -1)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 2.5), np.float32)


def _cloth(
    shape: tuple[int, ...], colour: NDArray[np.float32], x: float, collar: float, height: float
) -> NDArray[np.float32]:
    """Knitted cloth: fine ribs, broad folds, darker towards the sides and under the chin."""
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    folds = cv2.resize(
        rng.normal(0, 1, (14, 9)).astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC
    )
    grain = cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), 0.8)
    ribs = np.sin(columns * 1.9) * np.where(rows < collar + 0.16 * height, 0.06, 0.02)
    side = np.clip(np.abs(columns - x) / (1.2 * height), 0, 1) ** 2
    shadow = np.exp(-np.maximum(rows - collar, 0) / (0.25 * height)) * 0.25
    light = 1.0 + 0.07 * folds + 0.05 * grain + ribs - 0.35 * side - shadow
    return np.asarray(np.clip(colour * light[..., None], 0, 255), np.float32)
