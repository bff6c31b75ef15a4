"""What a display shows beside the film it plays: its bezel, and black.

A table before somebody is as long an edge as a bezel, and so is a beam above. Where edges on opposite sides of the
picture, or on three sides of the face, have a dark and even strip beside them, and the strips are alike, they are the
frame of a thing that shows the person. One edge is enough where a shoulder would have to hide it, and a corner before
nothing but black.
"""

import numpy as np

from .limits import Screen
from .lines import Edges, Floats, Image, Line

STRIP = (3, 4, 5)  # pixels from an edge in which the strip beside an edge is seen
LEAST_INSIDE = 0.7  # of an edge from end to end
LEAST_LIGHT = 0.5  # of it, where what lies inside is the lighter


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


def strip_beside(upright: Line, edges: Edges, s: Screen) -> bool:
    """Whether an edge is seen from one end of the picture to the other, with a dark, even strip on one of its sides."""
    sideways = np.ascontiguousarray(edges.picture.T)
    if not _from_end_to_end(upright, sideways, s.strip_whole):
        return False
    return any(_light(_strip(upright, sideways, side), s) is not None for side in (-1, 1))


def black_around(upright: Line, outwards: int, top: Line, edges: Edges, s: Screen) -> bool:
    """Whether there is nothing but black beyond the one edge, and a dark, even strip above the other."""
    above = _light(_strip(top, edges.picture, -1, top.first, top.last), s)
    return above is not None and _black_beyond(upright, np.ascontiguousarray(edges.picture.T), outwards, s)


def beside_black(edges: Edges, s: Screen) -> bool:
    """Whether an edge down to the picture's end, where a shoulder must be, has nothing but black beyond.

    What a display shows beside a film that is narrower than itself: no shoulder reaches into it. Before dark clothes
    the edge is lost, and must be seen only where there is light to see it by.
    """
    (x, y), (width, height) = edges.face, edges.size
    shoulder = float(y + (0.5 + s.shoulder_depth) * height)
    if len(edges.picture) - shoulder < s.deep_below * height:
        return False
    left, right, _above, _below = edges.around()
    sideways = np.ascontiguousarray(edges.picture.T)
    for side, outwards in ((left, -1), (right, 1)):
        for line in side:
            near = abs(line.at(shoulder) - x) < s.black_reach * width
            if near and _seen_by_light(line, sideways, outwards, s) and _black_beyond(line, sideways, outwards, s):
                return True
    return False


def _alike(some: list[float], others: list[float], s: Screen) -> bool:
    return any(abs(one - other) <= s.strip_apart for one in some for other in others)


def _strips(lines: list[Line], picture: Image, inwards: int, s: Screen) -> list[float]:
    """The light of the dark, even strips beside those lines that go from end to end; `picture` (across, along)."""
    whole = [line for line in lines if _from_end_to_end(line, picture, s.strip_seen)]
    lights = [_light(_strip(line, picture, inwards), s) for line in whole]
    return [light for light in lights if light is not None]


def _light(strip: Floats, s: Screen) -> float | None:
    """The light of a strip, if it is dark and even."""
    if not len(strip):
        return None
    low, middle, high = np.percentile(strip, (10, 50, 75))
    return float(middle) if middle <= s.strip_light and high - low <= s.strip_uneven else None


def _from_end_to_end(line: Line, picture: Image, least: float) -> bool:
    """Whether that share of the line is seen from where it enters the picture to where it leaves it."""
    inside = _inside(line, picture)
    if inside.mean() < LEAST_INSIDE:
        return False
    along = np.flatnonzero(inside)
    return line.share_seen(float(along[0] + STRIP[-1]), float(along[-1] - STRIP[-1])) >= least


def _seen_by_light(line: Line, picture: Image, outwards: int, s: Screen) -> bool:
    """Whether the line is seen wherever what lies inside it is the lighter, which must be so along half of it."""
    inside = _inside(line, picture)
    if inside.mean() < LEAST_INSIDE:
        return False
    lighter = _strip(line, picture, -outwards) - _strip(line, picture, outwards) > s.black_contrast
    if lighter.mean() < LEAST_LIGHT:
        return False
    return bool(line.seen_at(np.flatnonzero(inside)[lighter]).mean() >= s.strip_seen)


def _strip(line: Line, picture: Image, inwards: int, first: float = 0, last: float = np.inf) -> Floats:
    """The light beside the line from `first` to `last`, where it lies in the picture."""
    along = np.flatnonzero(_inside(line, picture))
    along = along[(along >= first) & (along <= last)]
    across = line.slope * along + line.offset
    beside = [picture[(across + inwards * step).astype(int), along] for step in STRIP]
    return np.asarray(np.median(beside, axis=0), np.float64)


def _black_beyond(line: Line, picture: Image, outwards: int, s: Screen) -> bool:
    """Whether nothing but black lies between the line and the end of the picture."""
    along = np.flatnonzero(_inside(line, picture))
    first = line.slope * along + line.offset + outwards * STRIP[0]
    last = float(len(picture) - 1 if outwards > 0 else 0)
    across = first + np.linspace(0, 1, 9)[:, None] * (last - first)
    return bool(len(along) and np.percentile(picture[across.astype(int), along], s.black_share) <= s.black_light)


def _inside(line: Line, picture: Image) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    across = line.slope * np.arange(picture.shape[1]) + line.offset
    margin = STRIP[-1] + 2
    return np.asarray((across > margin) & (across < len(picture) - 1 - margin))
