"""The beat of two rasters: what a camera's pixels make of a display's, where it is faint and the same all over.

It lies over the whole picture as one wave, over skin as over the wall behind it. Curtains, blinds and shirts make
waves too, but only where they are; so the wave must be seen in the face and in most of the picture, at one frequency.
Where the display is held aslant the wave is another at every place, and `moire.py` looks for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .spectrum import COARSEST, Floats, Planes, amplitudes, over_usual

TILE = 64  # pixels a side of the patches whose spectra are compared
APART = 88  # pixels from patch to patch over the whole picture
FACE_SHARE, PICTURE_SHARE = 0.5, 0.35  # of the patches that may lack the wave
CANDIDATES = 50  # the strongest frequencies, of which each wave has nine
PITCHES_BESIDE = (-6, -5, -4, -3, 3, 4, 5, 6)  # steps of frequency, beyond what drifts with perspective


@dataclass(frozen=True)
class Beat:
    """How far the strongest common wave exceeds what is usual at its pitch: about 1 without any."""

    fine: float  # of the light, in the picture's own pixels
    coarse: float  # of the light, in pixels of two by two
    colour: float  # of the two colour differences


def raster_beat(pictures: Sequence[Planes]) -> Beat:
    """Over all `pictures` together; 0 without ground to judge."""
    large = [one for one in pictures if min(one.light.shape) >= 4 * TILE]
    faces, half_faces = [one.face for one in large], [one.half_face for one in large]
    coarse, *colours = (_common([one.halves[plane] for one in large], half_faces) for plane in range(3))
    return Beat(_common([one.light for one in large], faces), coarse, max(colours))


def _common(light: Sequence[Floats], faces: Sequence[Floats]) -> float:
    """Of the strongest wave that the face and the picture share, the excess over the usual where it is less."""
    if not light:
        return 0.0
    seen = [_waves(detail, points) for detail, points in zip(light, faces, strict=True)]
    face, picture = (over_usual(np.mean(waves, axis=0)) for waves in zip(*seen, strict=True))
    return strongest_wave(np.minimum(face, picture))


def strongest_wave(excess: Floats) -> float:
    """The most by which a wave of `excess` (TILE, TILE / 2 + 1) exceeds the usual of its pitch and of its direction.

    Tiles and the bars of windows, brows and spectacles are edges: they have every pitch of their direction.
    """
    best = 0.0
    for place in np.argsort(-excess, axis=None)[:CANDIDATES]:
        row, column = np.unravel_index(place, excess.shape)
        if excess[row, column] <= best:
            break
        best = max(best, float(excess[row, column]) / max(1.0, _along(excess, int(row), int(column))))
    return best


def _along(excess: Floats, row: int, column: int) -> float:
    """The median excess of the other pitches of a wave's direction; 0 where none of them is looked at."""
    wave = complex(column, row if row <= TILE // 2 else row - TILE)
    pitches = [pitch for steps in PITCHES_BESIDE if (pitch := abs(wave) + steps) >= COARSEST * TILE]
    others = [wave / abs(wave) * pitch for pitch in pitches]
    inside = [(round(one.imag), round(one.real)) for one in others if max(abs(one.imag), one.real) <= TILE / 2]
    return float(np.median([excess[across % TILE, along] for across, along in inside])) if inside else 0.0


def _waves(detail: Floats, points: Floats) -> tuple[Floats, Floats]:
    """Grey levels of each frequency, (TILE, TILE / 2 + 1), that most of the face shows, and most of the picture."""
    height, width = detail.shape
    (left, upper), (right, lower) = points.min(axis=0), points.max(axis=0)
    face = _spectra(detail, _places(upper, lower, height, TILE // 2), _places(left, right, width, TILE // 2))
    picture = _spectra(detail, _places(0, height, height, APART), _places(0, width, width, APART))
    return _least(face, FACE_SHARE), _least(picture, PICTURE_SHARE)


def _places(low: float, high: float, size: int, step: int) -> NDArray[np.int64]:
    """Where patches begin that cover low..high, at most `step` apart."""
    room = max(high - low, TILE) - TILE
    start = min(max((low + high - room - TILE) / 2, 0), size - TILE - room)
    return np.linspace(max(start, 0), min(start + room, size - TILE), int(np.ceil(room / step)) + 1).astype(np.int64)


def _spectra(detail: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    """Amplitudes in grey levels (patches, TILE, TILE / 2 + 1), each the largest of its neighbours'.

    Perspective lets a wave's frequency drift by a step from patch to patch.
    """
    waves = amplitudes(detail, rows, columns, TILE)
    waves = np.maximum(waves, np.maximum(np.roll(waves, 1, axis=1), np.roll(waves, -1, axis=1)))
    beside = np.pad(waves, ((0, 0), (0, 0), (1, 1)))
    return np.asarray(np.maximum(waves, np.maximum(beside[:, :, :-2], beside[:, :, 2:])))


def _least(waves: Floats, share: float) -> Floats:
    """What all patches but that share of them show."""
    rank = int(share * (len(waves) - 1))
    return np.asarray(np.partition(waves, rank, axis=0)[rank])
