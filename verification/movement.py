"""Whether two courses of movement (`engine/signature.py`) are one recording.

Judged track by track: when somebody answers the same challenge twice, the movement that was asked for is much alike
and carries a correlation over all tracks to 0.98, but how they sway, tilt and blink meanwhile is not. Measured on
rendered people: fourteen honest repetitions of a challenge by five of them 0.49 to 0.88, 21 copies of recordings
(smaller, darker, other rates, a third of the bit rate, the start cut off, filmed from a screen held still) 0.91 to
0.98; filmed by hand from a screen 0.27 to 0.74, which this does not notice. So few prove no error rate; who is
suspected wrongly gets another challenge or takes another door.
"""

import numpy as np
from numpy.typing import NDArray

from verification.engine.signature import LEAST, MOST_SHIFT, TRACKS

SAME_RECORDING = 0.90
LEAST_SHARED = 0.6
"""Of the shorter course; less says nothing."""
STILL = 1.0
"""Standard deviation in steps of the eight bits below which a track holds noise only."""

Course = NDArray[np.float64]


def one_recording(one: bytes, other: bytes) -> bool:
    """Whether the two are so alike, at any shift, that nobody moves so twice."""
    return likeness(one, other) >= SAME_RECORDING


def likeness(one: bytes, other: bytes) -> float:
    """0 to 1: the mean correlation of the tracks that move, at the best shift."""
    first, second = _course(one), _course(other)
    shorter = min(len(first), len(second))
    least = max(LEAST, LEAST_SHARED * shorter)
    found = [0.0]
    for shift in range(-MOST_SHIFT, MOST_SHIFT + 1):
        a, b = (first[shift:], second) if shift >= 0 else (first, second[-shift:])
        shared = min(len(a), len(b))
        if shared >= least:
            found.append(_mean_correlation(a[:shared], b[:shared]))
    return max(found)


def _course(signature: bytes) -> Course:
    return np.frombuffer(signature, np.int8).reshape(-1, TRACKS).astype(np.float64)


def _mean_correlation(a: Course, b: Course) -> float:
    moving = (a.std(axis=0) > STILL) | (b.std(axis=0) > STILL)
    if not moving.any():
        return 0.0
    a, b = (a - a.mean(axis=0))[:, moving], (b - b.mean(axis=0))[:, moving]
    product = np.linalg.norm(a, axis=0) * np.linalg.norm(b, axis=0)
    return float(((a * b).sum(axis=0) / (product + 1e-9)).mean())
