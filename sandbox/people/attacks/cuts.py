"""Films that were tampered with: put together from two, held still, or repeated."""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from sandbox.people.motion import Motion
from sandbox.people.photographs import Image

STILL_S = 0.8
LOOPS = 3


def joined(first: Iterable[Image], second: Iterable[Image], at: int) -> Iterator[Image]:
    """`first` up to frame `at`, then `second` from there."""
    yield from islice(first, at)
    yield from islice(second, at, None)


def quiet(motion: Motion) -> tuple[int, int]:
    """The longest stretch of frames (start, end) in which no action is under way."""
    still = (np.abs(motion.yaw) < 3) & (np.abs(motion.pitch) < 3) & (motion.opened < 0.05) & (motion.closed < 0.1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], still.astype(int), [0]])))
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]), int(ends[longest])


def frozen(pictures: Iterable[Image], motion: Motion, fps: float) -> Iterator[Image]:
    """One picture held for most of a second while the person rests."""
    start, end = quiet(motion)
    last = min(end, start + round(STILL_S * fps))
    held: Image | None = None
    for number, picture in enumerate(pictures):
        held = picture if number == start or held is None else held
        yield held if start <= number < last else picture


def looped(pictures: Iterable[Image], motion: Motion) -> Iterator[Image]:
    """A rest that is the same short piece played three times."""
    start, end = quiet(motion)
    piece = max(1, (end - start) // LOOPS)
    kept: list[Image] = []
    for number, picture in enumerate(pictures):
        if start <= number < start + piece:
            kept.append(picture)
        yield kept[(number - start) % piece] if start <= number < start + piece * LOOPS else picture
