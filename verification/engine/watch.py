"""One pass over the video: what each sampled frame shows, as plain arrays, and the few frames worth keeping.

Frames themselves are let go at once, so that memory does not grow with the resolution: what stays is numbers, a small
grey picture of each frame for motion, and the best colour frame of each slot of time.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .decode import Sampled
from .geometry import angles, head_rotations
from .landmarks import LEFT_EAR, POINTS, RIGHT_EAR, SHAPES, Face, Tracker
from .models import Models
from .quality import Look, look_at
from .settings import EngineSettings

SCENE_SIDE = 240  # short side of the grey pictures kept for motion: half of the usual 480, which shrinks fastest


@dataclass(frozen=True)
class Keyframe:
    """A frame kept whole: `index` among the sampled ones, BGR pixels, the landmarks on it, and how good it is."""

    index: int
    at_s: float
    image: NDArray[np.uint8]
    points: NDArray[np.float32]
    score: float


@dataclass(frozen=True)
class Watched:
    """n sampled frames; rows of frames without a face are NaN in `points`, `shapes` and `angles`.

    `times` (n,) seconds; `points` (n, 478, 3) pixels of the sampled size; `shapes` (n, 52); `angles` (n, 3) degrees of
    pitch, yaw, roll; `looks` one for each frame with a face; `scenes` (n, h, w) grey; `scene_scale` scene over frame.
    """

    times: NDArray[np.float64]
    points: NDArray[np.float32]
    shapes: NDArray[np.float32]
    angles: NDArray[np.float64]
    looks: list[Look | None]
    scenes: NDArray[np.uint8]
    scene_scale: float
    size: tuple[int, int]
    lost: int
    keyframes: list[Keyframe]

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(n,) where a face was found."""
        return ~np.isnan(self.points[:, 0, 0])

    @property
    def widths(self) -> NDArray[np.float32]:
        """(n,) ear to ear in pixels."""
        widths: NDArray[np.float32] = np.linalg.norm(self.points[:, LEFT_EAR] - self.points[:, RIGHT_EAR], axis=1)
        return widths


def watch(frames: Iterable[Sampled], models: Models, settings: EngineSettings) -> Watched:
    """Follow the face through the frames. What the frames' source raises passes through."""
    tracker = Tracker(models.networks, settings.quality.least_presence)
    times: list[float] = []
    faces: list[Face | None] = []
    looks: list[Look | None] = []
    scenes: list[NDArray[np.uint8]] = []
    best: dict[int, Keyframe] = {}
    size = (0, 0)
    for index, frame in enumerate(frames):
        if index and frame.image.shape[:2] != size:
            # A camera does not change its picture's size while it records; later stages compare pixel with pixel.
            break
        size = frame.image.shape[:2]
        face = tracker.find(frame.image)
        grey = cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY)
        scene = _scene(grey)
        look = None if face is None else look_at(grey, face)
        times.append(frame.at_s)
        faces.append(face)
        looks.append(look)
        scenes.append(scene)
        if face is not None and look is not None:
            _keep(best, Keyframe(index, frame.at_s, frame.image, face.points, look.score), settings)
    return _stack(times, faces, looks, scenes, size, tracker.lost, list(best.values()), models)


def _scene(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = SCENE_SIDE / min(grey.shape)
    scene: NDArray[np.uint8] = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return scene


def _keep(best: dict[int, Keyframe], frame: Keyframe, settings: EngineSettings) -> None:
    slot = int(frame.at_s / settings.sampling.keyframe_every_s)
    if slot not in best or best[slot].score < frame.score:
        best[slot] = frame


def _stack(
    times: list[float],
    faces: list[Face | None],
    looks: list[Look | None],
    scenes: list[NDArray[np.uint8]],
    size: tuple[int, int],
    lost: int,
    keyframes: list[Keyframe],
    models: Models,
) -> Watched:
    count = len(times)
    points = np.full((count, POINTS, 3), np.nan, np.float32)
    shapes = np.full((count, SHAPES), np.nan, np.float32)
    turned = np.full((count, 3), np.nan)
    for index, face in enumerate(faces):
        if face is not None:
            points[index], shapes[index] = face.points, face.shapes
    seen = [index for index, face in enumerate(faces) if face is not None]
    if seen:
        turned[seen] = angles(head_rotations(points[seen].astype(np.float64), models.face))
    stacked = np.stack(scenes) if scenes else np.zeros((0, 1, 1), np.uint8)
    scale = stacked.shape[1] / size[0] if size[0] else 1.0
    return Watched(np.array(times), points, shapes, turned, looks, stacked, scale, size, lost, keyframes)
