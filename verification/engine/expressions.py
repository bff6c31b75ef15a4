"""Lids and mouth of one person over time, measured so that people with other eyes and lips compare.

A blendshape saturates differently from face to face: narrow eyes and smiling mouths move it less. The openings
themselves, over the person's own usual opening, do not have that fault, so they lead and the blendshapes join them.
"""

import numpy as np
from numpy.typing import NDArray

from .landmarks import JAW_OPEN
from .settings import Actions

Floats = NDArray[np.float64]

# Outer and inner corner, then two pairs of upper and lower lid (the six points of Soukupova and Cech 2016).
RIGHT_EYE = (33, 133, 160, 144, 158, 153)
LEFT_EYE = (263, 362, 387, 373, 385, 380)
UPPER_LIP, LOWER_LIP = 13, 14


def lids_and_mouth(
    points: NDArray[np.float32], shapes: NDArray[np.float32], widths: Floats, changes: Floats, s: Actions
) -> Floats:
    """(n, 3): how far the left and the right lid are closed (0 usual, 1 shut), and the mouth's rise (1 just counts).

    `changes` (n, 2) is what `eyes.eye_changes` sees: landmarks that say half shut over an eye that looks all different
    mean a lid that spectacles kept the landmarks from following; the geometric mean of the two decides then.
    """
    jaw = shapes[:, JAW_OPEN].astype(np.float64)
    gap = _distance(points, UPPER_LIP, LOWER_LIP) / widths
    mouth = (jaw - _low(jaw)) / s.mouth_jaw + (gap - _low(gap)) / s.mouth_gap
    lids = np.column_stack([_closed(points, LEFT_EYE), _closed(points, RIGHT_EYE)])
    together = np.sqrt(np.clip(lids, 0, None) * np.clip(changes, 0, 1))
    return np.column_stack([np.fmax(lids, together), mouth])


def _closed(points: NDArray[np.float32], eye: tuple[int, int, int, int, int, int]) -> Floats:
    outer, inner, top, bottom, other_top, other_bottom = eye
    height = _distance(points, top, bottom) + _distance(points, other_top, other_bottom)
    opening = height / _distance(points, outer, inner)
    # A high quantile, because some people keep their eyes closed for much of a video.
    usual = np.nanquantile(opening, 0.75) if not np.isnan(opening).all() else 1.0
    closed: Floats = 1 - opening / usual
    return closed


def _distance(points: NDArray[np.float32], one: int, other: int) -> Floats:
    lengths: Floats = np.linalg.norm(points[:, one].astype(np.float64) - points[:, other], axis=1)
    return lengths


def _low(values: Floats) -> float:
    """The value at rest of something that only rises: a low quantile, which a few open frames do not lift."""
    known = values[~np.isnan(values)]
    return float(np.quantile(known, 0.25)) if len(known) else 0.0
