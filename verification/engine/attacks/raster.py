"""The beat of two rasters: what a camera's pixels make of a display's.

Moire lies over the whole picture as one wave, over skin as over the wall behind it. Curtains, blinds and shirts make
waves too, but only where they are; so the wave must be seen in the face and in most of the picture, at one frequency.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.engine.watch import Keyframe

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
TILE = 64  # pixels a side of the patches whose spectra are compared
APART = 88  # pixels from patch to patch over the whole picture
SMOOTH = 3.0  # pixels, standard deviation: what is coarser is the scene's
STRONGEST = 6.0  # grey levels: edges are clipped to this, so that they do not drown a faint wave
FINEST, COARSEST = 0.47, 0.07  # cycles a pixel; beyond are the sensor's own mosaic and the scene
NOISE = 0.02  # grey levels added to what is usual, so that a picture without any noise shows no wave
FACE_SHARE, PICTURE_SHARE = 0.5, 0.35  # of the patches that may lack the wave


@dataclass(frozen=True)
class Beat:
    """How far the strongest common wave exceeds what is usual at its pitch: about 1 without any."""

    fine: float  # of the light, in the picture's own pixels
    coarse: float  # of the light, in pixels of two by two
    colour: float  # of the two colour differences, which recordings store so coarsely anyway


def raster_beat(frames: Sequence[Keyframe]) -> Beat:
    """Over all `frames` together; 0 without ground to judge."""
    pictures = [frame for frame in frames if min(frame.image.shape[:2]) >= 4 * TILE]
    light = [cv2.cvtColor(frame.image, cv2.COLOR_BGR2YCrCb) for frame in pictures]
    halves = [cv2.resize(one, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for one in light]
    faces = [frame.points[:, :2] for frame in pictures]
    small = [np.asarray(points / 2, np.float32) for points in faces]
    return Beat(
        _common([one[:, :, 0] for one in light], faces),
        _common([one[:, :, 0] for one in halves], small),
        max(_common([one[:, :, plane] for one in halves], small) for plane in (1, 2)),
    )


def _common(planes: Sequence[Image], faces: Sequence[Floats]) -> float:
    """Of the strongest wave that the face and the picture share, the excess over the usual where it is less."""
    if not planes:
        return 0.0
    seen = [_waves(plane.astype(np.float32), points) for plane, points in zip(planes, faces, strict=True)]
    face, picture = (_over_usual(np.mean(waves, axis=0)) for waves in zip(*seen, strict=True))
    return float(np.minimum(face, picture).max())


def _waves(plane: Floats, points: Floats) -> tuple[Floats, Floats]:
    """Grey levels of each frequency, (TILE, TILE / 2 + 1), that most of the face shows, and most of the picture."""
    fine = np.clip(plane - cv2.GaussianBlur(plane, (0, 0), SMOOTH), -STRONGEST, STRONGEST)
    height, width = plane.shape
    (left, upper), (right, lower) = points.min(axis=0), points.max(axis=0)
    face = _spectra(fine, _places(upper, lower, height, TILE // 2), _places(left, right, width, TILE // 2))
    picture = _spectra(fine, _places(0, height, height, APART), _places(0, width, width, APART))
    return _least(face, FACE_SHARE), _least(picture, PICTURE_SHARE)


def _places(low: float, high: float, size: int, step: int) -> NDArray[np.int64]:
    """Where patches begin that cover low..high, at most `step` apart."""
    room = max(high - low, TILE) - TILE
    start = min(max((low + high - room - TILE) / 2, 0), size - TILE - room)
    return np.linspace(max(start, 0), min(start + room, size - TILE), int(np.ceil(room / step)) + 1).astype(np.int64)


def _spectra(fine: Floats, rows: Iterable[int], columns: Sequence[int] | NDArray[np.int64]) -> Floats:
    """Amplitudes in grey levels (patches, TILE, TILE / 2 + 1), each the largest of its neighbours'.

    Perspective lets a wave's frequency drift by a step from patch to patch.
    """
    window = _window()
    patches = np.stack([fine[y : y + TILE, x : x + TILE] for y in rows for x in columns])
    waves = np.abs(np.fft.rfft2(patches * window)).astype(np.float32) * (2 / window.sum())
    waves = np.maximum(waves, np.maximum(np.roll(waves, 1, axis=1), np.roll(waves, -1, axis=1)))
    beside = np.pad(waves, ((0, 0), (0, 0), (1, 1)))
    return np.asarray(np.maximum(waves, np.maximum(beside[:, :, :-2], beside[:, :, 2:])))


def _least(waves: Floats, share: float) -> Floats:
    """What all patches but that share of them show."""
    rank = int(share * (len(waves) - 1))
    return np.asarray(np.partition(waves, rank, axis=0)[rank])


def _over_usual(waves: Floats) -> Floats:
    """Each frequency over the median of its pitch."""
    over = np.zeros_like(waves)
    for ring in _rings():
        over.flat[ring] = waves.flat[ring] / (np.median(waves.flat[ring]) + NOISE)
    return over


@cache
def _window() -> Floats:
    return np.outer(np.hanning(TILE), np.hanning(TILE)).astype(np.float32)


@cache
def _rings() -> list[NDArray[np.int64]]:
    """Places of the spectrum with frequencies of the same pitch, from the coarsest to the finest looked at."""
    pitch = np.hypot(np.fft.fftfreq(TILE)[:, None], np.fft.rfftfreq(TILE)[None]).ravel()
    bounds = np.arange(COARSEST, FINEST, 1 / TILE)
    return [np.flatnonzero((pitch >= low) & (pitch < low + 1 / TILE)) for low in bounds]
