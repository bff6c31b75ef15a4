"""The straight edge of a screen or of a sheet all round the face.

Behind an honest person there are doors and pictures too, but their outline ends at the person's shoulders; the edge of
a screen or of a sheet closes below the chin as well, and passes in front of the body.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from verification.engine.watch import Keyframe

from .bezel import beside_black, black_around, framed, same_strip_around, strip_beside
from .limits import Screen
from .lines import SIDE, Edges, Line, find_edges

CROSSING = 2.0  # corners more for a level edge that crosses the body
CUTTING = 1.5  # and for an upright one: both together bring a person to look, one alone does not
FRAMED = 3.0  # for a bezel on two opposite sides, or black or a bezel where a shoulder must be
ROUNDED, HUNG = 4.0, 3.0  # corners at least for a device whose own are round, and one that ends beside the neck
UNMISTAKABLE = 5.0  # corners and what passes before the body; tiles make up to four
MEETING, STOPPING = 1.0, 0.75  # a corner of two edges, and one at which only the upright edge ends
Floats = NDArray[np.float64]


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
        if upright is None or not (self.rises(upright) and self.before_shoulder(upright, end, reach, s.least_below, s)):
            return 0.0
        # A fold of a curtain above and a crease of a sleeve below are two edges.
        if upright.share_seen(float(self.face[1]), end) < s.unbroken:
            return 0.0
        return upright.share_seen(self.shoulder_beside(upright, s), end)

    def passed_by(self, upright: Line, s: Screen) -> bool:
        """Whether an edge goes on beside the whole face."""
        top, chin = (float(self.face[1] + half * self.size[1]) for half in (-0.5, 0.5))
        return upright.share_seen(top, chin) >= s.unbroken

    def before_shoulder(self, upright: Line, end: float, reach: float, least: float, s: Screen) -> bool:
        """Whether a shoulder must hide an edge above the row `end`, for that many face heights at least."""
        deep = end - self.shoulder_beside(upright, s) > least * self.size[1]
        return bool(deep and self.aside(upright) < reach)

    def shoulder_beside(self, upright: Line, s: Screen) -> float:
        """The row from which a shoulder must hide an edge."""
        below = s.shoulder_depth + max(0.0, self.aside(upright) - s.shoulder_reach) * s.shoulder_slope
        return float(self.face[1] + (0.5 + below) * self.size[1])

    def aside(self, upright: Line) -> float:
        """Face widths from the middle of the face to the edge, at the row of the shoulders."""
        return float(abs(upright.at(self.face[1] + self.size[1]) - self.face[0]) / self.size[0])

    def closed_by(self, upright: Line, level: Line, s: Screen) -> bool:
        """Whether an edge comes down to a level one from beside all of the face, without a break."""
        top = float(self.face[1] - self.size[1] / 2)
        return self.rises(upright) and upright.share_seen(top, level.at(upright.last)) >= s.unbroken

    def ends_beside(self, upright: Line, s: Screen) -> bool:
        """Whether an edge ends beside the neck, where neither hair nor the highest shoulder would hide the rest."""
        aside = abs(upright.at(upright.last) - self.face[0]) / self.size[0]
        below = s.neck_depth + max(0.0, aside - s.shoulder_reach) * s.shoulder_slope / 2
        return bool(aside >= s.hair_reach and upright.last < self.face[1] + (0.5 + below) * self.size[1])

    def rises(self, upright: Line) -> bool:
        """Whether an edge reaches from below to beside the upper half of the face: clothes and tables do not."""
        return bool(upright.first < self.face[1])


def frame_corners(frame: Keyframe, s: Screen) -> float:
    """How many corners of one rectangle around the face show both their edges, and more for edges before the body.

    Nothing that is behind a person crosses neck and chest, or goes on over a shoulder.
    """
    edges = find_edges(frame, s)
    body = Body(edges.face, edges.size, float(len(edges.picture)))
    corners = _rectangle(edges, body, s)
    if corners < UNMISTAKABLE:
        edges = _without_cloth(edges, body, s)
        corners = 0.0 if _lattice(edges, s) else _rectangle(edges, body, s)
    bezel = framed(edges, s) or beside_black(edges, s) or _one_side(edges, body, s) or _one_corner(edges, body, s)
    return corners + (FRAMED if bezel else 0)


def _rectangle(edges: Edges, body: Body, s: Screen) -> float:
    """The corners of the likeliest rectangle, and more for what of it passes before the body."""
    sides = _sides(edges, s)
    corners = max(_corners(left, right, top, bottom, body, s) for left, right, top, bottom in product(*sides))
    if any(_rounded(left, right, top, bottom, body, s) for left, right, top, bottom in product(*sides)):
        corners = max(corners, ROUNDED)
    hung = any(_hung(left, right, top, edges, body, s) for left, right, top in product(*sides[:3]))
    return max(corners, HUNG * hung)


def _sides(edges: Edges, s: Screen) -> list[Sequence[Line | None]]:
    """What may be the left, right, upper and lower side of it, the longest; None where there is none."""
    return [group[: s.most_lines] or [None] for group in edges.around()]


def _without_cloth(edges: Edges, body: Body, s: Screen) -> Edges:
    """The edges but for those of a curtain's folds and of a shirt's stripes.

    A bezel has two edges or three, and not more on both sides of the face, or before the body.
    """
    left, right, _above, below = edges.around()
    if all(sum(body.passed_by(line, s) for line in side) > s.most_edges for side in (left, right)):
        edges = replace(edges, upright=[])
    stripes = [line for line in below if body.crossed_by(line, s)]
    if len(stripes) > s.most_edges:
        edges = replace(edges, level=[line for line in edges.level if all(line is not stripe for stripe in stripes)])
    return edges


def _lattice(edges: Edges, s: Screen) -> bool:
    """Whether lines go on across each other, as those of tiles and of barred windows do."""
    longest = product(edges.upright[: s.lattice_lines], edges.level[: s.lattice_lines])
    return sum(_go_on_across(upright, level, s) for upright, level in longest) >= s.lattice


def _go_on_across(upright: Line, level: Line, s: Screen) -> bool:
    x, y = _crossing(upright, level)
    reach = s.corner_reach * SIDE
    before = min(upright.share_seen(y - reach, y), level.share_seen(x - reach, x))
    return min(before, upright.share_seen(y, y + reach), level.share_seen(x, x + reach)) >= s.corner_seen


def _corners(
    left: Line | None, right: Line | None, top: Line | None, bottom: Line | None, body: Body, s: Screen
) -> float:
    middle = float(body.face[1])
    upper = [_meet(left, top, True, True, middle, s), _meet(right, top, True, False, middle, s)]
    lower = [_meet(left, bottom, False, True, middle, s), _meet(right, bottom, False, False, middle, s)]
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
        corners_met = zip((left, right), lower, strict=True)
        before += CROSSING * sum(
            body.closed_by(side, bottom, s) for side, met in corners_met if side and met == MEETING
        )
    corners = upper + lower
    # A single upright that stops at a level edge is a door under a ceiling; four are a picture within a display.
    return before + (sum(corners) if all(corners) else corners.count(MEETING))


def _rounded(
    left: Line | None, right: Line | None, top: Line | None, bottom: Line | None, body: Body, s: Screen
) -> bool:
    """Whether four edges end towards each other as round corners do, the lowest of them before neck and chest."""
    if left is None or right is None or top is None or bottom is None or not body.crossed_by(bottom, s):
        return False
    reach = s.corner_round * SIDE
    return all(
        upright.ends(y, upper, reach) and level.ends(x, lefter, reach) and body.rises(upright)
        for upright, lefter in ((left, True), (right, False))
        for level, upper in ((top, True), (bottom, False))
        for x, y in [_crossing(upright, level)]
    )


def _hung(left: Line | None, right: Line | None, top: Line | None, edges: Edges, body: Body, s: Screen) -> bool:
    """Whether three edges that meet have the same dark strip outside them, and the upright ones end beside the neck.

    A display before a dark chest and hair hides no more of them than its own picture does; a door goes down behind.
    """
    if left is None or right is None or top is None:
        return False
    middle = float(body.face[1])
    meet = _meet(left, top, True, True, middle, s) == _meet(right, top, True, False, middle, s) == MEETING
    ends = body.ends_beside(left, s) and body.ends_beside(right, s)
    return meet and ends and same_strip_around(left, right, top, edges, s)


def _one_side(edges: Edges, body: Body, s: Screen) -> bool:
    """Whether an edge with a dark, even strip beside it goes on well below where a shoulder must hide it."""
    left, right, _above, _below = edges.around()
    return any(
        body.before_shoulder(upright, body.end, s.bezel_reach, s.well_below, s) and strip_beside(upright, edges, s)
        for upright in left + right
    )


def _one_corner(edges: Edges, body: Body, s: Screen) -> bool:
    """Whether an edge beside the whole face meets one above it, with nothing but black beyond the one."""
    left, right, above, _below = _sides(edges, s)
    return any(
        _black_corner(upright, lefter, top, edges, body, s)
        for lefter, side in ((True, left), (False, right))
        for upright, top in product(side, above)
    )


def _black_corner(upright: Line | None, lefter: bool, top: Line | None, edges: Edges, body: Body, s: Screen) -> bool:
    if upright is None or top is None or upright.last < edges.high[1] or body.aside(upright) > s.shoulder_end:
        return False
    meet = _meet(upright, top, True, lefter, float(body.face[1]), s) == MEETING
    return meet and black_around(upright, -1 if lefter else 1, top, edges, s)


def _crossing(upright: Line, level: Line) -> tuple[float, float]:
    """x and y where the two cross."""
    y = (level.slope * upright.offset + level.offset) / (1 - level.slope * upright.slope)
    return upright.at(y), y


def _meet(upright: Line | None, level: Line | None, upper: bool, lefter: bool, middle: float, s: Screen) -> float:
    """Whether the two lines both end where they cross, or the upright one alone; 0 where neither does.

    The upright one must come from beside the face, at the row `middle`: books on two shelves stand in line, too.
    """
    if upright is None or level is None:
        return 0.0
    reach = s.corner_reach * SIDE
    x, y = _crossing(upright, level)
    if not upright.ends(y, upper, reach) or upright.share_seen(min(y, middle), max(y, middle)) < s.corner_seen:
        return 0.0
    if level.ends(x, lefter, reach):
        return MEETING
    return STOPPING if max(level.share_seen(x - reach, x), level.share_seen(x, x + reach)) >= s.body_seen else 0.0
