"""Has this recording been shown before? A signature of the movement in it, from which no picture can be made.

Nobody moves head, lids and jaw twice in the same way to a tenth of a second, and neither another codec nor another
crop, size or brightness changes how they moved. So the signature is that course: ten times a second the angles, the
place and size of the face and its expression, each in eight bits. It is a fact about a person's behaviour: whoever
stores it keeps it under its own key and retention.
"""

import numpy as np
from numpy.typing import NDArray

from .landmarks import BLINK_LEFT, BLINK_RIGHT, JAW_OPEN
from .watch import Watched

RATE = 10.0
TRACKS = 6
LEAST = 15  # samples; a second and a half
MOST_SHIFT = 20  # samples by which one recording may begin later than the other
# Steps of the eight bits: half a degree, and a fiftieth of lids and jaw.
SCALE = np.array([2.0, 2.0, 2.0, 50.0, 50.0, 50.0])


def sign_movement(watched: Watched) -> bytes:
    """(n, 6) int8, row by row: pitch, yaw, roll, left lid, right lid, jaw, each less its own median."""
    seen = watched.seen
    if seen.sum() < LEAST:
        return b""
    times = watched.times[seen]
    tracks = np.column_stack([watched.angles[seen], watched.shapes[seen][:, [BLINK_LEFT, BLINK_RIGHT, JAW_OPEN]]])
    steps = np.arange(times[0], times[-1], 1 / RATE)
    even = np.column_stack([np.interp(steps, times, track) for track in tracks.T])
    coarse = np.clip(np.round((even - np.median(even, axis=0)) * SCALE), -127, 127)
    return bytes(coarse.astype(np.int8).tobytes())


def likeness(one: bytes, other: bytes) -> float:
    """0 to 1: the best correlation of the two courses over all shifts; about 0.95 and more is the same recording."""
    first, second = _courses(one), _courses(other)
    if min(len(first), len(second)) < LEAST:
        return 0.0
    return max(_correlation(first, second, shift) for shift in range(-MOST_SHIFT, MOST_SHIFT + 1))


def _courses(signature: bytes) -> NDArray[np.float64]:
    return np.frombuffer(signature, np.int8).reshape(-1, TRACKS).astype(np.float64)


def _correlation(first: NDArray[np.float64], second: NDArray[np.float64], shift: int) -> float:
    """Over the part the two share, which must be most of the shorter one."""
    one, other = (first[shift:], second) if shift >= 0 else (first, second[-shift:])
    shared = min(len(one), len(other))
    if shared < max(LEAST, 0.6 * min(len(first), len(second))):
        return 0.0
    a, b = one[:shared] - one[:shared].mean(axis=0), other[:shared] - other[:shared].mean(axis=0)
    return float((a * b).sum() / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9))
