"""The clip on a phone's or tablet's screen, filmed by another phone.

The screen has its own raster, which the camera's raster beats against; it is brighter and bluer than skin, reflects a
lamp, and its refresh crosses the camera's rolling shutter as bands.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from .optics import Frames, Image, Sensor, plane, room, sway

BLUISH = np.array([1.06, 1.0, 0.96], np.float32)
BEZEL = (18, 16, 16)
MONITOR = 16 / 9  # width over height


def replay(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """Held so that its edge shows."""
    return _replay(frames, rng, rng.uniform(0.72, 0.85), bezel=True)


def replay_full(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """Held so close that its edge is out of sight."""
    return _replay(frames, rng, rng.uniform(1.15, 1.3), bezel=False)


def replay_fine(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """A screen too fine for its raster to show, fixed before the camera, no edge, no band: the best a replay can be."""
    sensor = Sensor(room(frames[0], rng), rng)
    height, width = frames[0].shape[:2]
    matrix = plane(width, height, rng.uniform(-3, 3), rng.uniform(-3, 3), 0, rng.uniform(1.05, 1.15), 0, 0)
    return [sensor.film(_shown(frame), matrix) for frame in frames]


def replay_monitor(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """Upright between the bars of a monitor that lies across: its bezel in sight above and below, the room beyond."""
    height, width = frames[0].shape[:2]
    count, sensor = len(frames), Sensor(room(frames[0], rng), rng)
    bar = (MONITOR * height - width) / 2 * rng.uniform(0.9, 1.1)
    sides, edge = max(round(bar), 8), round(height * rng.uniform(0.02, 0.05))
    tone = [float(rng.integers(4, 120))] * 3
    light = (1 - rng.uniform(0.0, 0.1) * (1 - _raster(width + 2 * sides, height))).astype(np.float32) * BLUISH
    roll, scale = rng.uniform(-4, 4), rng.uniform(0.65, 0.8)
    yaw, pitch = rng.uniform(-6, 6) + sway(count, rng, 1.0, 0.4), rng.uniform(-5, 5) + sway(count, rng, 1.0, 0.4)
    dx, dy = sway(count, rng, 5, 0.5), sway(count, rng, 5, 0.5)
    fit = np.array([[1.0, 0, -sides], [0, 1.0, -edge], [0, 0, 1.0]])
    result = []
    for i, frame in enumerate(frames):
        shown = cv2.copyMakeBorder(_shown(frame), 0, 0, sides, sides, cv2.BORDER_CONSTANT, value=tone)
        lit = cv2.multiply(shown, light[: len(shown), : shown.shape[1]], dtype=cv2.CV_8U)
        panel = cv2.copyMakeBorder(lit, edge, edge, 0, 0, cv2.BORDER_CONSTANT, value=BEZEL)
        matrix = plane(width, height, yaw[i], pitch[i], roll, scale, dx[i], dy[i]) @ fit
        result.append(sensor.film(np.asarray(panel, np.uint8), matrix))
    return result


def _shown(frame: Image) -> Image:
    """A screen's contrast and colour."""
    lifted = 10 + 0.93 * 255 * (np.arange(256) / 255) ** 0.92
    return np.asarray(cv2.multiply(cv2.LUT(frame, lifted.astype(np.uint8)), (*map(float, BLUISH), 0.0)), np.uint8)


def _replay(frames: Frames, rng: np.random.Generator, scale: float, *, bezel: bool) -> list[Image]:
    height, width = frames[0].shape[:2]
    count, sensor = len(frames), Sensor(room(frames[0], rng), rng)
    yaw = rng.uniform(-6, 6) + sway(count, rng, 1.5, 0.4)
    pitch = rng.uniform(-6, 6) + sway(count, rng, 1.5, 0.4)
    dx, dy = sway(count, rng, 5, 0.5), sway(count, rng, 5, 0.5)
    light = (_raster(width * 2, height * 2) * BLUISH).astype(np.float32)
    glare = _glare(width * 2, height * 2, rng)
    speed, dark = rng.uniform(0.7, 2.0), rng.uniform(0.03, 0.08)
    rows = np.arange(height, dtype=np.float32)[:, None] / height
    edge = round(width * 0.06) if bezel else 0
    fit = np.diag([width / (width * 2 + 2 * edge), height / (height * 2 + 2 * edge), 1.0])
    result = []
    for i, frame in enumerate(frames):
        panel = cv2.resize(frame, (width * 2, height * 2), interpolation=cv2.INTER_LINEAR)
        panel = cv2.add(cv2.multiply(panel, light, dtype=cv2.CV_8U), glare)
        panel = cv2.copyMakeBorder(panel, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=BEZEL)
        matrix = plane(width, height, yaw[i], pitch[i], 0, scale, dx[i], dy[i]) @ fit
        shown = sensor.film(np.asarray(panel, np.uint8), matrix)
        bands = 1 - dark * (0.5 + 0.5 * np.sin(2 * np.pi * (2.5 * rows + speed * i / 25)))
        banded = cv2.multiply(shown, np.repeat(np.repeat(bands, width, 1)[..., None], 3, 2), dtype=cv2.CV_8U)
        result.append(np.asarray(banded, np.uint8))
    return result


def _raster(width: int, height: int) -> NDArray[np.float32]:
    """The dark gaps between a screen's pixels, one line in three."""
    x = np.where(np.arange(width) % 3 == 0, 0.72, 1.07)
    y = np.where(np.arange(height) % 3 == 0, 0.78, 1.06)
    return (y[:, None] * x[None])[:, :, None].astype(np.float32)


def _glare(width: int, height: int, rng: np.random.Generator) -> Image:
    glare = np.zeros((height, width), np.float32)
    centre = (int(rng.uniform(0.1, 0.9) * width), int(rng.uniform(0.05, 0.4) * height))
    cv2.ellipse(glare, centre, (width // 9, height // 14), 30, 0, 360, 90.0, -1)
    soft = cv2.GaussianBlur(glare, (0, 0), width / 40)
    return np.asarray(np.repeat(soft[:, :, None], 3, 2), np.uint8)
