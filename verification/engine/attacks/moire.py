"""Moire of a display held aslant: a wave over the face whose pitch and direction change from place to place.

Skin has no period. In a patch of it the strongest frequency is an accident of pores, noise or an edge, and another one
in the next patch. Over a filmed display every patch is ruled by the wave, and the next one by nearly the same. So not
the strength is asked, but how many of the patches side by side agree about their strongest frequency.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .spectrum import Floats, Planes, amplitudes, over_usual

TILE, HALF_TILE = 48, 32  # pixels a side of patches; smaller in the halved picture, where a face has few
AGREEING = 1.5  # steps of frequency, 1 / tile cycles a pixel, between patches that lie against each other
LEAST = 0.1  # grey levels of a wave: what a codec leaves of smooth skin has less, and is the same everywhere
# Pairs of patches by accident, of which this share agrees, that are counted in: few pairs say little.
DOUBTED, BY_ACCIDENT = 30, 0.05


@dataclass(frozen=True)
class Moire:
    """The share of patches side by side that agree: about 0.05 without a wave."""

    fine: float  # of the light, in the picture's own pixels
    coarse: float  # of the light, in pixels of two by two
    colour: float  # of the colour difference that agrees more


def moire(pictures: Sequence[Planes]) -> Moire:
    """Over the faces of all `pictures` together."""
    half_faces = [one.half_face for one in pictures]
    coarse, *colours = (_share([one.halves[plane] for one in pictures], half_faces, HALF_TILE) for plane in range(3))
    return Moire(_share([one.light for one in pictures], [one.face for one in pictures], TILE), coarse, max(colours))


def _share(light: Sequence[Floats], faces: Sequence[Floats], tile: int) -> float:
    agreeing = np.concatenate(
        [np.zeros(0, bool), *(_agreeing(detail, points, tile) for detail, points in zip(light, faces, strict=True))]
    )
    return float((agreeing.sum() + BY_ACCIDENT * DOUBTED) / (len(agreeing) + DOUBTED))


def _agreeing(detail: Floats, points: Floats, tile: int) -> NDArray[np.bool_]:
    """For each two patches of the face that lie against each other, whether they agree."""
    size = np.array(detail.shape[::-1])
    first = np.clip(points.min(axis=0), 0, size).astype(int)
    last = np.clip(points.max(axis=0), 0, size).astype(int)
    face = detail[first[1] : last[1], first[0] : last[0]]
    if min(face.shape) < tile:
        return np.zeros(0, bool)
    # Half a patch apart: the next but one lies against it.
    rows, columns = (np.arange(0, length - tile + 1, tile // 2) for length in face.shape)
    greys = amplitudes(face, rows, columns, tile)
    waves = over_usual(greys).reshape(len(greys), -1)
    strongest = waves.argmax(axis=1)
    upright, level = np.unravel_index(strongest, greys.shape[1:])
    # As complex numbers, for their distance; not a number, which agrees with none, where hardly anything is seen.
    wave = np.fft.fftfreq(tile, 1 / tile)[upright] + 1j * level
    wave[greys.reshape(waves.shape)[np.arange(len(waves)), strongest] < LEAST] = np.nan
    wave = wave.reshape(len(rows), len(columns))
    beside = [(wave[2:], wave[:-2]), (wave[:, 2:], wave[:, :-2])]
    # A wave and its mirror image are one: the spectrum of a real picture has only half of the plane.
    return np.concatenate(
        [(np.minimum(np.abs(one - other), np.abs(one + other)) <= AGREEING).ravel() for one, other in beside]
    )
