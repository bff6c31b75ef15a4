"""A recording tampered with in time: held still, played again, put together in another order or from two."""

import cv2
import numpy as np

from .optics import Forgery, Frames, Image, Sensor


def still(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """One frame for ever, with a sensor's noise."""
    sensor = Sensor(frames[0], rng)
    return [sensor.grain(frames[0]) for _ in frames]


def frozen(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """The picture stands still for a second and a half in the middle."""
    start, length = len(frames) // 3, min(len(frames) // 3, 40)
    return [*frames[:start], *[frames[start]] * length, *frames[start + length :]]


def loop(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """The first part of the clip again and again."""
    part = frames[: max(20, len(frames) // 3)]
    return [part[i % len(part)] for i in range(len(frames))]


def ping_pong(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """Forwards, backwards, forwards: no jump at the seams."""
    part = list(frames[: max(20, len(frames) // 2)])
    there_and_back = part + part[::-1]
    return [there_and_back[i % len(there_and_back)] for i in range(len(frames))]


def rest_loop(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """The clip as it is, but a short piece of it is played twice in its place: a hole in the recording papered over."""
    length = max(8, len(frames) // 8)
    start = int(rng.integers(0, len(frames) - 2 * length))
    piece = frames[start : start + length]
    return [*frames[: start + length], *piece, *frames[start + 2 * length :]]


def splice(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """Three parts of the clip in another order."""
    a, b = len(frames) // 3, 2 * len(frames) // 3
    return [*frames[b:], *frames[:a], *frames[a:b]]


def fade(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """The second half, then the first, faded into each other over 4 to 12 frames."""
    half, length = len(frames) // 2, int(rng.integers(4, 13))
    before, after = frames[half - length :], frames[:half]
    shares = np.arange(1, length + 1) / (length + 1)
    mixed = [
        np.asarray(cv2.addWeighted(one, 1 - share, other, share, 0), np.uint8)
        for one, other, share in zip(before[-length:], after[:length], shares.tolist(), strict=True)
    ]
    return [*before[:-length], *mixed, *after[length:]]


def continued_by(other: Frames) -> Forgery:
    """Half-way another clip goes on: of the same person a splice, of somebody else a swap."""

    def forge(frames: Frames, rng: np.random.Generator) -> list[Image]:
        height, width = frames[0].shape[:2]
        half = len(frames) // 2
        later = [other[min(half + i, len(other) - 1)] for i in range(len(frames) - half)]
        return [*frames[:half], *(np.asarray(cv2.resize(f, (width, height)), np.uint8) for f in later)]

    return forge
