"""Times as a camera makes them. What rewrites a recording must invent times, and those invented carelessly show.

Cameras jitter, drop frames, halve their rate in the dark, and a busy telephone hands over a few frames at once after it
was held up. None runs backwards, records many more frames in a moment than its sensor reads, or has most of its frames
follow each other quicker than a sensor is read.
"""

import numpy as np
from numpy.typing import NDArray

from .limits import Continuity
from .sign import Sign, ramp

Times = NDArray[np.float64]


def clock_signs(times: Times, s: Continuity) -> list[Sign]:
    """`times` (n,) seconds of all frames. Each of these signs brings a person to look, none refuses."""
    return [_backwards(times, s), _gap(times, s), _burst(times, s), _hasty(times, s)]


def _backwards(times: Times, s: Continuity) -> Sign:
    """Time that stands still or runs backwards is written by no camera."""
    back = np.flatnonzero(np.diff(times) <= 0)
    if len(back) < s.backward_steps:
        return Sign(0.0)
    return Sign(s.suspicious, float(times[back[0]]), float(times[back[-1] + 1]), "clock")


def _gap(times: Times, s: Continuity) -> Sign:
    """A hole in the recording. The first moments do not count: recorders start unevenly."""
    gaps = np.diff(times)
    gaps[times[1:] < s.settle_s] = 0
    widest = int(np.argmax(gaps))
    score = s.suspicious * ramp(float(gaps[widest]), s.gap_s, s.wide_gap_s)
    return Sign(score, float(times[widest]), float(times[widest + 1]), "gap")


def _burst(times: Times, s: Continuity) -> Sign:
    """More frames in a moment than the sensor reads in it and the buffers between it and the file can hold."""
    rate = max(s.sensor_rate, s.rate_room * _rate(times))
    ahead = np.arange(len(times)) - rate * times
    least = np.minimum.accumulate(ahead)
    last = int(np.argmax(ahead - least))
    first = int(np.argmin(ahead[: last + 1]))
    score = s.suspicious * ramp(float(ahead[last] - ahead[first]), s.held_frames, 2 * s.held_frames)
    return Sign(score, float(times[first]), float(times[last]), "clock: burst")


def _hasty(times: Times, s: Continuity) -> Sign:
    """Frames that follow the one before sooner than a sensor is read, again and again.

    A telephone that was held up hands over what has waited at once, so that such frames come after a long step; of
    those, more are borne.
    """
    steps, usual = np.diff(times), 1 / _rate(times)
    hasty = steps < min(s.hasty_s, s.hasty_share * usual)
    if not hasty.any():
        return Sign(0.0)
    edges = np.flatnonzero(np.diff(np.r_[0, hasty, 0]))
    sudden = 0
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        waited = float(steps[first - 1]) / usual if first else np.inf  # nobody knows how long the first one waited
        sudden += int(last - first) if waited < 1 + (last - first) / 2 else 0
    share = max(sudden / s.sudden_frames, int(hasty.sum()) / s.hasty_frames) / len(steps)
    return Sign(s.suspicious * ramp(share, 1, 2), float(times[edges[0]]), float(times[edges[-1]]), "clock: uneven")


def _rate(times: Times) -> float:
    """Frames a second over the whole recording."""
    return (len(times) - 1) / max(float(times[-1] - times[0]), 1e-3)
