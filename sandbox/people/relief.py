"""How far each point of a scene stands towards the camera, and how much it follows the head.

Both are fields on a grid of `STEP` units. The face's depth comes from the landmarks; hair, ears and neck fall back
from it to the plane of the ears.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from sandbox.people import topology as face
from sandbox.people.landmarks import Points
from sandbox.people.scene import HEIGHT, WIDTH, Field, Scene, trunk_line

STEP = 4
SMOOTH = 2.2  # grid cells; steeper slopes than this leaves would fold when the head turns
DEPTH_GAIN = 1.2  # the network flattens faces seen from afar
RIM_BEHIND = 12.0  # units by which the outline of the hair stands behind the ears


@dataclass(frozen=True)
class Relief:
    """Fields over the grid: `x`, `y` in units, `z` towards the camera from the axis of the neck, `follows` 0 to 1,
    `firm` 1 in the face to 0 at the outline; `axis` is where the head turns about: x, and y of the nod."""

    x: Field
    y: Field
    z: Field
    follows: Field
    firm: Field
    axis: tuple[float, float]

    def cut(self, window: tuple[slice, slice]) -> "Relief":
        """The same within a window of the grid."""
        x, y, z, follows, firm = (
            np.ascontiguousarray(field[window]) for field in (self.x, self.y, self.z, self.follows, self.firm)
        )
        return Relief(x, y, z, follows, firm, self.axis)


def relief(scene: Scene) -> Relief:
    """The relief of a scene's person."""
    points = scene.points
    y, x = np.mgrid[0:HEIGHT:STEP, 0:WIDTH:STEP].astype(np.float32)
    ears = -(float(points[face.RIGHT_CHEEK, 2]) + float(points[face.LEFT_CHEEK, 2])) / 2
    depth, inside = _face_depth(points, x.shape)
    z = DEPTH_GAIN * _fall_back(depth - ears, inside, _head(scene, x.shape))
    height = float(points[face.CHIN, 1] - points[face.FOREHEAD, 1])
    chin = float(points[face.CHIN, 1])
    down = np.clip((y - chin - 0.04 * height) / (trunk_line(points) - chin - 0.04 * height), 0, 1)
    middle = float(points[[face.RIGHT_CHEEK, face.LEFT_CHEEK], 0].mean())
    aside = np.clip((np.abs(x - middle) - 190) / 50, 0, 1)
    follows = (1 - down * down * (3 - 2 * down)) * (1 - aside)
    firm = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 5)
    axis = (middle, float(points[[face.RIGHT_CHEEK, face.LEFT_CHEEK], 1].mean()) + 0.12 * height)
    return Relief(x, y, z, follows.astype(np.float32), np.asarray(firm, np.float32), axis)


def _face_depth(points: Points, shape: tuple[int, ...]) -> tuple[Field, np.ndarray]:
    """Depth by linear interpolation over the landmarks' triangles, and the mask of the face."""
    grid = points[:468] / np.array([STEP, STEP, -1], np.float32)
    area = cv2.Subdiv2D((0, 0, shape[1], shape[0]))
    area.insert([(float(px), float(py)) for px, py, _ in grid])
    known = {(round(float(px), 3), round(float(py), 3)): float(pz) for px, py, pz in grid}
    depth = np.zeros(shape, np.float32)
    for corners in np.asarray(area.getTriangleList(), np.float32).reshape(-1, 3, 2):
        heights = [known.get((round(float(cx), 3), round(float(cy), 3))) for cx, cy in corners]
        if None not in heights:
            _fill(depth, corners, np.array(heights, np.float32))
    mask = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(grid[list(face.OVAL), :2]).astype(np.int32), 1)
    return depth, cv2.erode(mask, np.ones((3, 3), np.uint8)) > 0


def _fill(depth: Field, corners: Field, heights: Field) -> None:
    low = np.floor(corners.min(0)).astype(int)
    high = np.ceil(corners.max(0)).astype(int) + 1
    rows, columns = np.mgrid[low[1] : high[1], low[0] : high[0]]
    system = np.column_stack([corners, np.ones(3)])
    if abs(np.linalg.det(system)) < 1e-6:
        return
    here = np.stack([columns, rows, np.ones_like(rows)], -1).reshape(-1, 3)
    shares = here @ np.linalg.inv(system)
    within = (shares > -1e-4).all(1)
    depth[here[within, 1], here[within, 0]] = (shares @ heights)[within]


def _head(scene: Scene, shape: tuple[int, ...]) -> np.ndarray:
    small = cv2.resize(scene.matte, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(small > 0.5)


def _fall_back(depth: Field, inside: np.ndarray, head: np.ndarray) -> Field:
    """Keep the face, put what lies beyond the outline behind the ears, and relax what is between."""
    fixed = inside | ~head
    z = np.where(inside, depth, np.float32(-RIM_BEHIND)).astype(np.float32)
    target = z.copy()
    for size in (41, 41, 21, 21, 11, 11, 11, 5, 5, 5, 5, 5):
        z = np.where(fixed, target, cv2.blur(z, (size, size))).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(z, (0, 0), SMOOTH), np.float32)
