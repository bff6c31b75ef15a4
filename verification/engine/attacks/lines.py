"""Long straight edges of a picture, and where the face lies among them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.engine.watch import Keyframe

from .limits import Screen

SIDE = 320  # short side of the picture in which lines are looked for
BEYOND, HARDLY = 3.0, 0.3  # reaches of a corner past it, and the share of an edge seen there where the edge ends
BAR = 6  # the brightest of a bar's row or column: nothing that a camera sees is as black, nor without noise
LEAST = 64  # pixels a side that must be left between bars; what is smaller is no picture of anybody
RINGING = 3  # pixels beside a bar that its coding has touched
Floats = NDArray[np.float64]
Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Line:
    """across = slope * along + offset, made of the stretches `seen` (n, 2) along it."""

    slope: float
    offset: float
    seen: Floats

    @property
    def first(self) -> float:
        return float(self.seen.min())

    @property
    def last(self) -> float:
        return float(self.seen.max())

    def at(self, along: float) -> float:
        return self.slope * along + self.offset

    def ends(self, along: float, first: bool, reach: float) -> bool:
        """Whether a stretch begins, or ends, within `reach` of a place, and hardly anything is seen just beyond."""
        near = np.abs(self.seen[:, 0 if first else 1] - along) < reach
        beyond = (along - BEYOND * reach, along - reach) if first else (along + reach, along + BEYOND * reach)
        return bool(near.any()) and self.share_seen(*beyond) < HARDLY

    def share_seen(self, low: float, high: float) -> float:
        """The part of low..high along the line in which it is seen, 0 to 1."""
        return float(self.seen_at(np.linspace(low, high, 41)).mean())

    def seen_at(self, places: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether it is seen at each of the places (k,) along it."""
        along = places[:, None]
        return np.asarray(((self.seen[:, 0] <= along) & (along <= self.seen[:, 1])).any(axis=1))


@dataclass(frozen=True)
class Edges:
    """The smoothed `picture` (h, w), its long upright and level lines, and the face's lowest and highest x and y."""

    picture: Image
    upright: list[Line]
    level: list[Line]
    low: Floats
    high: Floats

    @property
    def face(self) -> Floats:
        """The middle of the face."""
        return (self.low + self.high) / 2

    @property
    def size(self) -> Floats:
        """Width and height of the face."""
        return self.high - self.low

    def around(self) -> tuple[list[Line], list[Line], list[Line], list[Line]]:
        """The lines to the left and to the right of the face, above and below it, the longest first."""
        x, y = self.face
        return (
            [line for line in self.upright if line.at(y) < self.low[0]],
            [line for line in self.upright if line.at(y) > self.high[0]],
            [line for line in self.level if line.at(x) < self.low[1]],
            [line for line in self.level if line.at(x) > self.high[1]],
        )


def find_edges(frame: Keyframe, s: Screen) -> Edges:
    """The edges of one frame, but for black bars that a recorder put beside the picture."""
    grey, corner = _within_bars(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY))
    scale = SIDE / min(grey.shape)
    picture = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.0), np.uint8)
    segments = _segments(picture)
    points = (frame.points[:, :2] - corner) * scale
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = (high - low) * s.least_line
    return Edges(picture, _lines(segments, height), _lines(segments[:, [1, 0, 3, 2]], width), low, high)


def _within_bars(grey: Image) -> tuple[Image, Floats]:
    """The picture without the black bars that recorders put beside it, and the place of its upper left corner."""
    rows, columns = (np.flatnonzero(grey.max(axis=axis) > BAR) for axis in (1, 0))
    if not len(rows) or not len(columns):
        return grey, np.zeros(2)
    (top, bottom), (left, right) = ((int(some[0]), int(some[-1]) + 1) for some in (rows, columns))
    height, width = grey.shape
    top, left = (first + RINGING if first else 0 for first in (top, left))
    bottom, right = (end - RINGING if end < size else end for end, size in ((bottom, height), (right, width)))
    if min(bottom - top, right - left) < LEAST:
        return grey, np.zeros(2)
    return grey[top:bottom, left:right], np.array([left, top], np.float64)


@cache
def _detector() -> Any:
    return cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)


def _segments(picture: Image) -> Floats:
    """Straight segments (n, 4) x1, y1, x2, y2 (von Gioi et al. 2010)."""
    found = _detector().detect(picture)[0]
    return np.zeros((0, 4)) if found is None else found[:, 0].astype(np.float64)


def _lines(segments: Floats, least: float) -> list[Line]:
    """Segments within some degrees of upright, joined where they continue each other; the longest first."""
    step = segments[:, 2:] - segments[:, :2]
    length = np.linalg.norm(step, axis=1)
    upright = segments[(np.abs(step[:, 0]) < 0.25 * np.abs(step[:, 1])) & (length > 12)]
    left = upright[np.argsort(-np.abs(upright[:, 3] - upright[:, 1]))]
    lines = []
    while len(left):
        x1, y1, x2, y2 = left[0]
        slope = (x2 - x1) / (y2 - y1)
        middle = (left[:, :2] + left[:, 2:]) / 2
        off = np.abs(middle[:, 0] - x1 - slope * (middle[:, 1] - y1))
        own = (left[:, 2] - left[:, 0]) / (left[:, 3] - left[:, 1])
        same = (off < 3) & (np.abs(own - slope) < 0.08)
        same[0] = True
        along = np.sort(left[same][:, [1, 3]], axis=1)
        if np.ptp(along, axis=1).sum() >= least:
            slope, offset = np.polyfit(left[same][:, [1, 3]].ravel(), left[same][:, [0, 2]].ravel(), 1)
            lines.append(Line(float(slope), float(offset), along))
        left = left[~same]
    return lines
