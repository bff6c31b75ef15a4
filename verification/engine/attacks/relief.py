"""Does the face have any relief? Seen from elsewhere, a nose moves against cheeks and forehead; a print's does not.

A plane that moves is a homography; what a body adds to it is parallax: each point's depth times one shift that all
share ("plane plus parallax", Irani and Anandan, ECCV 1996). The depth is that of the landmarks, which is a face's on a
photograph too, and the shift is solved from the grey values of the whole upper face at once (Lucas and Kanade 1981),
in each frame against the mean of all. Nobody holds the head still to a tenth of a degree for seconds, so that this
speaks at rest too, where landmarks and single corners are too coarse. Lids, lips and chin, which a print may have
alive, are left out. Measured: docs/verification/accuracy.md.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.engine.watch import Watched

from .cutout import HOLES, OUTLINE, hull
from .limits import Relief
from .planar import RIGID
from .sign import Sign, ramp

Floats = NDArray[np.float64]
Landmarks = NDArray[np.float32]

SIDE = 80  # pixels of the aligned face's width
STEP = 2  # every second pixel of it: the pictures are smoothed by as much
SMOOTHING = 1.3  # pixels
NOSE_FOOT = [2, 98, 327]  # below it lips and chin move
NEAR = 3.5  # pixels within which a landmark's depth is taken as it is
RIDGE = 1e-5  # keeps the solution where the face has no texture
LONGEST_STEP = 0.3  # face widths; what is solved beyond lies outside what grey values can say
PASSES = 6  # a face that turned, or whose landmarks an open mouth drew down, is found by then
SETTLED = 0.004  # face widths, a third of a pixel: a smaller step changes no parallax


@dataclass(frozen=True)
class Grid:
    """The upper face in pixels of its aligned picture: where they lie, in face widths, and their depth likewise."""

    to_frame: Floats  # (3, 3) from the aligned picture into the frame it was laid out in
    shape: tuple[int, int]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    x: Floats
    y: Floats
    depth: Floats


@dataclass(frozen=True)
class Bodily:
    """`solid`: the face moved against its best plane by more than a print that is bent a little in the hand."""

    sign: Sign
    solid: bool = False


def relief(watched: Watched, s: Relief) -> Bodily:
    """The spread of the parallax over the video: radians by which the head turned against the plane."""
    chosen = _frames(watched, s)
    if len(chosen) < s.least_frames or np.ptp(watched.times[chosen]) < s.least_s:
        return Bodily(Sign(None))
    points = watched.points[chosen, :468] * watched.scene_scale
    grid = _grid(points[len(points) // 2])
    if len(grid.x) < s.least_pixels:
        return Bodily(Sign(None))
    parallax = _slow(_parallax(watched.scenes[chosen], points, grid), watched.times[chosen], s.slow_s)
    spread = float(np.hypot(*parallax.std(axis=0)))
    return Bodily(Sign(1 - ramp(spread, s.flat, s.living), note=f"relief {spread:.4f}"), spread >= s.solid)


def _frames(watched: Watched, s: Relief) -> NDArray[np.intp]:
    """Frames with a face, evenly over the video: around a blink there are more of them, which would say the same."""
    seen = np.flatnonzero(watched.seen)
    if not len(seen):
        return seen
    moments = np.linspace(watched.times[seen[0]], watched.times[seen[-1]], s.most_frames)
    return np.unique(seen[np.searchsorted(watched.times[seen], moments).clip(0, len(seen) - 1)])


def _grid(points: Landmarks) -> Grid:
    """`points` (468, 3): the landmarks of the frame that the others are aligned with, in its pixels."""
    size = SIDE / float(np.ptp(points[OUTLINE, 0]))
    corner = points[OUTLINE, :2].min(axis=0)
    here, depths = (points[:, :2] - corner) * size, points[:, 2] * size
    mask = np.zeros((max(1, int(here[NOSE_FOOT, 1].mean())), SIDE), np.uint8)
    cv2.fillConvexPoly(mask, hull(here[OUTLINE], 0.93), 255)
    for eye in HOLES[:2]:
        cv2.fillConvexPoly(mask, hull(here[eye], 1.45), 0)
    rows, columns = (axis * STEP for axis in np.nonzero(mask[::STEP, ::STEP]))
    apart = (columns[:, None] - here[:, 0]) ** 2 + (rows[:, None] - here[:, 1]) ** 2
    weights = 1 / (apart + NEAR**2) ** 2
    depth = weights @ depths / weights.sum(axis=1)
    to_frame = np.array([[1 / size, 0, corner[0]], [0, 1 / size, corner[1]], [0, 0, 1]])
    x, y = columns / SIDE - 0.5, (rows - mask.shape[0] / 2) / SIDE
    return Grid(to_frame, mask.shape, rows, columns, x, y, (depth - depth.mean()) / SIDE)


def _parallax(scenes: NDArray[np.uint8], points: Landmarks, grid: Grid) -> Floats:
    """(n, 2) shift for a depth of one face width, in face widths; frames are laid onto their mean pass by pass."""
    rest = points[len(points) // 2, RIGID, :2]
    ways = np.stack([_similarity(rest, one) for one in points[:, RIGID, :2]]) @ grid.to_frame
    values = np.zeros((len(scenes), *grid.shape), np.float32)
    late = np.ones(len(scenes), bool)
    solved = np.zeros((len(scenes), 10))
    for again in range(PASSES):
        for index in np.flatnonzero(late):
            values[index] = _laid(scenes[index], ways[index], grid.shape)
        solved = _solve(values, grid)
        # All once more, for the first mean is a blur of them; afterwards only those that are still on their way.
        late = (np.abs(solved[:, :8]).max(axis=1) > SETTLED) | (again == 0)
        steps = solved[late, :8].clip(-LONGEST_STEP, LONGEST_STEP)
        ways[late] = ways[late] @ np.linalg.inv(_homographies(steps, grid))
    return solved[:, 8:]


def _similarity(source: Landmarks, target: Landmarks) -> Floats:
    """(3, 3) shift, turn and size by least squares, with complex numbers for the points of the plane."""
    a, b = source @ [1, 1j], target @ [1, 1j]
    apart = a - a.mean()
    turn = np.vdot(apart, b - b.mean()) / np.vdot(apart, apart)
    shift = b.mean() - turn * a.mean()
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag], [0, 0, 1]])


def _laid(scene: NDArray[np.uint8], way: Floats, shape: tuple[int, int]) -> NDArray[np.float32]:
    """The frame's face where the others' are; `way` leads from the aligned picture into the frame."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    face = cv2.warpPerspective(scene, way, shape[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE)
    smooth: NDArray[np.float32] = cv2.GaussianBlur(face.astype(np.float32), (0, 0), SMOOTHING)
    return smooth


def _solve(pictures: NDArray[np.float32], grid: Grid) -> Floats:
    """(n, 10) of each picture against the mean: eight numbers of the plane's movement and the parallax, face widths.

    Light that changes evenly or along a line is solved beside them. Pixels that follow neither plane nor relief (lids
    that reach out of their place, the edge of a hole) are given less weight the second time.
    """
    mean = pictures.mean(axis=0)
    grey, x, y = mean[grid.rows, grid.columns], grid.x, grid.y
    across = cv2.Sobel(mean, cv2.CV_32F, 1, 0, ksize=3)[grid.rows, grid.columns] * (SIDE / 8)
    down = cv2.Sobel(mean, cv2.CV_32F, 0, 1, ksize=3)[grid.rows, grid.columns] * (SIDE / 8)
    out = across * x + down * y
    plane = [across, down, across * x, across * y, down * x, down * y, x * out, y * out]
    light = [grey, np.ones_like(grey), x, y]
    model = np.stack([*plane, across * grid.depth, down * grid.depth, *light], axis=1)
    size = np.maximum(np.linalg.norm(model, axis=0), 1e-9)
    model = model / size
    apart = (pictures[:, grid.rows, grid.columns] - grey).T.astype(np.float64)
    left = ((apart - model @ _least_squares(model, apart, np.ones(len(grey)))) ** 2).mean(axis=1)
    weights = 1 / (1 + left / max(float(np.median(left)), 1e-9))
    solved: Floats = (_least_squares(model, apart, weights) / size[:, None]).T
    return solved[:, :10]


def _least_squares(model: Floats, apart: Floats, weights: Floats) -> Floats:
    weighted = (model * weights[:, None]).T
    square: Floats = weighted @ model + RIDGE * np.eye(model.shape[1])
    return np.asarray(np.linalg.solve(square, weighted @ apart), np.float64)


def _homographies(plane: Floats, grid: Grid) -> Floats:
    """(n, 3, 3) in pixels of the aligned picture, from the numbers of the plane's movement."""
    moved = np.tile(np.eye(3), (len(plane), 1, 1))
    moved[:, :2, 2] += plane[:, :2]
    moved[:, :2, :2] += plane[:, 2:6].reshape(-1, 2, 2)
    moved[:, 2, :2] -= plane[:, 6:]
    height, width = grid.shape
    to_pixels = np.array([[SIDE, 0, width / 2], [0, SIDE, height / 2], [0, 0, 1]])
    whole: Floats = to_pixels @ moved @ np.linalg.inv(to_pixels)
    return whole


def _slow(parallax: Floats, times: Floats, slow_s: float) -> Floats:
    """A head takes its time; what changes from frame to frame is noise."""
    weights = np.exp(-0.5 * ((times[:, None] - times) / slow_s) ** 2)
    smoothed: Floats = weights @ parallax / weights.sum(axis=1, keepdims=True)
    return smoothed
