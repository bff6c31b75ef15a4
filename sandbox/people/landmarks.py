"""478 landmarks of a face in a photograph, by the landmark network inside MediaPipe's `face_landmarker.task`.

The bundle is a zip; its TFLite network sees a square crop of 256 pixels, upright and 1.5 times the face, and answers
x, y, z in the crop's pixels (z: towards the camera is negative, in the scale of x). No detector is needed: the
manifest says where each face is, and a second look from the first answer makes the crop exact.
"""

import zipfile
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from sandbox.people.photographs import Box, Image

Points = NDArray[np.float32]
NETWORK = "face_landmarks_detector.tflite"
SIDE = 256
MARGIN = 1.5
RIGHT_EYE, LEFT_EYE = 33, 263  # outer corners; the person's own right and left


def locate(picture: Image, box: Box, bundle: Path) -> Points:
    """Landmarks (478, 3) in the pixels of `picture` (BGR) of the face within `box`."""
    interpreter = _network(bundle)
    centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    points = _look(interpreter, picture, centre, max(box[2] - box[0], box[3] - box[1]) * MARGIN, 0.0)
    for _ in range(2):
        low, high = points[:, :2].min(0), points[:, :2].max(0)
        middle = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
        points = _look(interpreter, picture, middle, float((high - low).max()) * MARGIN, roll(points))
    return points


@lru_cache(maxsize=2)
def _network(bundle: Path) -> Interpreter:
    with zipfile.ZipFile(bundle) as task:
        interpreter = Interpreter(model_content=task.read(NETWORK), num_threads=1)
    interpreter.allocate_tensors()
    return interpreter


def roll(points: Points) -> float:
    """How far the line of the eyes leans, in degrees clockwise as seen in the picture."""
    across = points[LEFT_EYE, :2] - points[RIGHT_EYE, :2]
    return float(np.degrees(np.arctan2(across[1], across[0])))


def _look(net: Interpreter, picture: Image, centre: tuple[float, float], side: float, lean: float) -> Points:
    scale = SIDE / side
    to_crop = cv2.getRotationMatrix2D(centre, lean, scale)
    to_crop[:, 2] += (SIDE / 2 - centre[0], SIDE / 2 - centre[1])
    crop = cv2.warpAffine(picture, to_crop, (SIDE, SIDE), flags=cv2.INTER_AREA)
    net.set_tensor(net.get_input_details()[0]["index"], (crop[None, :, :, ::-1] / 255.0).astype(np.float32))
    net.invoke()
    found = net.get_tensor(net.get_output_details()[0]["index"]).reshape(-1, 3).astype(np.float32)
    back = cv2.invertAffineTransform(to_crop)
    flat = found[:, :2] @ back[:, :2].T + back[:, 2]
    return np.column_stack([flat, found[:, 2] / scale]).astype(np.float32)
