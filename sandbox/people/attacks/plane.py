"""A photograph of the person held before the camera and tilted about, with or without holes for eyes and mouth."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from sandbox.people import topology as face
from sandbox.people.camera import Camera, lay_over, show_flat, show_head
from sandbox.people.expression import Expressions
from sandbox.people.motion import Motion
from sandbox.people.photographs import Image
from sandbox.people.pose import CAMERA_DISTANCE, Pose, Turner, photographed
from sandbox.people.relief import relief
from sandbox.people.scene import CENTRE, DETAIL, Field, Scene

PRINT = (430.0, 590.0)  # units: the sheet nearly fills the picture ...
LARGEST = 1.45  # ... or is so much larger that its edges are out of sight
BORDER = 14.0  # units of white paper around the photograph
PAPER = (232, 236, 238)
DESK = (52, 66, 84)
SHADOW, DARKNESS = (40, 44, 58), 0.35
HOLES = (
    (*face.RIGHT_UPPER_LID, *face.RIGHT_LOWER_LID),
    (*face.LEFT_UPPER_LID, *face.LEFT_LOWER_LID),
    (*face.UPPER_LIP_OUTER, *face.LOWER_LIP_INNER),
)


def held(scene: Scene, motion: Motion, camera: Camera, *, holes: bool) -> Iterator[Image]:
    """The print follows the prompts as a sheet of paper can; through `holes` somebody's lids and lips move."""
    printer, expressions = Turner(relief(scene), photographed(scene.points)), Expressions(scene)
    origins = printer.origins(Pose())
    behind = _desk(camera)
    extent = np.array(PRINT) * np.random.default_rng([camera.options.seed, 5]).uniform(1, LARGEST)
    for frame in range(len(motion)):
        closed, opened = (motion.closed[frame], motion.opened[frame]) if holes else (0.0, 0.0)
        texture = expressions.draw(float(closed), float(opened))
        sheet = _print(scene, _cut(texture, scene) if holes else texture, origins, extent)
        yield _show(sheet, motion.pose(frame), camera, camera.view(motion, frame), behind)


def _cut(texture: Image, scene: Scene) -> Image:
    """The edges of the holes for eyes and mouth throw a thin shadow on the face behind."""
    cut = texture.copy()
    for names in HOLES:
        outline = scene.points[list(names), :2]
        wider = (outline - outline.mean(0)) * np.array([1.4, 2.4]) + outline.mean(0)
        hull = cv2.convexHull((wider * DETAIL).astype(np.float32)).astype(np.int32)
        cv2.polylines(cut, [hull], True, SHADOW, 2, cv2.LINE_AA)
    return np.asarray(cv2.addWeighted(cut, DARKNESS, texture, 1 - DARKNESS, 0), np.uint8)


def _print(scene: Scene, texture: Image, origins: Field, extent: NDArray[np.float64]) -> Image:
    """The sheet, `DETAIL` pixels a unit: the person looking straight ahead, and a white border."""
    size = (int(extent[0] * DETAIL), int(extent[1] * DETAIL))
    corner = np.array(CENTRE) - extent / 2
    view = np.array([[1 / DETAIL, 0, corner[0]], [0, 1 / DETAIL, corner[1]]])
    person, share = show_head(size, texture, scene.matte, origins, view)
    sheet = lay_over(person, share, show_flat(size, scene.room, view))
    edge = int(BORDER * DETAIL)
    cv2.rectangle(sheet, (0, 0), (size[0] - 1, size[1] - 1), PAPER, 2 * edge)
    return sheet


def _show(sheet: Image, pose: Pose, camera: Camera, view: NDArray[np.float64], behind: Image) -> Image:
    """The sheet in perspective before the desk."""
    half = np.array(sheet.shape[1::-1]) / DETAIL / 2
    corners = np.array([[-half[0], -half[1]], [half[0], -half[1]], [half[0], half[1]], [-half[0], half[1]]])
    yaw, pitch, roll = np.radians([pose.yaw, pose.pitch, pose.roll])
    x, y = corners[:, 0] * np.cos(yaw), corners[:, 1] * np.cos(pitch)
    depth = -corners[:, 0] * np.sin(yaw) - corners[:, 1] * np.sin(pitch)
    size = CAMERA_DISTANCE / (CAMERA_DISTANCE - depth) * (1 + pose.nearer)
    placed = np.column_stack([(x - y * roll) * size + pose.right, (y + x * roll) * size + pose.down]) + CENTRE
    back = cv2.invertAffineTransform(view)
    target = (placed @ back[:, :2].T + back[:, 2]).astype(np.float32)
    height, width = sheet.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    shown = cv2.warpPerspective(
        sheet, matrix, camera.size, dst=behind.copy(), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT
    )
    return np.asarray(shown, np.uint8)


def _desk(camera: Camera) -> Image:
    """What is behind the print: a blurred brown surface."""
    width, height = camera.size
    grain = np.random.default_rng(11).normal(0, 9, (9, 7, 1)).astype(np.float32)
    wide = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)[..., None]
    return np.asarray(np.clip(np.array(DESK, np.float32) + wide, 0, 255), np.uint8)
