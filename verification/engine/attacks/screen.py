"""Signs of a screen or a print held before the camera: its edge all round the face, and the beat of two rasters.

Behind an honest person there are doors and pictures too, but their outline ends at the person's shoulders; the edge of
a screen or of a sheet closes below the chin as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.engine.settings import Screen
from verification.engine.watch import Keyframe

from .sign import Sign, ramp, worst

LINE_SIDE = 320  # short side of the picture in which lines are looked for
PATCH = 128  # side of the patch of the face whose spectrum is looked at
Segments = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """across = slope * along + offset, seen between `first` and `last` along it."""

    slope: float
    offset: float
    first: float
    last: float

    def at(self, along: float) -> float:
        return self.slope * along + self.offset


def screen_sign(frames: Sequence[Keyframe], s: Screen) -> Sign:
    """The median over the frames of each of the two signs; the stronger one counts."""
    if not frames:
        return Sign(None)
    corners = float(np.median([frame_corners(frame, s) for frame in frames[::2]]))  # an edge stays where it is
    beat = float(np.median([raster_beat(frame) for frame in frames]))
    span = (float(frames[0].at_s), float(frames[-1].at_s))
    return worst(
        Sign(ramp(corners, s.honest_corners, s.screen_corners), *span, "edge"),
        Sign(ramp(beat, s.honest_beat, s.screen_beat), *span, "raster"),
    )


def raster_beat(frame: Keyframe) -> float:
    """How far the strongest few spatial frequencies of the face stand out from others of their pitch.

    Skin has a smooth spectrum; moire is a few sharp peaks in it.
    """
    grey = cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    height, width = grey.shape
    if min(height, width) < PATCH:
        return 0.0
    centre = (frame.points[:, :2].min(axis=0) + frame.points[:, :2].max(axis=0)) / 2
    x, y = np.clip(centre - PATCH / 2, 0, [width - PATCH, height - PATCH]).astype(int)
    patch = grey[y : y + PATCH, x : x + PATCH]
    fine = (patch - cv2.GaussianBlur(patch, (0, 0), 3)) * np.outer(np.hanning(PATCH), np.hanning(PATCH))
    spectrum = np.abs(np.fft.rfft2(fine))
    standing = np.concatenate([spectrum[ring] / (np.median(spectrum[ring]) + 1e-3) for ring in _rings()])
    return float(np.sort(standing)[-4:].mean())


@cache
def _rings() -> list[NDArray[np.bool_]]:
    """Frequencies from a tenth of a cycle to half a cycle a pixel, in rings of equal pitch."""
    fy, fx = np.fft.fftfreq(PATCH)[:, None], np.fft.rfftfreq(PATCH)[None]
    pitch = np.hypot(fx, fy)
    bounds = np.arange(0.1, 0.5, 1 / PATCH)
    return [(pitch >= low) & (pitch < low + 1 / PATCH) for low in bounds]


def frame_corners(frame: Keyframe, s: Screen) -> int:
    """How many corners of one rectangle around the face show both their edges, 0 to 4."""
    segments, scale = _segments(frame.image)
    points = frame.points[:, :2] * scale
    low, high = points.min(axis=0), points.max(axis=0)
    centre, size = (low + high) / 2, high - low
    reach = s.corner_reach * LINE_SIDE
    upright = [v for v in _lines(segments, size[1] * s.least_line) if v.last > v.first]
    level = [h for h in _lines(segments[:, [1, 0, 3, 2]], size[0] * s.least_line) if h.last > h.first]
    lefts = [v for v in upright if v.at(centre[1]) < low[0]]
    rights = [v for v in upright if v.at(centre[1]) > high[0]]
    tops = [h for h in level if h.at(centre[0]) < low[1]]
    bottoms = [h for h in level if h.at(centre[0]) > high[1]]
    sides: list[Sequence[Line | None]] = [group[: s.most_lines] or [None] for group in (lefts, rights, tops, bottoms)]
    return max(_corners(left, right, top, bottom, reach) for left, right, top, bottom in product(*sides))


def _corners(left: Line | None, right: Line | None, top: Line | None, bottom: Line | None, reach: float) -> int:
    upper = _meet(left, top, True, True, reach) + _meet(right, top, True, False, reach)
    return upper + _meet(left, bottom, False, True, reach) + _meet(right, bottom, False, False, reach)


def _meet(upright: Line | None, level: Line | None, upper: bool, lefter: bool, reach: float) -> bool:
    """Whether the two lines both end where they cross."""
    if upright is None or level is None:
        return False
    y = (level.slope * upright.offset + level.offset) / (1 - level.slope * upright.slope)
    x = upright.at(y)
    end_y = upright.first if upper else upright.last
    end_x = level.first if lefter else level.last
    return abs(end_y - y) < reach and abs(end_x - x) < reach


@cache
def _detector() -> Any:
    return cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)


def _segments(image: NDArray[np.uint8]) -> tuple[Segments, float]:
    """Straight segments (n, 4) x1, y1, x2, y2 of the picture scaled by the returned factor (von Gioi et al. 2010)."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    scale = LINE_SIDE / min(grey.shape)
    grey = cv2.GaussianBlur(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (0, 0), 1.0)
    found = _detector().detect(grey)[0]
    return (np.zeros((0, 4)) if found is None else found[:, 0].astype(np.float64)), scale


def _lines(segments: Segments, least: float) -> list[Line]:
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
        along, across = left[same][:, [1, 3]].ravel(), left[same][:, [0, 2]].ravel()
        covered = float(np.abs(left[same, 3] - left[same, 1]).sum())
        if covered >= least:
            slope, offset = np.polyfit(along, across, 1)
            lines.append(Line(float(slope), float(offset), float(along.min()), float(along.max())))
        left = left[~same]
    return lines
