"""Lids or lips move while the rest of the face is rigidly flat: a print with holes, or a mask cut from one.

Corners of the skin's own texture are followed by optical flow (Lucas and Kanade, pyramids of Bouguet), eyes and mouth
left out, which measures finer than landmarks do; then the same question as in `planar.py`.
"""

import itertools
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.engine.watch import Watched

from .limits import Cutout
from .plane import plane_motion
from .sign import Sign, ramp

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]

# Outline of the face, and what is cut out of it: each eye with its brow, and the mouth.
OUTLINE = [10, 297, 284, 389, 454, 361, 397, 379, 400, 152, 176, 150, 172, 132, 234, 162, 54, 67]
HOLES = ([33, 133, 159, 145, 70, 105], [263, 362, 386, 374, 300, 334], [61, 291, 0, 17])
FLOW: dict[str, Any] = {
    "winSize": (15, 15),
    "maxLevel": 2,
    "criteria": (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 15, 0.03),
}
THERE_AND_BACK = 0.5  # pixels by which a corner followed forth and back may miss itself


def cutout_sign(watched: Watched, expression: float, s: Cutout) -> Sign:
    """`expression`: the largest rise of lids or jaw in the video; a face that never moves has no holes to show."""
    if expression < s.least_expression:
        return Sign(None)
    shares = _windows(watched, s)
    if len(shares) < s.least_windows:
        return Sign(None)
    total = float(sum(residual for residual, _tilt in shares) / sum(tilt for _residual, tilt in shares))
    return Sign(1 - ramp(total, s.flat_share, s.solid_share), note=f"{total:.2f}")


def _windows(watched: Watched, s: Cutout) -> list[tuple[float, float]]:
    """Median residual, in face widths, and tilt of each stretch of time that is tilted enough."""
    points = watched.points[:, :, :2] * watched.scene_scale
    width = float(np.nanmedian(watched.widths)) * watched.scene_scale
    rate = (len(watched.times) - 1) / max(watched.times[-1] - watched.times[0], 1e-3)
    step, stride = max(4, round(s.window_s * rate)), max(1, round(s.step_s * rate))
    found = []
    for first in range(0, len(watched.times) - step, step):
        if not watched.seen[first]:
            continue
        pair = _follow(watched.scenes[first : first + step + 1], points[first], stride)
        motion = None if pair is None else plane_motion(*pair, robust=True)
        if motion is not None and motion[1] >= s.least_tilt:
            found.append((float(np.median(motion[0])) / width, motion[1]))
    return found


def _follow(scenes: NDArray[np.uint8], points: Floats, stride: int) -> tuple[Floats, Floats] | None:
    """Corners of the face in the first picture and where they are in the last; None where too few survive."""
    start = cv2.goodFeaturesToTrack(scenes[0], 80, 0.005, 4, mask=_skin(scenes[0], points))
    if start is None or len(start) < 25:
        return None
    here, good = start, np.ones(len(start), bool)
    stops = [*range(0, len(scenes) - 1, stride), len(scenes) - 1]
    for one, other in itertools.pairwise(stops):
        there, found, _error = cv2.calcOpticalFlowPyrLK(scenes[one], scenes[other], here, None, **FLOW)
        back, again, _error = cv2.calcOpticalFlowPyrLK(scenes[other], scenes[one], there, None, **FLOW)
        good &= (found[:, 0] > 0) & (again[:, 0] > 0)
        good &= np.linalg.norm((back - here)[:, 0], axis=1) < THERE_AND_BACK
        here = there
    return (start[good, 0], here[good, 0]) if good.sum() >= 20 else None


def _skin(picture: Grey, points: Floats) -> Grey:
    mask = np.zeros(picture.shape, np.uint8)
    cv2.fillConvexPoly(mask, hull(points[OUTLINE], 0.95), 255)
    for hole in HOLES:
        cv2.fillConvexPoly(mask, hull(points[hole], 1.5), 0)
    return mask


def hull(points: Floats, grown: float) -> NDArray[np.int32]:
    centre = points.mean(axis=0)
    hull: NDArray[np.int32] = cv2.convexHull(((points - centre) * grown + centre).astype(np.int32))
    return hull
