"""A step between two frames that stays: whatever is after it is far from whatever was before it.

A shaking hand makes large steps as well, but comes back, or goes on with more of them. Where a piece was cut out of a
recording, or another take begins, all of the frames before the step are far from all of those after it, while those on
either side are near each other. This must be so in most parts of the picture, so that what changes on a television in
the room does not count.
"""

import numpy as np
from numpy.typing import NDArray

from .limits import Continuity
from .sign import Sign, ramp

Floats = NDArray[np.float32]
Times = NDArray[np.float64]

SIDE = 3  # frames on either side that are held against each other
PARTS = 3  # of the picture's height and of its width


def seam_sign(grid: Floats, rows: int, times: Times, s: Continuity) -> Sign:
    """`grid` (n, k) coarse luma, row by row in `rows`, at `times` (n,) seconds. Brings a person to look, never refuses.

    Plainer cuts have a sign of their own in `continuity.py`.
    """
    rate = (len(times) - 1) / max(float(times[-1] - times[0]), 1e-3)
    near = max(2 * SIDE, round(s.seam_near_s * rate))
    if len(times) < 2 * near or rows < PARTS or grid.shape[1] < PARTS * rows:
        return Sign(0.0)
    apart = _apart(_parts(grid, rows))
    across, within = _across(apart), _within(apart, near)
    ratios = np.median(np.where(across >= s.cut_step, across / (within + s.seam_floor), 0), axis=1)
    # Where frames were lost, the world had time to move on.
    steps = np.diff(times)
    ratios /= np.maximum(1, steps / (2 * max(float(np.median(steps)), 1e-3)))
    ratios[times[:-1] < s.settle_s] = ratios[:SIDE] = ratios[-SIDE:] = 0
    at = int(np.argmax(ratios))
    score = s.suspicious * ramp(float(ratios[at]), *s.seam_ratio)
    return Sign(score, float(times[at]), float(times[at + 1]), "seam")


def _parts(grid: Floats, rows: int) -> Floats:
    """(parts, n, points of a part), each frame of each part less its mean."""
    count, columns = len(grid), grid.shape[1] // rows
    high, wide = rows // PARTS, columns // PARTS
    picture = grid[:, : rows * columns].reshape(count, rows, columns)[:, : high * PARTS, : wide * PARTS]
    parts = picture.reshape(count, PARTS, high, PARTS, wide).transpose(1, 3, 0, 2, 4).reshape(-1, count, high * wide)
    even: Floats = parts - parts.mean(axis=2, keepdims=True)
    return even


def _apart(even: Floats) -> list[Floats]:
    """Grey levels between frames 1, 2, ... apart, (n - lag, parts), but for contrast and brightness, as lamps change.

    What is left of the later frame when the earlier one, fitted to it by least squares, is taken away.
    """
    spread = np.einsum("pni,pni->np", even, even) / even.shape[2]
    found = []
    for lag in range(1, 2 * SIDE):
        shared = np.einsum("pni,pni->np", even[:, :-lag], even[:, lag:]) / even.shape[2]
        found.append(np.sqrt(np.maximum(spread[lag:] - shared**2 / np.maximum(spread[:-lag], 1), 0)))
    return found


def _across(apart: list[Floats]) -> Floats:
    """For each step, how near any of the `SIDE` frames before comes to any of the `SIDE` after."""
    count = len(apart[0])
    least = np.full_like(apart[0], np.inf)
    for before in range(SIDE):
        for after in range(SIDE):
            first, last = before, count - after
            least[first:last] = np.minimum(least[first:last], apart[before + after])
    return least


def _within(apart: list[Floats], near: int) -> Floats:
    """For each step, how far frames up to `SIDE` - 1 apart get from each other among the `near` on either side."""
    count = len(apart[0])
    most = np.zeros_like(apart[0])
    for lag, lagged in enumerate(apart[: SIDE - 1], start=1):
        for away in [*range(1 - near, 1 - lag), *range(1, near + 1 - lag)]:
            first, last = max(0, -away), min(count, len(lagged) - away)
            most[first:last] = np.maximum(most[first:last], lagged[first + away : last + away])
    return most
