"""Does the face move as a flat picture does? Landmarks against the best homography from the face at rest."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from verification.engine.watch import Watched

from .limits import Planar
from .plane import plane_motion
from .sign import Sign, ramp

# Landmarks that move by themselves (lids, irises, lips, chin and jaw) say nothing of the head's shape.
_MOVING = (
    "7 33 133 144 145 153 154 155 157 158 159 160 161 163 173 246 249 263 362 373 374 380 381 382 384 385 386 387 388 "
    "390 398 466 0 13 14 17 37 39 40 61 78 80 81 82 84 87 88 91 95 146 178 181 185 191 267 269 270 291 308 310 311 312 "
    "314 317 318 321 324 375 402 405 409 415 18 32 83 136 140 148 149 150 152 169 171 172 175 176 194 199 200 201 208 "
    "262 313 365 369 377 378 379 396 397 400 418 421 428"
)
Floats = NDArray[np.float64]
RIGID = np.array(sorted(set(range(468)) - {int(n) for n in _MOVING.split()}))


@dataclass(frozen=True)
class Flatness:
    """`solid`: the face left every plane by so much that it is certainly none."""

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
    indices, tilts, residuals = _motions(watched, rest, seen[::2])
    solid = _left_the_plane(tilts, residuals, s)
    tilted = tilts >= s.least_tilt
    if tilted.sum() < s.least_frames:
        return Flatness(Sign(None), solid)
    share = float(np.median(residuals[tilted] / tilts[tilted]))
    when = watched.times[indices[tilted]]
    # Some heads tilt such a plane far while they turn; what no print has left is no print whatever the share.
    score = 0.0 if solid else 1 - ramp(share, s.flat_share, s.solid_share)
    sign = Sign(score, float(when.min()), float(when.max()), f"{share:.2f}")
    return Flatness(sign, solid)


def _left_the_plane(tilts: Floats, residuals: Floats, s: Planar) -> bool:
    """A head that turns does it in every frame of the turn; or by more than an opening mouth moves a print's points.

    The second counts whatever the tilt: a homography that is fitted to a turned head hardly tilts now and then.
    """
    if len(residuals) >= s.least_frames and np.sort(residuals)[-s.least_frames] >= s.certain_residual:
        return True
    turned = tilts >= s.solid_tilt
    if turned.sum() < s.least_frames:
        return False
    share = float(np.median(residuals[turned] / tilts[turned]))
    return share >= s.solid_share and float(np.median(residuals[turned])) >= s.solid_residual


def _motions(watched: Watched, rest: np.intp, frames: NDArray[np.intp]) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Those of the frames in which a plane can be fitted, their tilts, and their residuals in face widths."""
    points = watched.points[:, RIGID, :2]
    width = float(np.median(watched.widths[watched.seen]))
    found = [(index, motion) for index in frames if (motion := plane_motion(points[rest], points[index])) is not None]
    tilts = np.array([tilt for _index, (_residuals, tilt) in found])
    residuals = np.array([np.sqrt((residuals**2).mean()) / width for _index, (residuals, _tilt) in found])
    return np.array([index for index, _motion in found], np.intp), tilts, residuals
