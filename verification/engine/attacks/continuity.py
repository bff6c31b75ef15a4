"""One recording without a break: nothing frozen, looped or spliced, and times as a camera makes them.

Works on the coarse luma grid of every frame (decode.Tally.prints). Two frames of a live recording differ by the
sensor's noise at least, by movement mostly; what was recorded twice differs by the codec's rounding only.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .clock import clock_signs
from .limits import Continuity
from .repeats import repeated
from .seam import seam_sign
from .sign import Sign, ramp, worst

Floats = NDArray[np.float32]
Times = NDArray[np.float64]

# Landmarks of forehead, temples, eye corners, nose and cheeks: they follow the head, not the expression.
STILL_POINTS = [10, 67, 297, 127, 356, 33, 263, 133, 362, 168, 6, 197, 4, 1, 129, 358, 117, 346, 205, 425]


def continuity_sign(
    prints: Sequence[NDArray[np.uint8]],
    rows: int,
    times: Times,
    points: Floats,
    point_times: Times,
    widths: Floats,
    s: Continuity,
) -> Sign:
    """`prints`, n of one length, row by row in `rows`, and `times` (n,) of all frames; landmarks (m, 478, 3), their
    times and face widths.
    """
    if len(times) < s.least_frames or len({len(one) for one in prints}) != 1:
        return Sign(None)
    grid = np.array(prints, np.float32)
    steps = np.sqrt(((grid[1:] - grid[:-1]) ** 2).mean(axis=1))
    still = points[:, STILL_POINTS, :2]
    width = np.nanmedian(widths) if not np.isnan(widths).all() else 1.0
    jumps = np.median(np.linalg.norm(still[1:] - still[:-1], axis=2), axis=1) / width
    # Per twentieth of a second, because frames are not looked at evenly.
    jumps = jumps * (0.05 / np.maximum(np.diff(point_times), 0.04))
    stride = int(np.ceil(len(grid) / s.loop_frames))
    thinned, thinned_times = grid[::stride], times[::stride]
    return worst(
        *clock_signs(times, s),
        _frozen(grid, steps, times, s),
        caught_up(grid, steps, times, s),
        _cut(grid, times, jumps, point_times, s),
        seam_sign(grid, rows, times, s),
        *repeated(thinned, thinned_times, s),
    )


def _frozen(grid: Floats, steps: Floats, times: Times, s: Continuity) -> Sign:
    """A picture that stands still while time goes on: hardly a step at all, or hardly a point that changes.

    The codec retouches a frozen picture here and there, which makes a step but leaves most points alone. Both are held
    against the clip's own usual: before a plain wall, on a stand, few points change in an honest recording as well.
    """
    still = steps <= min(s.still_step, s.still_share * float(np.median(steps)) + 1e-3)
    changed = (np.abs(grid[1:] - grid[:-1]) > 1).mean(axis=1)
    same = changed <= min(s.changed_points, s.still_share * float(np.median(changed)))
    settled = times[:-1] >= s.settle_s  # encoders begin with a picture they hold
    length, from_s = max(_longest(still & settled, times), _longest(same & settled, times))
    return Sign(ramp(length, s.frozen_s, 2 * s.frozen_s), from_s, from_s + length, "frozen")


def caught_up(grid: Floats, steps: Floats, times: Times, s: Continuity) -> Sign:
    """A picture that hardly moved, then makes up in one step for what it missed, and goes on gently.

    This finds what is frozen from the first frame on, where a picture that is merely held is no sign, and where the
    codec keeps retouching what stands still. Whoever sits still moves off gently; recorders that begin in the dark
    jump as well, but from a picture without anything in it.
    """
    usual = float(np.median(steps))
    still = steps <= min(s.still_step, s.still_share * usual + 1e-3)
    best = Sign(0.0)
    for index in range(len(steps) - 3):
        before = (times[:-1] >= times[index] - s.caught_up_s) & (np.arange(len(steps)) < index)
        if times[index] < s.caught_up_s or not before.any() or still[before].mean() < s.caught_up_still:
            continue
        if steps[index] < max(s.caught_up_step, usual) or grid[index].std() < s.caught_up_content:
            continue
        ratio = float(steps[index] / (steps[index + 1 : index + 3].max() + s.cut_floor))
        score = ramp(ratio, s.caught_up_ratio, 1.5 * s.caught_up_ratio)
        if best.score is None or score > best.score:
            best = Sign(score, float(times[index] - s.caught_up_s), float(times[index + 1]), "frozen")
    return best


def _longest(on: NDArray[np.bool_], times: Times) -> tuple[float, float]:
    """Seconds and beginning of the longest stretch of steps that are marked."""
    best, start = (0.0, 0.0), None
    for index, flag in enumerate(on):
        if not flag:
            start = None
            continue
        start = index if start is None else start
        best = max(best, (float(times[index + 1] - times[start]), float(times[start])))
    return best


def _cut(grid: Floats, times: Times, jumps: Times, jump_times: Times, s: Continuity) -> Sign:
    """One step far larger than those around it, of the picture, of the face, or of both: two recordings joined.

    A movement has large steps on both sides of its largest; a key frame of the codec renews the picture but does not
    move the face, so the two together say more than each.
    """
    steps = np.abs(grid[1:] - grid[:-1]).mean(axis=1)
    # A starved codec renews the picture every third frame or so: steps are compared with those of a fifth of a second.
    rate = (len(times) - 1) / max(float(times[-1] - times[0]), 1e-3)
    picture = _peaks(steps, max(2, round(s.cut_near_s * rate)), s.cut_floor)
    face = _peaks(jumps, s.jump_near, s.jump_floor)
    picture[steps < s.cut_step] = 0
    # Some recorders begin in the dark: from nothing to the picture is no cut.
    picture[(times[:-1] < s.settle_s) & (grid[:-1].std(axis=1) < s.caught_up_content)] = 0
    face[jumps < s.jump_least] = 0
    moved = np.zeros_like(picture)
    if len(face):
        moved = face[np.clip(np.searchsorted(jump_times[1:], times[1:]), 0, len(face) - 1)]
    scores = [
        max(
            ramp(p, s.cut_ratio, 1.5 * s.cut_ratio),
            ramp(f, s.jump_ratio, 2 * s.jump_ratio),
            ramp(p * f, s.joint_ratio, 1.5 * s.joint_ratio),
        )
        for p, f in zip(picture, moved, strict=True)
    ]
    at = int(np.argmax(scores))
    return Sign(scores[at], float(times[at]), float(times[at + 1]), "cut")


def _peaks(steps: NDArray[np.floating[Any]], near: int, floor: float) -> Times:
    """Each step over the largest of the `near` before and the `near` after it; 0 at the ends and beside unknowns."""
    ratios = np.zeros(len(steps))
    for index in range(near, len(steps) - near):
        around = np.concatenate([steps[index - near : index], steps[index + 1 : index + 1 + near]])
        ratio = steps[index] / (around.max() + floor)
        ratios[index] = 0.0 if np.isnan(ratio) else ratio
    return ratios
