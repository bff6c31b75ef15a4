"""The straight edge of a screen or of a sheet all round the face.

Behind an honest person there are doors and pictures too, but their outline ends at the person's shoulders; the edge of
a screen or of a sheet closes below the chin as well, and passes in front of the body.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.engine.watch import Keyframe

from .limits import Screen

SIDE = 320  # short side of the picture in which lines are looked for
CROSSING = 2.0  # corners more for a level edge that crosses the body
CUTTING = 1.5  # and for an upright one: both together bring a person to look, one alone does not
Floats = NDArray[np.float64]


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

    def share_seen(self, low: float, high: float) -> float:
        """The part of low..high along the line in which it is seen, 0 to 1."""
        places = np.linspace(low, high, 41)[:, None]
        return float(((self.seen[:, 0] <= places) & (places <= self.seen[:, 1])).any(axis=1).mean())


@dataclass(frozen=True)
class Body:
    """Where the person hides what is behind: neck and chest below the chin, and the shoulders down to the frame's end.

    In the pixels of the lines. `face` is the middle of the face, `size` its width and height, `end` the lowest row.
    """

    face: Floats
    size: Floats
    end: float

    def crossed_by(self, level: Line, s: Screen) -> bool:
        """Whether an edge below the chin is seen across neck and chest."""
        half = float(s.body_half * self.size[0])
        return level.share_seen(float(self.face[0]) - half, float(self.face[0]) + half) >= s.body_seen

    def cut_by(self, upright: Line, s: Screen) -> bool:
        """Whether an edge beside the face goes on where the shoulder must be."""
        shoulder = self.face[1] + (0.5 + s.shoulder_depth) * self.size[1]
        near = bool(abs(upright.at(shoulder) - self.face[0]) < s.shoulder_reach * self.size[0])
        deep = bool(self.end - shoulder > s.least_below * self.size[1])
        return near and deep and self.rises(upright) and upright.share_seen(shoulder, self.end) >= s.body_seen

    def rises(self, upright: Line) -> bool:
        """Whether an edge reaches from below to beside the upper half of the face: clothes and tables do not."""
        return bool(upright.first < self.face[1])


def frame_corners(frame: Keyframe, s: Screen) -> float:
    """How many corners of one rectangle around the face show both their edges, and more for edges before the body.

    Nothing that is behind a person crosses neck and chest, or goes on over a shoulder.
    """
    segments, scale = _segments(frame.image)
    points = frame.points[:, :2] * scale
    low, high = points.min(axis=0), points.max(axis=0)
    (x, y), size = (low + high) / 2, high - low
    upright = _lines(segments, size[1] * s.least_line)
    level = _lines(segments[:, [1, 0, 3, 2]], size[0] * s.least_line)
    groups = (
        [line for line in upright if line.at(y) < low[0]],
        [line for line in upright if line.at(y) > high[0]],
        [line for line in level if line.at(x) < low[1]],
        [line for line in level if line.at(x) > high[1]],
    )
    sides: list[Sequence[Line | None]] = [group[: s.most_lines] or [None] for group in groups]
    body = Body(np.array([x, y]), size, frame.image.shape[0] * scale)
    return max(_corners(left, right, top, bottom, body, s) for left, right, top, bottom in product(*sides))


def _corners(
    left: Line | None, right: Line | None, top: Line | None, bottom: Line | None, body: Body, s: Screen
) -> float:
    upper = _meet(left, top, True, True, s) + _meet(right, top, True, False, s)
    lower = [side for side, lefter in ((left, True), (right, False)) if _meet(side, bottom, False, lefter, s)]
    before = CUTTING * sum(body.cut_by(side, s) for side in (left, right) if side)
    if bottom is not None and body.crossed_by(bottom, s):
        before += CROSSING * sum(body.rises(side) for side in lower if side)
    return upper + len(lower) + before


def _meet(upright: Line | None, level: Line | None, upper: bool, lefter: bool, s: Screen) -> bool:
    """Whether the two lines both end where they cross."""
    if upright is None or level is None:
        return False
    reach = s.corner_reach * SIDE
    y = (level.slope * upright.offset + level.offset) / (1 - level.slope * upright.slope)
    x = upright.at(y)
    end_y = upright.first if upper else upright.last
    end_x = level.first if lefter else level.last
    return abs(end_y - y) < reach and abs(end_x - x) < reach


@cache
def _detector() -> Any:
    return cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)


def _segments(image: NDArray[np.uint8]) -> tuple[Floats, float]:
    """Straight segments (n, 4) x1, y1, x2, y2 of the picture scaled by the returned factor (von Gioi et al. 2010)."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    scale = SIDE / min(grey.shape)
    grey = cv2.GaussianBlur(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (0, 0), 1.0)
    found = _detector().detect(grey)[0]
    return (np.zeros((0, 4)) if found is None else found[:, 0].astype(np.float64)), scale


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
