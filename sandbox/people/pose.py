"""Turning, nodding and shifting a head: where in the scene each point of the picture comes from."""

from dataclasses import dataclass

import cv2
import numpy as np

from sandbox.people import topology as face
from sandbox.people.landmarks import Points
from sandbox.people.relief import STEP, Relief
from sandbox.people.scene import Field

CAMERA_DISTANCE = 620.0  # units: an arm's length for a face 14 cm wide
UPRIGHT_SLANT = 4.0  # degrees by which the chin of an upright face stands behind its forehead
FRONTAL = 0.85  # how much of a photograph's own turn is taken back
ROUNDS = 3
LEAST_SPREAD = 0.35
HEAD_REACH = 250.0  # units to either side of the axis within which anything moves
LEAP = 5.0  # units that one round may correct


@dataclass(frozen=True)
class Pose:
    """Angles in degrees: `yaw` to the person's own left, `pitch` down, `roll` clockwise in the picture;
    shifts in units, `nearer` as a share of the size."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    right: float = 0.0
    down: float = 0.0
    nearer: float = 0.0


def photographed(points: Points) -> Pose:
    """The pose in which a face was photographed, from the slant of its landmarks."""
    across = points[face.LEFT_CHEEK] - points[face.RIGHT_CHEEK]
    along = points[face.CHIN] - points[face.FOREHEAD]
    yaw = float(np.degrees(np.arctan2(across[2], across[0])))
    return Pose(yaw=yaw, pitch=float(np.degrees(np.arctan2(along[2], along[1]))) - UPRIGHT_SLANT)


def _around(relief: Relief) -> tuple[slice, slice]:
    """The part of the grid in which anything moves."""
    rows = np.flatnonzero((relief.follows > 0).any(1))
    columns = np.flatnonzero(np.abs(relief.x[0] - relief.axis[0]) < HEAD_REACH)
    return slice(0, int(rows[-1]) + 2), slice(int(columns[0]), int(columns[-1]) + 1)


class Turner:
    """Inverts the movement of a relief: every point is thrown to where it goes, then Newton's method makes it exact.

    Throwing in the order of depth lets what is nearer hide what is farther. Where the surface would fold, the
    derivative is held above `LEAST_SPREAD`: the far side of a turned face is squeezed and never torn.
    """

    def __init__(self, relief: Relief, start: Pose) -> None:
        self._whole = np.dstack([relief.x, relief.y])
        self._window = _around(relief)
        self._relief = relief.cut(self._window)
        self._start = start
        self._grid = np.ascontiguousarray(self._whole[self._window])
        self._corner = self._grid[0, 0]
        self._order = np.argsort(self._relief.z.ravel(), kind="stable")
        self._thrown = self._grid.reshape(-1, 2)[self._order]

    def origins(self, pose: Pose) -> Field:
        """(rows, columns, 2): the scene's point, in units, that shows at each point of the grid."""
        moved = self._movement(pose)
        spread = np.dstack([np.gradient(moved[..., 0], STEP, axis=1), np.gradient(moved[..., 1], STEP, axis=0)])
        field = np.dstack([moved, np.maximum(1 + spread, LEAST_SPREAD)]).astype(np.float32)
        origin = self._throw(moved)
        for _ in range(ROUNDS):
            there = (origin - self._corner) / STEP
            seen = cv2.remap(field, there[..., 0], there[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            origin = origin - np.clip((origin + seen[..., :2] - self._grid) / seen[..., 2:], -LEAP, LEAP)
        whole = self._whole.copy()
        whole[self._window] = cv2.GaussianBlur(origin - self._grid, (0, 0), 0.7) + self._grid
        return whole

    def _throw(self, moved: Field) -> Field:
        """A first guess: the nearest point that lands in each cell, or for an empty cell what lands around it."""
        rows, columns = self._grid.shape[:2]
        target = (self._thrown + moved.reshape(-1, 2)[self._order] - self._corner) * (1 / STEP) + 0.5
        column = np.clip(target[:, 0], 0, columns - 1).astype(np.intp)
        row = np.clip(target[:, 1], 0, rows - 1).astype(np.intp)
        found = np.zeros((rows, columns, 3), np.float32)
        found[row, column, :2] = self._thrown
        found[row, column, 2] = 1
        around = cv2.blur(found, (5, 5))
        guess = np.where(around[..., 2:] > 0, around[..., :2] / np.maximum(around[..., 2:], 1e-6), self._grid - moved)
        return np.where(found[..., 2:] > 0, found[..., :2], guess).astype(np.float32)

    def _angles(self, pose: Pose) -> tuple[float, float, float]:
        """What has to be turned so that somebody photographed askew looks at the camera at rest."""
        return pose.yaw - FRONTAL * self._start.yaw, pose.pitch - FRONTAL * self._start.pitch, pose.roll

    def _movement(self, pose: Pose) -> Field:
        """How far, in units, each point of the scene moves in the picture."""
        relief = self._relief
        yaw, pitch, roll = (np.radians(angle) * relief.follows for angle in self._angles(pose))
        x, y, z = relief.x - relief.axis[0], relief.y - relief.axis[1], relief.z
        keep = 0.35 + 0.65 * relief.firm  # a round head's outline does not narrow as a flat one's would
        cos_yaw, sin_yaw = 1 - (1 - np.cos(yaw)) * keep, np.sin(yaw)
        cos_pitch, sin_pitch = 1 - (1 - np.cos(pitch)) * keep, np.sin(pitch)
        turned_x = x * cos_yaw + z * sin_yaw
        turned_z = z * cos_yaw - x * sin_yaw * relief.firm
        nodded_y = y * cos_pitch + turned_z * sin_pitch
        nodded_z = turned_z * cos_pitch - y * sin_pitch * relief.firm
        size = (CAMERA_DISTANCE - z) / (CAMERA_DISTANCE - nodded_z) * (1 + pose.nearer * relief.follows)
        rolled_x = (turned_x - nodded_y * roll) * size
        rolled_y = (nodded_y + turned_x * roll) * size
        shift = np.dstack([rolled_x - x + pose.right * relief.follows, rolled_y - y + pose.down * relief.follows])
        return np.asarray(shift, np.float32)
