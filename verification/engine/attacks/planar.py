"""Does the face move as a flat picture does? Landmarks against the best homography from the face at rest."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Flatness:
    """`solid`: turned well to a side, the face left every plane by so much that it is certainly none."""

    sign: Sign
    solid: bool = False


def flatness(watched: Watched, s: Planar) -> Flatness:
    """Residual over tilt, in the frames that are tilted enough against the face at rest."""
    seen = np.flatnonzero(watched.seen)
    early = seen[watched.times[seen] <= s.rest_s]
    if not len(early):
        return Flatness(Sign(None))
    middle = np.median(watched.angles[seen, :2], axis=0)
    rest = early[int(np.argmin(np.abs(watched.angles[early, :2] - middle).sum(axis=1)))]
    width = float(np.median(watched.widths[seen]))
    tilted, tilts, residuals = _tilted(watched.points[:, RIGID, :2], rest, seen, width, s)
    if len(tilted) < s.least_frames:
        return Flatness(Sign(None))
    share = float(np.median(np.array(residuals) / tilts))
    when = watched.times[tilted]
    sign = Sign(1 - ramp(share, s.flat_share, s.solid_share), float(when.min()), float(when.max()), f"{share:.2f}")
    turned = np.array(tilts) >= s.solid_tilt
    lengths = np.array(residuals)[turned]
    return Flatness(sign, len(lengths) >= s.least_frames and _left_the_plane(lengths, np.array(tilts)[turned], s))


def _left_the_plane(residuals: NDArray[np.float64], tilts: NDArray[np.float64], s: Planar) -> bool:
    share = float(np.median(residuals / tilts))
    return share >= s.solid_share and float(np.median(residuals)) >= s.solid_residual


def _tilted(
    points: NDArray[np.float32], rest: np.intp, seen: NDArray[np.intp], width: float, s: Planar
) -> tuple[list[int], list[float], list[float]]:
    """Frames, their tilts, and their residuals in face widths."""
    tilted, tilts, lengths = [], [], []
    for index in seen[::2]:
        motion = plane_motion(points[rest], points[index])
        if motion is None or motion[1] < s.least_tilt:
            continue
        residuals, tilt = motion
        tilted.append(int(index))
        tilts.append(tilt)
        lengths.append(float(np.sqrt((residuals**2).mean())) / width)
    return tilted, tilts, lengths
