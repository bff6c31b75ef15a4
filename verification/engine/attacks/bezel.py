"""A display's bezel on two opposite sides of the picture, from one end of it to the other.

A table before somebody is as long an edge, and so is a beam above. Where both have a dark and even strip inside them,
and the two strips are alike, they are the frame of a thing that shows the person.
"""

import numpy as np

from .limits import Screen
from .lines import Edges, Floats, Image, Line

STRIP = (3, 4, 5)  # pixels from an edge in which the strip beside an edge is seen
LEAST_INSIDE = 0.7  # of an edge from end to end


def framed(edges: Edges, s: Screen) -> bool:
    """Whether edges above and before the chest, or before both shoulders, have the same strip inside them."""
    left, right, above, below = edges.around()
    (x, _), (width, height) = edges.face, edges.size
    chin, chest = float(edges.high[1]), edges.high[1] + s.chest_depth * height
    below = [line for line in below if line.at(float(x)) > chest]
    left, right = ([line for line in side if abs(line.at(chin) - x) < s.shoulder_end * width] for side in (left, right))
    upright, sideways = edges.picture, np.ascontiguousarray(edges.picture.T)
    return _alike(_strips(above, upright, 1, s), _strips(below, upright, -1, s), s) or _alike(
        _strips(left, sideways, 1, s), _strips(right, sideways, -1, s), s
    )


def same_strip_around(left: Line, right: Line, top: Line, edges: Edges, s: Screen) -> bool:
    """Whether the three edges have the same dark, even strip outside them, as far as they go."""
    sideways = np.ascontiguousarray(edges.picture.T)
    found = [
        _light(_strip(line, picture, outwards, line.first, line.last), s)
        for line, picture, outwards in ((left, sideways, -1), (right, sideways, 1), (top, edges.picture, -1))
    ]
    lights = [light for light in found if light is not None]
    return len(lights) == len(found) and max(lights) - min(lights) <= s.strip_apart


def _alike(some: list[float], others: list[float], s: Screen) -> bool:
    return any(abs(one - other) <= s.strip_apart for one in some for other in others)


def _strips(lines: list[Line], picture: Image, inwards: int, s: Screen) -> list[float]:
    """The light of the dark, even strips beside those lines that go from end to end; `picture` (across, along)."""
    lights = [
        _light(_strip(line, picture, inwards), s)
        for line in lines
        if _inside(line, picture).mean() >= LEAST_INSIDE and line.share_seen(*_ends(line, picture)) >= s.strip_seen
    ]
    return [light for light in lights if light is not None]


def _light(strip: Floats, s: Screen) -> float | None:
    """The light of a strip, if it is dark and even."""
    if not len(strip):
        return None
    low, middle, high = np.percentile(strip, (10, 50, 75))
    return float(middle) if middle <= s.strip_light and high - low <= s.strip_uneven else None


def _ends(line: Line, picture: Image) -> tuple[float, float]:
    """Where along itself the line enters the picture, and leaves it."""
    along = np.flatnonzero(_inside(line, picture))
    return float(along[0] + STRIP[-1]), float(along[-1] - STRIP[-1])


def _strip(line: Line, picture: Image, inwards: int, first: float = 0, last: float = np.inf) -> Floats:
    """The light beside the line from `first` to `last`, where it lies in the picture."""
    along = np.flatnonzero(_inside(line, picture))
    along = along[(along >= first) & (along <= last)]
    across = line.slope * along + line.offset
    beside = [picture[(across + inwards * step).astype(int), along] for step in STRIP]
    return np.asarray(np.median(beside, axis=0), np.float64)


def _inside(line: Line, picture: Image) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    across = line.slope * np.arange(picture.shape[1]) + line.offset
    margin = STRIP[-1] + 2
    return np.asarray((across > margin) & (across < len(picture) - 1 - margin))
