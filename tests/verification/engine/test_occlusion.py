"""Masks and sunglasses drawn onto a rendered person: named, and never passed."""

from collections.abc import Callable
from io import BytesIO

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.verification.engine.conftest import CHALLENGE
from verification.engine import Challenge, Decision, EngineSettings, Verdict, judge, prepare
from verification.engine.landmarks import Tracker
from verification.engine.models import Models
from verification.engine.occlusion import LOWER, mask_colour
from verification.engine.settings import Occlusion
from verification.engine.watch import Keyframe
from verification.reasons import Reason
from verification.weights.install import models_folder

Image = NDArray[np.uint8]
Draw = Callable[[Image, NDArray[np.float32]], None]
ASKED = Challenge.read([{"action": a, "from_s": first, "to_s": last} for a, first, last in CHALLENGE])
MASK = [234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 5]
LENSES = ([70, 107, 133, 121, 120, 119, 118, 35], [300, 336, 362, 350, 349, 348, 347, 265])


def mask(image: Image, points: NDArray[np.float32]) -> None:
    cv2.fillConvexPoly(image, cv2.convexHull(points[MASK, :2].astype(np.int32)), (215, 190, 120))


def sunglasses(image: Image, points: NDArray[np.float32]) -> None:
    for lens in LENSES:
        cv2.fillConvexPoly(image, cv2.convexHull(points[lens, :2].astype(np.int32)), (18, 16, 16))


def spectacles(image: Image, points: NDArray[np.float32]) -> None:
    for lens in LENSES:
        cv2.polylines(image, [cv2.convexHull(points[lens, :2].astype(np.int32))], True, (40, 40, 50), 2, cv2.LINE_AA)


@pytest.fixture(scope="module")
def worn(models: Models, performance: bytes, encode: Callable[..., bytes], portraits: dict[str, bytes]):
    """Judges the rendered person with something drawn onto every frame."""
    prepare(models_folder())
    with av.open(BytesIO(performance)) as container:
        frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
    tracker = Tracker(models.networks)
    faces = [tracker.find(frame) for frame in frames]

    def wear(draw: Draw, portrait: str = "su") -> Verdict:
        drawn = [frame.copy() for frame in frames]
        for frame, face in zip(drawn, faces, strict=True):
            if face is not None:
                draw(frame, face.points)
        settings = EngineSettings(leave_out=("texture",))
        return judge(encode(drawn, fps=24), portraits[portrait], ASKED, settings)

    return wear


@pytest.mark.parametrize("draw", [mask, sunglasses])
def test_what_covers_the_face_is_named(worn, draw: Draw) -> None:
    verdict = worn(draw)
    assert Reason.OCCLUDED in {finding.reason for finding in verdict.findings}
    assert verdict.decision is not Decision.PASS


def test_spectacles_cover_nothing(worn) -> None:
    assert Reason.OCCLUDED not in {finding.reason for finding in worn(spectacles).findings}


def test_a_bare_face_that_is_somebody_elses_is_not_called_covered(worn) -> None:
    refused = worn(lambda image, points: None, portrait="bai")
    assert [finding.reason for finding in refused.findings] == [Reason.NOT_MATCH]


def coloured(lower: tuple[int, int, int], upper: tuple[int, int, int]) -> Keyframe:
    """A picture (BGR) whose lower half has one colour and whose upper half another, the landmarks in their halves."""
    image = np.zeros((400, 300, 3), np.uint8)
    image[:200], image[200:] = upper, lower
    points = np.tile(np.array([150.0, 100.0, 0.0], np.float32), (478, 1))
    points[list(LOWER), 1] = 300
    points[0, 0], points[1, 0] = 50, 250  # the face's width
    return Keyframe(0, 0.0, image, points, 1.0)


def test_a_chin_that_is_redder_than_the_cheeks_is_skin_and_cloth_is_not() -> None:
    skin = (120, 150, 200)
    assert mask_colour(coloured(skin, skin)) == 0
    assert mask_colour(coloured((75, 110, 200), (135, 165, 205))) < Occlusion().mask_colour
    assert mask_colour(coloured((215, 190, 120), skin)) > Occlusion().mask_colour


def test_what_the_sun_burnt_out_has_no_colour_to_compare() -> None:
    assert mask_colour(coloured((30, 60, 142), (200, 250, 255))) == 0
    assert mask_colour(coloured((95, 125, 195), (215, 232, 240))) == 0


def test_a_white_mask_is_not_taken_for_burnt_skin() -> None:
    assert mask_colour(coloured((235, 225, 220), (95, 125, 195))) > Occlusion().mask_colour
