"""The cast's photographs (fetched once into var/people) and a look at rendered films through the landmark network."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest

from sandbox.people import DEFAULT_FOLDER
from sandbox.people import topology as face
from sandbox.people.landmarks import Points, locate
from sandbox.people.photographs import Image, fetch
from sandbox.people.pose import photographed
from sandbox.people.scene import TASK


@dataclass(frozen=True)
class Look:
    """What the landmarks of one picture say."""

    eyes: float  # opening of the eyes beside their width
    mouth: float  # opening of the lips beside the face's height
    yaw: float
    pitch: float
    nose_aside: float  # of the nose's tip from the middle of the cheeks, beside the face's width: depth shows in it


@pytest.fixture(scope="session")
def folder() -> Path:
    fetch(DEFAULT_FOLDER)
    return DEFAULT_FOLDER


@pytest.fixture(scope="session")
def frames() -> Callable[[bytes], list[Image]]:
    def decode(video: bytes) -> list[Image]:
        with av.open(BytesIO(video)) as container:
            return [np.asarray(frame.to_ndarray(format="bgr24"), np.uint8) for frame in container.decode(video=0)]

    return decode


@pytest.fixture(scope="session")
def look(folder: Path) -> Callable[[Image], Look]:
    def measure(picture: Image) -> Look:
        height, width = picture.shape[:2]
        return read(locate(picture, (0.28 * width, 0.3 * height, 0.72 * width, 0.7 * height), folder / TASK))

    return measure


def read(points: Points) -> Look:
    """The measures of one face."""
    pose = photographed(points)
    cheeks = points[[face.RIGHT_CHEEK, face.LEFT_CHEEK], 0]
    tall = float(np.linalg.norm(points[face.CHIN] - points[face.FOREHEAD]))
    return Look(
        eyes=float(np.mean([_opening(points, upper, lower) for upper, lower, _ in face.EYES])),
        mouth=float(points[14, 1] - points[13, 1]) / tall,
        yaw=pose.yaw,
        pitch=pose.pitch,
        nose_aside=float((points[face.NOSE_TIP, 0] - cheeks.mean()) / np.ptp(cheeks)),
    )


def _opening(points: Points, upper: tuple[int, ...], lower: tuple[int, ...]) -> float:
    middle = len(upper) // 2
    return float(
        np.linalg.norm(points[upper[middle]] - points[lower[middle]])
        / np.linalg.norm(points[upper[0]] - points[upper[-1]])
    )
