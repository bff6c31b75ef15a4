"""How unlike its usual self each eye looks, from the picture and not from landmarks.

The frame of a pair of spectacles can hold the landmarks of an eye in place while its lid closes. The picture inside the
eye's corners does not lie: iris and white go, skin comes.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from .expressions import LEFT_EYE, RIGHT_EYE

Floats = NDArray[np.float64]

CORNERS = (LEFT_EYE[:2], RIGHT_EYE[:2])  # outer and inner
BAND = (48, 16)  # pixels to which the picture of both eyes is brought before frames are compared
# What lies between the lids of an open eye, three quarters of its width: creases and shadows around it stay as they are
# when it closes, and hide half of the change.
PATCH = (24, 16)
AT_CORNERS = np.array([[-4.0, 8.0], [28.0, 8.0]])


def eye_changes(scenes: NDArray[np.uint8], points: NDArray[np.float32], scale: float) -> Floats:
    """(n, 2) for left and right eye: 0 as usual, towards 1 (and beyond) unlike it; NaN without a face.

    One minus the correlation with the median of the eye's own patches over the video, which is the open eye.
    """
    seen = np.flatnonzero(~np.isnan(points[:, 0, 0]))
    changes = np.full((len(points), 2), np.nan)
    if not len(seen):
        return changes
    for side, corners in enumerate(CORNERS):
        places = points[seen][:, corners, :2].astype(np.float64) * scale
        patches = np.stack([_patch(scenes[i], place) for i, place in zip(seen, places, strict=True)])
        usual = _standard(np.median(patches, axis=0)[None])[0]
        changes[seen, side] = 1 - (_standard(patches) * usual).mean(axis=(1, 2))
    return changes


def eyes_moved(grey: NDArray[np.uint8], before: NDArray[np.uint8], points: NDArray[np.float32]) -> float:
    """How far the picture where the eyes were has changed since, over its own contrast; `points` are those of before.

    Far quicker than to find the landmarks: where nothing changed, neither lids nor head have moved.
    """
    eyes = points[[*LEFT_EYE, *RIGHT_EYE], :2]
    low, high = eyes.min(axis=0), eyes.max(axis=0)
    margin = 0.07 * (high[0] - low[0])
    x0, y0 = np.clip(low - margin, 0, None).astype(int)
    x1, y1 = (high + margin).astype(int) + 1
    if not grey[y0:y1, x0:x1].size:
        return np.inf
    now, then = (cv2.resize(one[y0:y1, x0:x1], BAND, interpolation=cv2.INTER_AREA) for one in (grey, before))
    return float(np.mean(cv2.absdiff(now, then)) / (np.std(then) + 1))


def _patch(scene: NDArray[np.uint8], corners: Floats) -> NDArray[np.float32]:
    """The eye turned level and scaled to the patch, by the similarity that carries its corners there."""
    here, there = corners[1] - corners[0], AT_CORNERS[1] - AT_CORNERS[0]
    turn = complex(*there) / (complex(*here) or 1)
    shift = complex(*AT_CORNERS[0]) - turn * complex(*corners[0])
    matrix = np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
    patch: NDArray[np.uint8] = cv2.warpAffine(scene, matrix, PATCH, borderMode=cv2.BORDER_REPLICATE)
    return patch.astype(np.float32)


def _standard(patches: NDArray[np.float32]) -> NDArray[np.float32]:
    middle = patches.mean(axis=(1, 2), keepdims=True)
    spread = patches.std(axis=(1, 2), keepdims=True)
    standard: NDArray[np.float32] = (patches - middle) / (spread + 1.0)
    return standard
