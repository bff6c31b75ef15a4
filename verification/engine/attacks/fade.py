"""Two recordings faded into each other: for a moment the picture is two pictures at once.

Be A and B the fine detail of two moments that have little of it in common, and M that of a moment between. In a fade M
is (1 - a) A + a B. It lies on the straight way from A to B, and as much of its energy is missing as detail cannot be in
two places at once: a (1 - a) |B - A|^2 below the mean of theirs. Whoever moves carries the detail along, and none is
missing on the way; but what little A and B differ by, where they have most in common, may be missing for other reasons,
so that it counts the less the more they have. All of this needs only the products of every picture with every other.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from .limits import Continuity
from .sign import Sign, ramp

Floats = NDArray[np.float64]

WINDOWS = (0.2, 0.3, 0.45, 0.7, 1.0)  # seconds from A to B
SHRUNK = 0.5
COARSE = 1.5  # pixels, standard deviation: what is coarser than this is no detail
STRONGEST = 20.0  # grey levels: a few hard edges do not decide alone
MIDDLE = 0.2  # of the way from A to B at least, and to go at least


def fade_sign(scenes: NDArray[np.uint8], times: Floats, s: Continuity) -> Sign:
    """`scenes` (n, h, w) grey at `times` (n,) seconds. Brings a person to look, never refuses.

    A camera that smooths noise over time fades each picture into the next.
    """
    if len(scenes) < 3:
        return Sign(None)
    products = _products(scenes)
    noise = float(np.quantile(_apart(products, np.arange(len(scenes) - 1), np.arange(1, len(scenes))), 0.1)) / 2
    missing, where = 0.0, (0.0, 0.0)
    for first, last in _pairs(products, times, noise, s):
        share = _missing(products, first, last, noise, s)
        if share > missing:
            missing, where = share, (float(times[first]), float(times[last]))
    return Sign(s.suspicious * ramp(missing, *s.fade_missing), *where, f"fade {missing:.2f}")


def _products(scenes: NDArray[np.uint8]) -> Floats:
    """(n, n) mean product of the fine detail of each picture with each other's."""
    detail = []
    for scene in scenes:
        small = cv2.resize(scene, None, fx=SHRUNK, fy=SHRUNK, interpolation=cv2.INTER_AREA).astype(np.float32)
        fine = small - cv2.GaussianBlur(small, (0, 0), COARSE)
        detail.append(np.clip(fine, -STRONGEST, STRONGEST).ravel())
    stacked = np.stack(detail)
    products: Floats = (stacked @ stacked.T).astype(np.float64) / stacked.shape[1]
    return products


def _apart(products: Floats, one: NDArray[np.int64], other: NDArray[np.int64]) -> Floats:
    """Squared distance of two pictures."""
    distance: Floats = products[one, one] + products[other, other] - 2 * products[one, other]
    return distance


def _pairs(products: Floats, times: Floats, noise: float, s: Continuity) -> list[tuple[int, int]]:
    """Moments A and B of like sharpness, with something between them and hardly any detail in common."""
    found = []
    starts = np.arange(len(times))
    for length in WINDOWS:
        ends = np.searchsorted(times, times + length)
        inside = (ends < len(times)) & (ends - starts >= 2)
        first, last = starts[inside], ends[inside]
        energies = np.sort([products[first, first] - noise, products[last, last] - noise], axis=0)
        unlike = np.maximum(products[first, last], 0) ** 2 <= s.fade_common * energies[0] * energies[1]
        sharp = (energies[0] > 0) & (energies[0] >= s.fade_sharpness * energies[1])
        clear = _apart(products, first, last) >= (s.fade_over_noise + 2) * noise
        chosen = unlike & sharp & clear
        found += list(zip(first[chosen].tolist(), last[chosen].tolist(), strict=True))
    return found


def _missing(products: Floats, first: int, last: int, noise: float, s: Continuity) -> float:
    """The least share of the energy missing half-way that a fade would miss, as far as A and B are unlike.

    0 where the way is not straight.
    """
    between = np.arange(first + 1, last)
    start, end, energy = products[first, first], products[last, last], products[between, between]
    apart = start + end - 2 * products[first, last]
    way = (products[between, last] - products[between, first] - products[first, last] + start) / apart
    half = (way > MIDDLE) & (way < 1 - MIDDLE)
    if not half.any() or (np.diff(way, prepend=0, append=1) < -s.fade_backwards).any():
        return 0.0
    beside = energy + start - 2 * products[between, first] - way**2 * apart
    if beside[half].max() > s.fade_beside * (apart - 2 * noise):
        return 0.0
    way, energy = way[half], energy[half]
    fallen = (1 - way) * start + way * end - energy
    common = max(products[first, last], 0) ** 2 / ((start - noise) * (end - noise))
    return float((1 - common) * (fallen / (way * (1 - way) * apart)).min())
