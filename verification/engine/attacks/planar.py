"""Does the face move as a flat picture does? Landmarks against the best homography from the face at rest."""

import numpy as np
from numpy.typing import NDArray

from verification.engine.settings import Planar
from verification.engine.watch import Watched

from .plane import plane_motion
from .sign import Sign, ramp

# Landmarks that move by themselves (lids, irises, lips, chin and jaw) say nothing of the head's shape.
_MOVING = (
    "7 33 133 144 145 153 154 155 157 158 159 160 161 163 173 246 249 263 362 373 374 380 381 382 384 385 386 387 388 "
    "390 398 466 0 13 14 17 37 39 40 61 78 80 81 82 84 87 88 91 95 146 178 181 185 191 267 269 270 291 308 310 311 312 "
    "314 317 318 321 324 375 402 405 409 415 18 32 83 136 140 148 149 150 152 169 171 172 175 176 194 199 200 201 208 "
    "262 313 365 369 377 378 379 396 397 400 418 421 428"
)
RIGID = np.array(sorted(set(range(468)) - {int(n) for n in _MOVING.split()}))


def planar_sign(watched: Watched, s: Planar) -> Sign:
    """Residual over tilt, in the frames that are tilted enough against the face at rest."""
    seen = np.flatnonzero(watched.seen)
    early = seen[watched.times[seen] <= s.rest_s]
    if not len(early):
        return Sign(None)
    middle = np.median(watched.angles[seen, :2], axis=0)
    rest = early[int(np.argmin(np.abs(watched.angles[early, :2] - middle).sum(axis=1)))]
    width = float(np.median(watched.widths[seen]))
    tilts, shares = _tilted(watched.points[:, RIGID, :2], rest, seen, width, s)
    if len(tilts) < s.least_frames:
        return Sign(None)
    share = float(np.median(shares))
    when = watched.times[tilts]
    return Sign(1 - ramp(share, s.flat_share, s.solid_share), float(when.min()), float(when.max()), f"{share:.2f}")


def _tilted(
    points: NDArray[np.float32], rest: np.intp, seen: NDArray[np.intp], width: float, s: Planar
) -> tuple[list[int], list[float]]:
    tilted, shares = [], []
    for index in seen[::2]:
        motion = plane_motion(points[rest], points[index])
        if motion is None or motion[1] < s.least_tilt:
            continue
        residuals, tilt = motion
        tilted.append(int(index))
        shares.append(float(np.sqrt((residuals**2).mean())) / width / tilt)
    return tilted, shares
