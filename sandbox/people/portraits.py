"""The portrait that the population register of the sandbox world holds of each of the cast."""

from pathlib import Path

import cv2
import numpy as np

from sandbox.people import topology as face
from sandbox.people.landmarks import locate, roll
from sandbox.people.photographs import DEFAULT_FOLDER, Image, fetch, manifest, picture
from sandbox.people.scene import TASK

WIDTH, HEIGHT = 358, 441  # a resident ID card's portrait
FACE_WIDTH = 190.0
JPEG_QUALITY = 88


def portrait(person_key: str, *, folder: Path = DEFAULT_FOLDER) -> bytes:
    """A JPEG in the proportions of an ID card's portrait; the manifest says from which photograph.

    Raises PhotographError when a photograph cannot be fetched, KeyError for a person who is not of the cast.
    """
    entry = manifest()["people"][person_key]
    photograph, box = picture(entry["portrait"], folder)
    points = locate(photograph, box, fetch(folder, [TASK])[0])
    width = float(np.linalg.norm(points[face.LEFT_CHEEK, :2] - points[face.RIGHT_CHEEK, :2]))
    middle = points[[face.FOREHEAD, face.CHIN, face.LEFT_CHEEK, face.RIGHT_CHEEK], :2].mean(0)
    matrix = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), roll(points), FACE_WIDTH / width)
    matrix[:, 2] += np.array([WIDTH / 2, HEIGHT * 0.52]) - middle
    laid = cv2.warpAffine(photograph, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    if entry["portrait"] == entry["video"]:
        laid = _another_light(np.asarray(laid, np.uint8))
    done, coded = cv2.imencode(".jpg", laid, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise RuntimeError("the JPEG encoder refused a portrait")
    return coded.tobytes()


def _another_light(laid: Image) -> Image:
    """The same photograph as a studio would have taken it: smaller, softer, lit from one side, other colours."""
    small = cv2.resize(laid, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    soft = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR).astype(np.float32) / 255
    side = np.linspace(1.08, 0.86, WIDTH, dtype=np.float32)[None, :, None]
    tint = np.array([1.03, 1.0, 0.96], np.float32)
    return np.asarray(np.clip((soft**0.88) * side * tint * 255, 0, 255), np.uint8)
