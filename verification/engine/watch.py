"""One pass over the video: what each sampled frame shows, as plain arrays, and the few frames worth keeping.

Frames themselves are let go at once, so that memory does not grow with the resolution: what stays is numbers, a small
grey picture of each frame for motion, and the best colour frame of each slot of time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .decode import Sampled
from .eyes import eyes_moved
from .geometry import angles, head_rotations
from .landmarks import LEFT_EAR, POINTS, RIGHT_EAR, SHAPES, Face, Tracker, blendshapes
from .models import Models
from .quality import Look, look_at
from .settings import EngineSettings, Sampling

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

    `times` (n,) seconds; `points` (n, 478, 3) pixels of the sampled size; `shapes` (n, 52), straight lines between the
    frames they were measured on; `angles` (n, 3) degrees of pitch, yaw, roll; `looks` of the frames that were measured;
    `scenes` (n, h, w) grey; `scene_scale` scene over frame.
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


@dataclass(frozen=True)
class _Looked:
    """A frame, its grey, and the face in it."""

    frame: Sampled
    grey: NDArray[np.uint8]
    face: Face | None


def watch(frames: Iterable[Sampled], models: Models, settings: EngineSettings) -> Watched:
    """Follow the face through the frames. What the frames' source raises passes through."""
    tracker = Tracker(models.networks, settings.quality.least_presence)
    times: list[float] = []
    faces: list[Face | None] = []
    shapes: dict[int, NDArray[np.float32]] = {}
    looks: list[Look | None] = []
    scenes: list[NDArray[np.uint8]] = []
    best: dict[int, Keyframe] = {}
    size = (0, 0)
    for index, one in enumerate(_looked_at(frames, tracker, settings.sampling)):
        frame, grey, face = one.frame, one.grey, one.face
        size = grey.shape
        times.append(frame.at_s)
        faces.append(face)
        looks.append(None)
        scenes.append(_scene(grey))
        # The frames between are for the lids alone, which are quicker than all else.
        if face is not None and (not shapes or frame.at_s - times[max(shapes)] >= settings.sampling.expression_every_s):
            shapes[index] = blendshapes(face, models.networks)
            looks[index] = look = look_at(grey, face, shapes[index])
            _keep(best, Keyframe(index, frame.at_s, frame.image, face.points, look.score), settings)
    return _stack(times, faces, shapes, looks, scenes, size, tracker.lost, list(best.values()), models)


def _looked_at(frames: Iterable[Sampled], tracker: Tracker, s: Sampling) -> Iterator[_Looked]:
    """The face in each frame. Between two frames whose eyes look the same, landmarks lie between theirs, unsought."""
    last: _Looked | None = None
    waiting: tuple[Sampled, NDArray[np.uint8]] | None = None
    for frame in frames:
        grey = cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY)
        if last is not None and grey.shape != last.grey.shape:
            # A camera does not change its picture's size while it records; later stages compare pixel with pixel.
            return
        may_wait = last is not None and waiting is None and frame.at_s - last.frame.at_s <= s.wait_s
        still = last is not None and (may_wait or waiting is not None) and _still(grey, last, s)
        if may_wait and still:
            waiting = frame, grey
            continue
        if waiting is not None and not still:
            yield _Looked(*waiting, tracker.find(waiting[0].image))
        now = _Looked(frame, grey, tracker.find(frame.image))
        if last is not None and waiting is not None and still:
            yield _Looked(*waiting, _between(last, now, waiting[0].at_s))
        yield now
        last, waiting = now, None


def _still(grey: NDArray[np.uint8], last: _Looked, s: Sampling) -> bool:
    return last.face is not None and eyes_moved(grey, last.grey, last.face.points) < s.still_eyes


def _between(one: _Looked, other: _Looked, at_s: float) -> Face | None:
    if one.face is None or other.face is None:
        return None
    # Half-way where the file's times stand still or run backwards.
    share = np.interp(at_s, [one.frame.at_s, other.frame.at_s], [0, 1]) if one.frame.at_s < other.frame.at_s else 0.5
    points = one.face.points + np.float32(share) * (other.face.points - one.face.points)
    return Face(points, min(one.face.presence, other.face.presence))


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
    shapes: dict[int, NDArray[np.float32]],
    looks: list[Look | None],
    scenes: list[NDArray[np.uint8]],
    size: tuple[int, int],
    lost: int,
    keyframes: list[Keyframe],
    models: Models,
) -> Watched:
    count = len(times)
    points = np.full((count, POINTS, 3), np.nan, np.float32)
    made = np.full((count, SHAPES), np.nan, np.float32)
    turned = np.full((count, 3), np.nan)
    for index, face in enumerate(faces):
        if face is not None:
            points[index] = face.points
    seen = [index for index, face in enumerate(faces) if face is not None]
    when = np.array(times)
    if seen:
        turned[seen] = angles(head_rotations(points[seen].astype(np.float64), models.face))
        measured = np.stack(list(shapes.values()))
        for shape in range(SHAPES):
            made[seen, shape] = np.interp(when[seen], when[list(shapes)], measured[:, shape])
    stacked = np.stack(scenes) if scenes else np.zeros((0, 1, 1), np.uint8)
    scale = stacked.shape[1] / size[0] if size[0] else 1.0
    return Watched(when, points, made, turned, looks, stacked, scale, size, lost, keyframes)
