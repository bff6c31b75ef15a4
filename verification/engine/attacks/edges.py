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
MEETING, STOPPING = 1.0, 0.75  # a corner of two edges, and one at which only the upright edge ends
BEYOND, HARDLY = 3.0, 0.3  # reaches of a corner past it, and the share of an edge seen there where the edge ends
BAR = 6  # the brightest of a bar's row or column: nothing that a camera sees is as black, nor without noise
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

    def cut_by(self, upright: Line | None, end: float, reach: float, s: Screen) -> float:
        """Of an edge beside the face, the share that is seen from where the shoulder must hide it to the row `end`.

        0 where the edge is further aside than a shoulder may reach, in face widths.
        """
        if upright is None or not self.rises(upright):
            return 0.0
        aside = abs(upright.at(self.face[1] + self.size[1]) - self.face[0]) / self.size[0]
        below = s.shoulder_depth + max(0.0, aside - s.shoulder_reach) * s.shoulder_slope
        shoulder = float(self.face[1] + (0.5 + below) * self.size[1])
        deep = end - shoulder > s.least_below * self.size[1]
        # A fold of a curtain above and a crease of a sleeve below are two edges.
        one = deep and aside < reach and upright.share_seen(float(self.face[1]), end) >= s.unbroken
        return upright.share_seen(shoulder, end) if one else 0.0

    def rises(self, upright: Line) -> bool:
        """Whether an edge reaches from below to beside the upper half of the face: clothes and tables do not."""
        return bool(upright.first < self.face[1])


def frame_corners(frame: Keyframe, s: Screen) -> float:
    """How many corners of one rectangle around the face show both their edges, and more for edges before the body.

    Nothing that is behind a person crosses neck and chest, or goes on over a shoulder.
    """
    grey, corner = _within_bars(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY))
    segments, scale = _segments(grey)
    points = (frame.points[:, :2] - corner) * scale
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
    body = Body(np.array([x, y]), size, grey.shape[0] * scale)
    return max(_corners(left, right, top, bottom, body, s) for left, right, top, bottom in product(*sides))


def _corners(
    left: Line | None, right: Line | None, top: Line | None, bottom: Line | None, body: Body, s: Screen
) -> float:
    upper = [_meet(left, top, True, True, s), _meet(right, top, True, False, s)]
    lower = [_meet(left, bottom, False, True, s), _meet(right, bottom, False, False, s)]
    ends = [
        bottom.at(side.last) if side is not None and bottom is not None and corner else body.end
        for side, corner in zip((left, right), lower, strict=True)
    ]
    near, far = (
        [body.cut_by(side, end, reach, s) for side, end in zip((left, right), ends, strict=True)]
        for reach in (s.shoulder_reach, s.shoulder_end)
    )
    # One edge that far aside may be an arm's; two that go on are none.
    both = np.mean(far) >= s.body_seen and min(far) >= s.body_seen / 2
    before = CUTTING * (2 if both else sum(share >= s.body_seen for share in near))
    if bottom is not None and body.crossed_by(bottom, s):
        crossed = [side for side, corner in zip((left, right), lower, strict=True) if corner == MEETING]
        before += CROSSING * sum(body.rises(side) for side in crossed if side)
    corners = upper + lower
    # A single upright that stops at a level edge is a door under a ceiling; four are a picture within a display.
    return before + (sum(corners) if all(corners) else corners.count(MEETING))


def _meet(upright: Line | None, level: Line | None, upper: bool, lefter: bool, s: Screen) -> float:
    """Whether the two lines both end where they cross, or the upright one alone; 0 where neither does."""
    if upright is None or level is None:
        return 0.0
    reach = s.corner_reach * SIDE
    y = (level.slope * upright.offset + level.offset) / (1 - level.slope * upright.slope)
    x = upright.at(y)
    if not upright.ends(y, upper, reach):
        return 0.0
    if level.ends(x, lefter, reach):
        return MEETING
    return STOPPING if max(level.share_seen(x - reach, x), level.share_seen(x, x + reach)) >= s.body_seen else 0.0


def _within_bars(grey: Image) -> tuple[Image, Floats]:
    """The picture without the black bars that recorders put beside it, and the place of its upper left corner."""
    rows, columns = (np.flatnonzero(grey.max(axis=axis) > BAR) for axis in (1, 0))
    if not len(rows) or not len(columns):
        return grey, np.zeros(2)
    (top, bottom), (left, right) = ((int(some[0]), int(some[-1]) + 1) for some in (rows, columns))
    height, width = grey.shape
    top, left = (first + RINGING if first else 0 for first in (top, left))
    bottom, right = (end - RINGING if end < size else end for end, size in ((bottom, height), (right, width)))
    return grey[top:bottom, left:right], np.array([left, top], np.float64)


@cache
def _detector() -> Any:
    return cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)


def _segments(grey: Image) -> tuple[Floats, float]:
    """Straight segments (n, 4) x1, y1, x2, y2 of the picture scaled by the returned factor (von Gioi et al. 2010)."""
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
