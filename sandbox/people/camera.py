"""The phone's camera: framing, light, sensor noise. Takes the scene's layers and gives frames."""

import cv2
import numpy as np
from numpy.typing import NDArray

from sandbox.people.capture import Capture
from sandbox.people.motion import Motion
from sandbox.people.photographs import Image
from sandbox.people.relief import STEP
from sandbox.people.scene import CENTRE, DETAIL, Field

VIEW = (480.0, 640.0)  # units that a picture shows at the usual distance
FACE_AT = 0.50  # how far down the picture the middle of the face stands
NOISE_LEVELS = 2.6  # standard deviation of the sensor's noise in grey levels, in ordinary light
NOISE_SHEETS = 4

Size = tuple[int, int]  # width, height in pixels


class Camera:
    """One phone in one take."""

    def __init__(self, options: Capture) -> None:
        self.options = options
        self.size = (options.width, options.height)
        self._scale = min(options.width / VIEW[0], options.height / VIEW[1]) / options.distance
        rng = np.random.default_rng([options.seed, 2])
        self._rng = rng
        self._noise = self._sheets(rng)

    def _sheets(self, rng: np.random.Generator) -> NDArray[np.int16]:
        """Noise is drawn once and shifted about: a fresh sheet for every frame would take longer than the head."""
        level = NOISE_LEVELS * self.options.noise / max(self.options.light, 0.2) ** 0.5
        shape = (NOISE_SHEETS, self.options.height + 64, self.options.width + 64)
        grey = level * rng.standard_normal((*shape, 1), np.float32)
        colour = 0.5 * level * rng.standard_normal((*shape, 3), np.float32)
        return np.asarray(grey + colour, np.int16)

    def view(self, motion: Motion, frame: int) -> NDArray[np.float64]:
        """The affine (2, 3) from the picture's pixels to units of the scene."""
        lean = np.radians(motion.phone_roll[frame])
        cos, sin = np.cos(lean) / self._scale, np.sin(lean) / self._scale
        centre_x = CENTRE[0] + motion.phone_right[frame]
        centre_y = CENTRE[1] + motion.phone_down[frame]
        half_x, half_y = self.options.width / 2, self.options.height * FACE_AT
        return np.array(
            [
                [cos, -sin, centre_x - cos * half_x + sin * half_y],
                [sin, cos, centre_y - sin * half_x - cos * half_y],
            ]
        )

    def expose(self, picture: Image, exposure: float) -> Image:
        """Light, flicker and the sensor's noise."""
        bright = cv2.convertScaleAbs(picture, alpha=float(self.options.light * exposure))
        if self.options.noise <= 0:
            return np.asarray(bright, np.uint8)
        sheet = self._noise[self._rng.integers(NOISE_SHEETS)]
        top, left = self._rng.integers(0, 64, 2)
        grain = sheet[top : top + self.options.height, left : left + self.options.width]
        return np.asarray(cv2.add(bright, grain, dtype=cv2.CV_8U), np.uint8)


def lay_over(front: Image, share: Field, back: Image) -> Image:
    """`front` over `back`, by its share of each pixel."""
    return np.asarray(cv2.blendLinear(front, back, share, 1 - share), np.uint8)


def show_head(
    size: Size, texture: Image, matte: Field, origins: Field, view: NDArray[np.float64]
) -> tuple[Image, Field]:
    """Person and matte as the picture shows them, through the grid of origins."""
    to_grid = np.array(view) / STEP
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    texels = cv2.warpAffine(origins * DETAIL, to_grid, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    across, along = cv2.split(texels)
    person = cv2.remap(texture, across, along, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    share = cv2.remap(matte, across, along, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(person, np.uint8), np.asarray(share, np.float32)


def show_flat(size: Size, texture: Image, view: NDArray[np.float64]) -> Image:
    """A texture that does not move."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    picture = cv2.warpAffine(texture, view * DETAIL, size, flags=flags, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(picture, np.uint8)
