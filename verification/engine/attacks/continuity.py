"""One recording without a break: nothing frozen, looped or spliced, and times as a camera makes them.

Works on the luma of every frame (decode.Tally). Two frames of a live recording differ by the sensor's noise at least,
by movement mostly; what was recorded twice differs by the codec's rounding only.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .clock import clock_signs
from .cut import cut_sign
from .limits import Continuity
from .repeats import repeated
from .sign import Sign, ramp, worst

Floats = NDArray[np.float32]
Times = NDArray[np.float64]


def continuity_sign(
    prints: Sequence[NDArray[np.uint8]], small: Sequence[NDArray[np.uint8]], times: Times, s: Continuity
) -> Sign:
    """`prints` and `small` pictures of all frames, as `decode.Tally` has them, at `times` (n,) seconds."""
    if (
        len(times) < s.least_frames
        or len({(len(one), other.shape) for one, other in zip(prints, small, strict=True)}) != 1
    ):
        return Sign(None)
    grid = np.array(prints, np.float32)
    steps = np.sqrt(((grid[1:] - grid[:-1]) ** 2).mean(axis=1))
    stride = int(np.ceil(len(grid) / s.loop_frames))
    thinned, thinned_times = grid[::stride], times[::stride]
    return worst(
        *clock_signs(times, s),
        _frozen(grid, steps, times, s),
        caught_up(grid, steps, times, s),
        cut_sign(np.stack(small), times, s),
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
        ratio = float(steps[index] / (steps[index + 1 : index + 3].max() + s.caught_up_floor))
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
