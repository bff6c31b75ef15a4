"""Movements in the course of one person's lids, mouth and head angles, each with its beginning, peak and end.

Everything is measured against the person's own rest, because lids, chins and cameras differ. Pure functions over
arrays: `times` (n,) in seconds, values (n,), NaN where no face was seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .challenge import Action
from .settings import Actions

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Movement:
    """`strength` is the peak over the action's threshold: 1 just counts. `whole`: there and back."""

    action: Action
    from_s: float
    peak_s: float
    to_s: float
    strength: float
    whole: bool


def blinks(times: Floats, left: Floats, right: Floats, s: Actions) -> list[Movement]:
    """Both lids close fast and open again. `left`, `right`: 0 as usual, 1 shut.

    Rest is taken from a second and a half on either side, so that eyes that look down for a while have their own rest.
    """
    lids = np.fmin(left, right)
    rest = np.array([_rest(lids, np.abs(times - t) <= 1.5) for t in times])
    found = []
    for first, last in _runs(lids - rest > 0.75 * s.blink_rise):
        peak = first + int(np.nanargmax(lids[first : last + 1]))
        height = lids[peak] - rest[peak]
        if height < s.blink_rise or not _both(left, right, rest, peak, s.blink_both):
            continue
        start, end = _half_height(times, lids - rest, peak, height)
        if start is None or end is None or end - start > s.blink_longest_s:
            continue
        if _edge(times, lids - rest, peak, height) > s.blink_edge_s:
            continue
        found.append(Movement(Action.BLINK, start, float(times[peak]), end, float(height / s.blink_rise), True))
    return found


def swings(times: Floats, values: Floats, rest: float, threshold: float, action: Action, s: Actions) -> list[Movement]:
    """Stretches in which the value rises `threshold` above rest and, where whole, comes back."""
    risen = values - rest
    found = []
    for first, last in _runs(risen > threshold * (1 - s.back_share)):
        peak = first + int(np.nanargmax(risen[first : last + 1]))
        height = float(risen[peak])
        if height < threshold:
            continue
        back = height * (1 - s.back_share)
        after = np.flatnonzero((risen <= back) & (np.arange(len(risen)) > peak))
        before = np.flatnonzero((risen <= back) & (np.arange(len(risen)) < peak))
        start = float(times[before[-1]]) if len(before) else float(times[first])
        end = float(times[after[0]]) if len(after) else float(times[last])
        whole = len(before) > 0 and len(after) > 0 and end - start <= s.longest_s
        found.append(Movement(action, start, float(times[peak]), end, height / threshold, whole))
    return found


def movements(times: Floats, shown: Floats, angles: Floats, s: Actions) -> list[Movement]:
    """All movements of the video in the order of their peaks.

    `shown` (n, 3): left lid, right lid, mouth, as `expressions.lids_and_mouth` measures them.
    """
    pitch, yaw = (_without_spikes(angles[:, axis], s.spike_degrees) for axis in (0, 1))
    found = blinks(times, shown[:, 0], shown[:, 1], s)
    found += swings(times, pitch, _still(pitch), s.nod_degrees, Action.NOD, s)
    found += swings(times, yaw, _still(yaw), s.turn_degrees, Action.TURN_LEFT, s)
    found += swings(times, -yaw, -_still(yaw), s.turn_degrees, Action.TURN_RIGHT, s)
    found += swings(times, shown[:, 2], 0.0, 1.0, Action.MOUTH, s)
    return sorted(found, key=lambda m: m.peak_s)


def _rest(values: Floats, where: NDArray[np.bool_]) -> float:
    """The value at rest of something that only rises: a low quantile, which a few closed frames do not lift."""
    near = values[where & ~np.isnan(values)]
    return float(np.quantile(near, 0.25)) if len(near) else 0.0


def _still(values: Floats) -> float:
    """Where the head rests: the densest five degrees of the video, not the mean, which a long turn would pull along."""
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return 0.0
    inside = [np.searchsorted(known, v + 5.0) - i for i, v in enumerate(known)]
    first = int(np.argmax(inside))
    return float(np.median(known[first : first + inside[first]]))


def _without_spikes(values: Floats, most: float) -> Floats:
    """Each value held within `most` of what its neighbours span: one wild frame is no movement of a head.

    A median of three would do as much, but would also halve the peak of a quick nod, which is two or three frames.
    """
    if len(values) < 3:
        return values
    padded = np.concatenate([values[:1], values, values[-1:]])
    before, after = padded[:-2], padded[2:]
    held: Floats = np.clip(values, np.fmin(before, after) - most, np.fmax(before, after) + most)
    return held


def _runs(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last index of each unbroken stretch of true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(int), [0]])))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _both(left: Floats, right: Floats, rest: Floats, peak: int, share: float) -> bool:
    one, other = left[peak] - rest[peak], right[peak] - rest[peak]
    return bool(min(one, other) >= share * max(one, other))


def _half_height(times: Floats, risen: Floats, peak: int, height: float) -> tuple[float | None, float | None]:
    """Where the course crosses half its height before and after the peak; None where it never does."""
    low = np.flatnonzero(risen <= height / 2)
    before, after = low[low < peak], low[low > peak]
    start = _crossing(times, risen, before[-1], before[-1] + 1, height / 2) if len(before) else None
    end = _crossing(times, risen, after[0] - 1, after[0], height / 2) if len(after) else None
    return start, end


def _crossing(times: Floats, values: Floats, one: int, other: int, level: float) -> float:
    step = values[other] - values[one]
    share = 0.5 if step == 0 or np.isnan(step) else float(np.clip((level - values[one]) / step, 0, 1))
    return float(times[one] + share * (times[other] - times[one]))


def _edge(times: Floats, risen: Floats, peak: int, height: float) -> float:
    """Seconds from a third to four fifths of the height on the way up; lids may not be quite open after a blink."""
    high = np.flatnonzero(risen[: peak + 1] < 0.8 * height)
    low = np.flatnonzero(risen[: peak + 1] <= height / 3)
    if not len(high) or not len(low):
        return 0.0 if len(low) else float("inf")
    upper = _crossing(times, risen, high[-1], high[-1] + 1, 0.8 * height)
    lower = _crossing(times, risen, low[-1], low[-1] + 1, height / 3)
    return max(0.0, upper - lower)
