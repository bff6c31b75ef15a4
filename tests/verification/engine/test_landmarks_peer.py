"""Our tracking against MediaPipe's own pipeline on the same networks, over a photograph that turns, sways and grows."""

import cv2
import mediapipe
import numpy as np
import pytest
from mediapipe.tasks.python import BaseOptions, vision
from numpy.typing import NDArray
from skimage import data

from verification.engine.geometry import angles, head_rotations
from verification.engine.landmarks import Tracker, blendshapes
from verification.engine.models import BUNDLE, Models
from verification.weights.install import models_folder

COUNT = 24


@pytest.fixture(scope="module")
def frames() -> list[NDArray[np.uint8]]:
    """The astronaut of scikit-image (NASA, public domain), BGR, under a slow similarity."""
    picture = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    shown = []
    for index in range(COUNT):
        turn, grow = 12 * np.sin(index / 4), 1 + 0.15 * np.sin(index / 7)
        matrix = cv2.getRotationMatrix2D((225, 130), turn, grow)
        matrix[:, 2] += (2 * index, index)
        shown.append(cv2.warpAffine(picture, matrix, (512, 512), borderMode=cv2.BORDER_REPLICATE))
    return shown


def test_landmarks_blendshapes_and_pose_agree_with_mediapipe(models: Models, frames: list[NDArray[np.uint8]]) -> None:
    options = vision.FaceLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(models_folder() / BUNDLE)),
        running_mode=vision.RunningMode.IMAGE,
        output_face_blendshapes=True,
        output_facial_transformation_matrixes=True,
    )
    tracker = Tracker(models.networks)
    apart, shapes, turned = [], [], []
    with vision.FaceLandmarker.create_from_options(options) as peer:
        for frame in frames:
            ours = tracker.find(frame)
            rgb = np.ascontiguousarray(frame[:, :, ::-1])
            theirs = peer.detect(mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=rgb))
            assert ours is not None
            points = np.array([[p.x, p.y] for p in theirs.face_landmarks[0]]) * frame.shape[1]
            apart.append(np.linalg.norm(points - ours.points[:, :2], axis=1).mean() / ours.width)
            shapes.append(
                np.abs(np.array([c.score for c in theirs.face_blendshapes[0]]) - blendshapes(ours, models.networks))
            )
            # Their matrix has y up and z towards the camera; the flip brings it to our axes.
            flip = np.diag([1, -1, -1])
            theirs_rotation = flip @ theirs.facial_transformation_matrixes[0][:3, :3] @ flip
            ours_rotation = head_rotations(ours.points[None].astype(np.float64), models.face)
            turned.append(angles(theirs_rotation[None])[0] - angles(ours_rotation)[0])
    assert tracker.lost == 0
    assert np.mean(apart) < 0.01
    assert np.mean(shapes) < 0.02
    # Theirs is the rotation in a perspective camera, ours in the line of sight: apart by a constant for a place.
    assert np.std(turned, axis=0).max() < 2.0
    assert np.abs(np.mean(turned, axis=0)).max() < 8.0


def test_a_lost_face_is_found_again(models: Models, frames: list[NDArray[np.uint8]]) -> None:
    tracker = Tracker(models.networks)
    empty = np.full_like(frames[0], 90)
    assert tracker.find(frames[0]) is not None
    assert tracker.find(empty) is None
    assert tracker.find(frames[1]) is not None
    assert tracker.lost == 1


def test_a_head_turned_to_its_own_left_has_a_positive_yaw(models: Models) -> None:
    """The canonical face turned by hand: its nose goes to the image's right, which is the person's left."""
    yaw, pitch = np.radians(25), np.radians(15)
    left = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    down = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    face = models.face.points
    nose = 4
    for turn, moved, axis in ((left, 0, 1), (down, 1, 0)):
        points = face @ turn.T
        assert points[nose, moved] > face[nose, moved]
        padded = np.concatenate([points, np.zeros((10, 3))])[None]
        measured = angles(head_rotations(padded, models.face))[0]
        assert measured[axis] == pytest.approx(25 if axis else 15, abs=0.5)
