"""A face that holds its place as no living head does: a picture stands still, and noise was laid over it.

Whoever holds still breathes and has a pulse, and both move the head (Balakrishnan, Durand and Guttag, "Detecting pulse
from head motions in video", CVPR 2013). A picture that stands still is found in the same place to a hundred-thousandth
of the face's width, however much the sensor, an editor or the codec makes each pixel of it flicker: thousands of pixels
are asked at once where the face is. Measured and honest movements: docs/verification/accuracy.md.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.engine.watch import Watched

from .limits import Continuity
from .sign import Sign, ramp

Floats = NDArray[np.float32]

LEAST_FRAMES = 5  # of a stretch: the spread of fewer says little
LEAST_SIDE = 24  # pixels of the small picture


def stillness_sign(watched: Watched, s: Continuity) -> Sign:
    """The stretch of `still_head_s` in which the face keeps its place best."""
    best, where = np.inf, (0.0, 0.0)
    for first, last in _stretches(watched, s):
        moved = _movement(watched, first, last)
        if moved is not None and moved < best:
            best, where = moved, (float(watched.times[first]), float(watched.times[last]))
    if np.isinf(best):
        return Sign(None)
    score = s.suspicious * (1 - ramp(best, s.dead_head, s.living_head))
    return Sign(score, *where, "still")


def _stretches(watched: Watched, s: Continuity) -> list[tuple[int, int]]:
    """First and last frame of stretches that overlap by half, in which the face is always seen."""
    found, times, seen = [], watched.times, watched.seen
    for start in np.arange(s.settle_s, float(times[-1]) - s.still_head_s if len(times) else 0, s.still_head_s / 2):
        inside = np.flatnonzero((times >= start) & (times <= start + s.still_head_s))
        if len(inside) >= LEAST_FRAMES and seen[inside].all():
            found.append((int(inside[0]), int(inside[-1])))
    return found


def _movement(watched: Watched, first: int, last: int) -> float | None:
    """Spread of the face's place over the stretch, in face widths; None where the face is too small to measure.

    One step of least squares on the gradients of the mean picture (Lucas and Kanade 1981), with turn, size, gain and
    offset beside the two shifts, so that a lamp or the exposure is not taken for a movement.
    """
    points = watched.points[first, :, :2] * watched.scene_scale
    height, width = watched.scenes.shape[1:]
    (left, top), (right, bottom) = points.min(axis=0).astype(int), points.max(axis=0).astype(int)
    left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
    if min(right - left, bottom - top) < LEAST_SIDE:
        return None
    faces = [
        cv2.GaussianBlur(scene[top:bottom, left:right].astype(np.float32), (0, 0), 1.5)
        for scene in watched.scenes[first : last + 1]
    ]
    mean = np.mean(faces, axis=0)
    model = _model(mean)
    apart = np.stack([(face - mean)[::2, ::2].ravel() for face in faces])
    square = model.T @ model
    solved = np.linalg.solve(square + 1e-6 * np.trace(square) * np.eye(len(square)), model.T @ apart.T)
    shifts = solved[:2] / float(watched.widths[first] * watched.scene_scale)
    return float(np.hypot(*shifts.std(axis=1)))


def _model(mean: Floats) -> Floats:
    """(pixels, 6): how each pixel changes when the face shifts right or down, grows, turns, or the light changes."""
    across = cv2.Sobel(mean, cv2.CV_32F, 1, 0, ksize=3) / 8
    down = cv2.Sobel(mean, cv2.CV_32F, 0, 1, ksize=3) / 8
    y, x = np.mgrid[-0.5 : 0.5 : mean.shape[0] * 1j, -0.5 : 0.5 : mean.shape[1] * 1j].astype(np.float32)
    parts = [across, down, across * x + down * y, down * x - across * y, mean / 255, np.ones_like(mean)]
    model: Floats = np.stack([part[::2, ::2].ravel() for part in parts], axis=1)
    return model
