"""A photograph made ready for acting: placed on a canvas, the person cut out, the room behind them closed.

Lengths are units of the canvas: at the usual distance one unit is one pixel of a 480 x 640 picture, and the face is
190 units wide. Textures have `DETAIL` pixels for a unit.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sandbox.people import topology as face
from sandbox.people.garment import dress
from sandbox.people.landmarks import Points, locate, roll
from sandbox.people.matte import cut_out
from sandbox.people.photographs import Image, fetch, manifest, picture

Field = NDArray[np.float32]

WIDTH, HEIGHT = 640, 800
CENTRE = (320.0, 390.0)  # where the middle of the face stands on the canvas
FACE_WIDTH = 190.0
DETAIL = 1.5
WOODWORK = ((-40, 60, 120, 900, 0.8), (455, 150, 575, 300, 0.65))  # left, top, right, bottom, tone: door and picture
TASK = "face_landmarker.task"


@dataclass(frozen=True)
class Scene:
    """Textures (BGR, `DETAIL` pixels a unit), the person's matte (0 to 1) and the landmarks (478, 3) in units.

    `wider_eyes` is by what share the eyes of somebody photographed with a grin are opened.
    """

    person: Image
    matte: Field
    room: Image
    points: Points
    wider_eyes: float


@lru_cache(maxsize=8)
def build(person_key: str, folder: Path) -> Scene:
    """The scene of one of the cast, made from their photograph."""
    source = manifest()["people"][person_key]["video"]
    photograph, box = picture(source, folder)
    points = locate(photograph, box, fetch(folder, [TASK])[0])
    to_canvas = placing(points)
    scale = float(np.hypot(to_canvas[0, 0], to_canvas[1, 0]))
    placed = np.column_stack([points[:, :2] @ to_canvas[:, :2].T + to_canvas[:, 2], points[:, 2] * scale])
    canvas, covered = _lay(photograph, to_canvas * DETAIL)
    return _separate(canvas, covered, placed.astype(np.float32), source)


def placing(points: Points) -> NDArray[np.float64]:
    """The similarity (2, 3) from the photograph's pixels to units: eyes level, face at its usual size and place."""
    width = float(np.linalg.norm(points[face.LEFT_CHEEK] - points[face.RIGHT_CHEEK]))
    middle = points[[face.FOREHEAD, face.CHIN, face.LEFT_CHEEK, face.RIGHT_CHEEK], :2].mean(0)
    matrix = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), roll(points), FACE_WIDTH / width)
    matrix[:, 2] += np.array(CENTRE) - middle
    return np.asarray(matrix, np.float64)


def _lay(photograph: Image, matrix: NDArray[np.float64]) -> tuple[Image, NDArray[np.uint8]]:
    """The photograph on the canvas' texture, edges drawn out beyond it, and the mask of what it covers."""
    size = (int(WIDTH * DETAIL), int(HEIGHT * DETAIL))
    shrink = float(np.hypot(matrix[0, 0], matrix[1, 0])) < 0.8
    flags = cv2.INTER_AREA if shrink else cv2.INTER_CUBIC
    canvas = cv2.warpAffine(photograph, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    inside = np.full(photograph.shape[:2], 255, np.uint8)
    covered = cv2.warpAffine(inside, matrix, size, flags=cv2.INTER_NEAREST)
    return np.asarray(canvas, np.uint8), np.asarray(covered, np.uint8)


def _separate(canvas: Image, covered: NDArray[np.uint8], points: Points, source: dict[str, Any]) -> Scene:
    """Trunk and room stay one picture, since neither moves against the other; only the head's place is closed."""
    matte = cut_out(canvas, covered, points * DETAIL)
    hidden = matte > 0.004
    wider = float(source.get("wider_eyes", 0.0))
    if "garment" not in source:
        hidden[int(trunk_line(points) * DETAIL) :] = False
        return Scene(canvas, matte, close_room(canvas, hidden), points, wider)
    hidden[int(points[face.CHIN, 1] * DETAIL) :] = True
    room = wall(source["wall"]) if "wall" in source else close_room(canvas, hidden)
    canvas, matte = dress(canvas, matte, points * DETAIL, source["garment"])
    worn = matte[..., None] * (np.arange(canvas.shape[0])[:, None, None] > trunk_line(points) * DETAIL)
    return Scene(canvas, matte, np.asarray(room * (1 - worn) + canvas * worn, np.uint8), points, wider)


def trunk_line(points: Points) -> float:
    """The height, in units, below which nothing follows the head any more."""
    return float(points[face.CHIN, 1] + 0.42 * (points[face.CHIN, 1] - points[face.FOREHEAD, 1]))


def close_room(canvas: Image, hidden: NDArray[np.bool_]) -> Image:
    """The background alone: what the person hides is filled in from around them, a little out of focus."""
    small = cv2.resize(canvas, None, fx=0.2, fy=0.2, interpolation=cv2.INTER_AREA)
    shrunk = cv2.resize(hidden.astype(np.uint8), (small.shape[1], small.shape[0]), interpolation=cv2.INTER_NEAREST)
    hole = cv2.dilate(shrunk, np.ones((9, 9), np.uint8))
    filled = cv2.inpaint(small, hole, 4, cv2.INPAINT_TELEA)
    filled = cv2.GaussianBlur(filled, (0, 0), 2.0)
    wide = cv2.resize(filled, (canvas.shape[1], canvas.shape[0]), interpolation=cv2.INTER_CUBIC)
    reach = cv2.resize(hole.astype(np.float32), (canvas.shape[1], canvas.shape[0]), interpolation=cv2.INTER_LINEAR)
    share = cv2.GaussianBlur(reach, (0, 0), 6.0)[..., None]
    soft = cv2.GaussianBlur(canvas, (0, 0), 1.6)
    return np.asarray(soft * (1 - share) + wide * share, np.uint8)


def wall(colour: list[int]) -> Image:
    """A painted wall (B, G, R) with a door frame and a picture, for those photographed in company."""
    size = (int(HEIGHT * DETAIL), int(WIDTH * DETAIL))
    y, x = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float32) / DETAIL
    plaster = cv2.GaussianBlur(np.random.default_rng(3).normal(0, 1, size).astype(np.float32), (0, 0), 4)
    light = 1.06 - 0.16 * x / WIDTH - 0.12 * y / HEIGHT + 0.06 * plaster
    painted = np.asarray(np.clip(np.array(colour, np.float32) * light[..., None], 0, 255), np.uint8)
    for left, top, right, bottom, share in WOODWORK:
        corner, other = (int(left * DETAIL), int(top * DETAIL)), (int(right * DETAIL), int(bottom * DETAIL))
        tone = [int(channel * share) for channel in colour]
        cv2.rectangle(painted, corner, other, tone, int(7 * DETAIL), cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(painted, (0, 0), 2.0), np.uint8)
