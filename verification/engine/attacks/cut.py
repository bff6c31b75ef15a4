"""Two recordings joined, or a piece taken out of one: a step between two frames that no movement explains.

Hands shake, and what they shake hides a cut: from frame to frame the picture changes by more than it does where another
take begins. So what the camera does is taken away first: the shift, turn and approach that explain most of the
difference, by least squares on a picture so small that a shaking hand moves it by parts of a pixel (one step of Lucas
and Kanade 1981), and changes of light. What is left is what moved in the room. People move off gently, so that it grows
and shrinks over several frames; a cut is one step far larger than those around it. That must be so in several parts of
the picture, so that what changes on a television in the room does not count.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from .limits import Continuity
from .sign import Sign

Floats = NDArray[np.float32]
Times = NDArray[np.float64]

PARTS = 3  # of the picture's height and of its width
AT_ONCE = 16  # steps, which a processor has room for beside itself
LEAST_SIDE, LEAST_NEAR = 16, 3
JOLTS, ROUNDS = 16, 3  # steps too far for one round of least squares that are followed, and in how many
OUTLIER = 12.0  # grey levels
BACK = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


def cut_sign(small: NDArray[np.uint8], times: Times, s: Continuity) -> Sign:
    """`small` (n, h, w) luma of all frames, some fifty pixels on the short side, at `times` (n,) seconds."""
    if min(small.shape[1:]) < LEAST_SIDE:
        return Sign(0.0)
    pictures = small.astype(np.float32)
    pieces = [pictures[first : first + AT_ONCE + 1] for first in range(0, len(pictures) - 1, AT_ONCE)]
    left = np.concatenate([_left(one[:-1], one[1:]) for one in pieces])
    steps = np.diff(times)
    pace = max(float(np.median(steps)), 1e-3)
    usual = _around(left, max(LEAST_NEAR, round(s.cut_near_s / pace))) + s.cut_floor
    # Where frames were lost, the world had time to move on.
    usual *= np.maximum(1, steps / (s.cut_lost * pace))[:, None]
    ratios = _seen(left / usual, s)
    ratios[times[1:] < s.settle_s] = ratios[:LEAST_NEAR] = ratios[-LEAST_NEAR:] = 0
    for at in np.argsort(-ratios)[:JOLTS]:
        if ratios[at] > s.cut_ratio[0]:
            ratios[at] = min(ratios[at], _seen(_left_of_jolt(pictures[at], pictures[at + 1]) / usual[at], s)[0])
    at = int(np.argmax(ratios))
    score = float(np.interp(ratios[at], s.cut_ratio, (0, s.suspicious, 1)))
    return Sign(score, float(times[at]), float(times[at + 1]), f"cut {ratios[at]:.2f}")


def _left(before: Floats, after: Floats) -> Floats:
    """(n, parts) grey levels by which pictures (n, h, w) differ when camera and light are taken away."""
    return _of_parts(np.abs(_explained(before, after)[1]))


def _left_of_jolt(before: Floats, after: Floats) -> Floats:
    """(1, parts), the same of two pictures (h, w), for which one step of least squares may have found too little.

    The shift is followed however far it goes, and what differs most has no say in what moved the rest.
    """
    height, width = before.shape
    window = cv2.createHanningWindow((width, height), cv2.CV_32F)
    shift, _trust = cv2.phaseCorrelate(before.copy(), after.copy(), window)  # it writes into what it is given
    way = np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1]])
    inside, weights = np.ones_like(before), np.ones((1, height - 2, width - 2), np.float32)
    for _round in range(ROUNDS):
        back, seen = (cv2.warpAffine(one, way[:2], (width, height), flags=BACK) for one in (after, inside))
        shares, left = _explained(before[None], np.where(seen < 1, before, back)[None], weights)
        way = way @ _taken_back(shares[0], height, width)
        weights = np.float32(1) / (1 + (left / OUTLIER) ** 2)
    shown = _of_parts(seen[None, 1:-1, 1:-1])
    # A part of which little is seen says nothing.
    return np.where(shown < 0.5, 0, _of_parts(np.abs(left)) / np.maximum(shown, 0.5)).astype(np.float32)


def _taken_back(shares: Floats, height: int, width: int) -> NDArray[np.float64]:
    """The movement (3, 3) of a picture's pixels that undoes these shares of the explanations."""
    across, down, nearer, turned = shares[:4] * [1, 1, 2 / width, 2 / width]
    x, y = width / 2, height / 2
    return np.array([
        [1 - nearer, turned, nearer * x - turned * y - across],
        [-turned, 1 - nearer, turned * x + nearer * y - down],
        [0, 0, 1],
    ])  # fmt: skip


def _explained(before: Floats, after: Floats, weights: Floats | None = None) -> tuple[Floats, Floats]:
    """How much of each explanation there is between pictures (n, h, w), (n, 6), and what none explains."""
    mean = np.asarray((before + after) / 2, np.float32)
    change = (after - before)[:, 1:-1, 1:-1]
    explains = _explanations(mean)
    trusted = explains if weights is None else explains * weights.reshape(len(weights), 1, -1)
    products = trusted @ explains.transpose(0, 2, 1) + 1e-2 * np.eye(explains.shape[1], dtype=np.float32)
    shares = np.linalg.solve(products, trusted @ change.reshape(len(change), -1, 1)).astype(np.float32)
    return shares[..., 0], np.asarray(change - (shares.transpose(0, 2, 1) @ explains).reshape(change.shape))


def _explanations(pictures: Floats) -> Floats:
    """(n, 6, pixels): how pictures (n, h, w) change by a shift to each side, an approach, a turn, and by the light."""
    height, width = pictures.shape[1:]
    across = (pictures[:, 1:-1, 2:] - pictures[:, 1:-1, :-2]) / 2
    down = (pictures[:, 2:, 1:-1] - pictures[:, :-2, 1:-1]) / 2
    y, x = np.mgrid[1 : height - 1, 1 : width - 1].astype(np.float32)
    y, x = 2 * y / width - height / width, 2 * x / width - 1
    inside = pictures[:, 1:-1, 1:-1] / 100
    ways = [across, down, across * x + down * y, down * x - across * y, np.ones_like(inside), inside]
    return np.stack(ways, axis=1).reshape(len(pictures), len(ways), -1)


def _of_parts(pictures: Floats) -> Floats:
    """(n, parts): the mean of each part."""
    count, height, width = pictures.shape
    high, wide = height // PARTS, width // PARTS
    parts = pictures[:, : high * PARTS, : wide * PARTS].reshape(count, PARTS, high, PARTS, wide)
    return np.asarray(parts.mean(axis=(2, 4)).reshape(count, PARTS**2))


def _around(left: Floats, near: int) -> Floats:
    """For each step the largest of the `near` before and the `near` after it."""
    most = np.zeros_like(left)
    for lag in range(1, near + 1):
        most[lag:] = np.maximum(most[lag:], left[:-lag])
        most[:-lag] = np.maximum(most[:-lag], left[lag:])
    return most


def _seen(ratios: Floats, s: Continuity) -> Floats:
    """(n,) of (n, parts): what as many parts reach as a cut shows in."""
    return np.asarray(np.sort(ratios, axis=1)[:, -s.cut_parts])
