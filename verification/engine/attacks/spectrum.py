"""What the two searches for a display's raster share: a keyframe's planes, and spectra of its patches by pitch."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.engine.watch import Keyframe

Floats = NDArray[np.float32]
STRONGEST = 6.0  # grey levels: edges are clipped to this, so that they do not drown a faint wave
SMOOTH = 3.0  # pixels, standard deviation: what is coarser is the scene's
FINEST, COARSEST = 0.47, 0.07  # cycles a pixel; beyond are the sensor's own mosaic and the scene
NOISE = 0.02  # grey levels added to what is usual, so that a picture without any noise shows no wave


@dataclass(frozen=True)
class Planes:
    """What is finer than the scene, in grey levels, its edges clipped.

    `light` in the picture's own pixels; `halves` light and two colour differences in pixels of two by two, as coarse
    as recordings store colour anyway. The landmarks are in the pixels of each.
    """

    light: Floats
    face: Floats
    halves: tuple[Floats, Floats, Floats]
    half_face: Floats


def planes(frame: Keyframe) -> Planes:
    """The planes of one frame."""
    whole = cv2.cvtColor(frame.image, cv2.COLOR_BGR2YCrCb)
    half = cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.float32)
    face = frame.points[:, :2]
    fine = _finer(half)
    light, red, blue = (np.ascontiguousarray(fine[:, :, plane]) for plane in range(3))
    return Planes(_finer(whole[:, :, 0].astype(np.float32)), face, (light, red, blue), np.asarray(face / 2, np.float32))


def _finer(picture: Floats) -> Floats:
    return np.asarray(np.clip(picture - cv2.GaussianBlur(picture, (0, 0), SMOOTH), -STRONGEST, STRONGEST))


def amplitudes(detail: Floats, rows: Iterable[int], columns: NDArray[np.int64], tile: int) -> Floats:
    """Grey levels of each frequency in the patches that begin there, (patches, tile, tile / 2 + 1)."""
    window = _window(tile)
    patches = np.stack([detail[y : y + tile, x : x + tile] for y in rows for x in columns])
    return np.asarray(np.abs(np.fft.rfft2(patches * window)) * (2 / window.sum()), np.float32)


def over_usual(waves: Floats) -> Floats:
    """Each frequency of (..., tile, tile / 2 + 1) over the median of its pitch; 0 outside the pitches looked at."""
    tile = waves.shape[-2]
    flat = waves.reshape(*waves.shape[:-2], -1)
    over = np.zeros_like(flat)
    for ring in _rings(tile):
        pitch = flat[..., ring]
        over[..., ring] = pitch / (_median(pitch) + NOISE)
    return over.reshape(waves.shape)


def _median(values: Floats) -> Floats:
    """The median over the last axis, kept; the upper of two middles. numpy's own takes four times as long."""
    middle = values.shape[-1] // 2
    return np.partition(values, middle, axis=-1)[..., middle : middle + 1]


@cache
def _window(tile: int) -> Floats:
    return np.outer(np.hanning(tile), np.hanning(tile)).astype(np.float32)


@cache
def _rings(tile: int) -> list[NDArray[np.int64]]:
    """Places of the spectrum with frequencies of the same pitch, from the coarsest to the finest looked at."""
    pitch = np.hypot(np.fft.fftfreq(tile)[:, None], np.fft.rfftfreq(tile)[None]).ravel()
    bounds = np.arange(COARSEST, FINEST, 1 / tile)
    return [np.flatnonzero((pitch >= low) & (pitch < low + 1 / tile)) for low in bounds]
