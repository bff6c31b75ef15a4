"""A display's bezel on two opposite sides of the picture, from one end of it to the other.

A table before somebody is as long an edge, and so is a beam above. Where both have a dark and even strip inside them,
and the two strips are alike, they are the frame of a thing that shows the person.
"""

import numpy as np

from .limits import Screen
from .lines import Edges, Floats, Image, Line

STRIP = (3, 4, 5)  # pixels towards the face in which the strip beside an edge is seen


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


def _alike(some: list[float], others: list[float], s: Screen) -> bool:
    return any(abs(one - other) <= s.strip_apart for one in some for other in others)


def _strips(lines: list[Line], picture: Image, inwards: int, s: Screen) -> list[float]:
    """The light of the dark, even strips beside those lines that go from end to end; `picture` (across, along)."""
    found = []
    for line in lines:
        strip = _strip(line, picture, inwards)
        if len(strip) and line.share_seen(*_ends(line, picture)) >= s.strip_seen:
            low, middle, high = np.percentile(strip, (10, 50, 90))
            if middle <= s.strip_light and high - low <= s.strip_uneven:
                found.append(float(middle))
    return found


def _ends(line: Line, picture: Image) -> tuple[float, float]:
    """Where along itself the line enters the picture, and leaves it."""
    along = np.flatnonzero(_inside(line, picture))
    return float(along[0] + STRIP[-1]), float(along[-1] - STRIP[-1])


def _strip(line: Line, picture: Image, inwards: int) -> Floats:
    """The light beside the line along all of it; empty where less than most of it lies in the picture."""
    inside = _inside(line, picture)
    if inside.mean() < 0.7:
        return np.zeros(0)
    along = np.flatnonzero(inside)
    across = line.slope * along + line.offset
    beside = [picture[(across + inwards * step).astype(int), along] for step in STRIP]
    return np.asarray(np.median(beside, axis=0), np.float64)


def _inside(line: Line, picture: Image) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    across = line.slope * np.arange(picture.shape[1]) + line.offset
    margin = STRIP[-1] + 2
    return np.asarray((across > margin) & (across < len(picture) - 1 - margin))
