"""Turning, nodding and shifting a head: where in the scene each point of the picture comes from."""

from dataclasses import dataclass

import cv2
import numpy as np

from sandbox.people.relief import STEP, Relief
from sandbox.people.scene import Field

CAMERA_DISTANCE = 620.0  # units: an arm's length for a face 14 cm wide
ROUNDS = 5
LEAST_SPREAD = 0.35
LEAP = 12.0  # units that one round may correct


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


class Turner:
    """Inverts the movement of a relief by Newton's method, each frame starting from the one before.

    The derivative across (x by x, y by y) suffices; where the surface would fold over itself it is held above
    `LEAST_SPREAD`, so that the far side of a turned face is squeezed and never torn.
    """

    def __init__(self, relief: Relief) -> None:
        self._relief = relief
        self._grid = np.dstack([relief.x, relief.y])
        self._origin = self._grid.copy()

    def origins(self, pose: Pose) -> Field:
        """(rows, columns, 2): the scene's point, in units, that shows at each point of the grid."""
        moved = self._movement(pose)
        spread = np.dstack([np.gradient(moved[..., 0], STEP, axis=1), np.gradient(moved[..., 1], STEP, axis=0)])
        field = np.dstack([moved, np.maximum(1 + spread, LEAST_SPREAD)]).astype(np.float32)
        origin = self._origin
        for _ in range(ROUNDS):
            there = origin / STEP
            seen = cv2.remap(field, there[..., 0], there[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            origin = origin - np.clip((origin + seen[..., :2] - self._grid) / seen[..., 2:], -LEAP, LEAP)
        self._origin = origin
        return np.asarray(origin, np.float32)

    def _movement(self, pose: Pose) -> Field:
        """How far, in units, each point of the scene moves in the picture."""
        relief = self._relief
        yaw, pitch, roll = (np.radians(angle) * relief.follows for angle in (pose.yaw, pose.pitch, pose.roll))
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
