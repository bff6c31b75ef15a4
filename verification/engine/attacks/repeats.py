"""Stretches of a recording that come again, frame for frame: played twice, or forwards and back.

Nobody moves twice in the same way to the last digit of the sensor's noise, nor back as they came: two frames of a live
recording differ by more than neighbours do, however alike the movements.
"""

import numpy as np
from numpy.typing import NDArray

from .limits import Continuity
from .sign import Sign, ramp

Floats = NDArray[np.float32]
Times = NDArray[np.float64]


def repeated(grid: Floats, times: Times, s: Continuity) -> list[Sign]:
    """The signs of a loop and of a mirrored stretch; `grid` (n, k) coarse luma, `times` (n,) seconds."""
    squares = (grid**2).mean(axis=1)
    apart = np.sqrt(np.maximum(squares[:, None] + squares[None] - 2 * (grid @ grid.T) / grid.shape[1], 0))
    rate = (len(times) - 1) / max(float(times[-1] - times[0]), 1e-3)
    span, back = (max(s.loop_least, round(seconds * rate)) for seconds in (s.loop_s, s.mirror_s))
    if len(grid) < 3 * back:
        return []
    return [_loop(apart, times, span, s), _mirror(apart, times, back, s)]


def _movement(apart: Floats, span: int, most: int) -> Floats:
    """How far frames of the stretch of `span` that begins at each frame are from those one to `most` later, at least.

    From the next frame alone, a lamp's flicker would count as movement: on a stand it brings the same few pictures
    again and again, and every stretch would look like a loop of another.
    """
    kernel = np.ones(span) / span
    nearest = np.full(len(apart) - span - most, np.inf, np.float32)
    for lag in range(1, most + 1):
        nearest = np.minimum(nearest, np.convolve(np.diagonal(apart, lag), kernel, "valid")[: len(nearest)])
    return nearest


def _loop(apart: Floats, times: Times, span: int, s: Continuity) -> Sign:
    """A stretch with movement in it that comes again later."""
    best, where, kernel = 0.0, (0, 0), np.ones(span) / span
    moving = _movement(apart, span, span)
    for offset in range(max(s.loop_offset, span // 2), len(moving)):
        again = np.convolve(np.diagonal(apart, offset), kernel, "valid")[: len(moving) - offset]
        moved = np.minimum(moving[: len(again)], moving[offset:])
        shares = np.where(moved >= s.loop_movement, again / (moved + 1e-6), np.inf)
        index = int(np.argmin(shares))
        score = 1 - ramp(float(min(shares[index], 9.0)), s.loop_share, 1.45 * s.loop_share)
        if score > best:
            best, where = score, (index, index + offset)
    return Sign(best, float(times[where[1]]), float(times[min(where[1] + span, len(times) - 1)]), "loop")


def _mirror(apart: Floats, times: Times, span: int, s: Continuity) -> Sign:
    """A stretch that runs back as it came: frames the same distance before and after a moment are the same."""
    best, where = 0.0, span
    away = np.arange(1, span + 1)
    steps = np.diagonal(apart, 1)
    for middle in range(span, len(apart) - span - 1):
        moved = float(steps[middle - span : middle + span].mean())
        if moved < s.loop_movement:
            continue
        # The turning frame is shown once or twice.
        share = min(float(apart[middle - away, middle + twice + away].mean()) for twice in (0, 1)) / moved
        score = 1 - ramp(share, s.mirror_share, 1.5 * s.mirror_share)
        if score > best:
            best, where = score, middle
    return Sign(best, float(times[where - span]), float(times[where + span]), "mirror")
