"""The head in space: a metric face model, and the rotation that carries it onto the landmarks seen.

The model file carries MediaPipe's canonical face (468 points in centimetres) and the weights of the points that hold
still when the face moves (google-ai-edge/mediapipe, modules/face_geometry). The rotation is the weighted Procrustes
solution (Umeyama 1991, IEEE TPAMI 13/4) between that face and the landmarks in pixels, x right, y down, z away.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MESH, BASIS = 1, 2  # GeometryPipelineMetadata: canonical_mesh, procrustes_landmark_basis (as numbered in the file)
VERTEX_BUFFER = 3  # Mesh3d: x, y, z, u, v for each vertex
VERTEX_SIZE = 5


@dataclass(frozen=True)
class CanonicalFace:
    """`points` (468, 3) cm: x to the image's right, y down, z away from the camera; `basis` the still ones."""

    points: Floats
    basis: NDArray[np.intp]
    weights: Floats


def read_canonical_face(metadata: bytes) -> CanonicalFace:
    """From `geometry_pipeline_metadata_landmarks.binarypb` inside the landmark model's bundle."""
    numbers: list[float] = []
    basis: dict[int, float] = {}
    for tag, value, _raw in message_fields(metadata):
        if tag == MESH and isinstance(value, bytes):
            numbers = [_float(v) for t, v, _ in message_fields(value) if t == VERTEX_BUFFER]
        elif tag == BASIS and isinstance(value, bytes):
            entry = {t: v for t, v, _ in message_fields(value)}
            index = entry[1]
            assert isinstance(index, int)
            basis[index] = _float(entry[2])
    points = np.array(numbers).reshape(-1, VERTEX_SIZE)[:, :3] * [1, -1, -1]
    return CanonicalFace(points, np.array(list(basis), dtype=np.intp), np.array(list(basis.values())))


def _float(raw: bytes | int) -> float:
    assert isinstance(raw, bytes)
    (number,) = struct.unpack("<f", raw)
    return float(number)


def message_fields(message: bytes) -> Iterator[tuple[int, bytes | int, bytes]]:
    """Tags and values of one protocol-buffer message, each with its own bytes in the message, tag and all."""
    at = 0
    while at < len(message):
        start = at
        key, at = _varint(message, at)
        kind = key & 7
        value: bytes | int
        if kind == 0:
            value, at = _varint(message, at)
        else:
            size = {1: 8, 5: 4}.get(kind)
            if size is None:
                size, at = _varint(message, at)
            value, at = message[at : at + size], at + size
        yield key >> 3, value, message[start:at]


def _varint(message: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number, at


def head_rotations(landmarks: Floats, face: CanonicalFace) -> Floats:
    """Rotations (n, 3, 3) of the canonical face onto landmarks (n, 478, 3)."""
    model = face.points[face.basis]
    weights = face.weights / face.weights.sum()
    seen = landmarks[:, face.basis]
    model_centred = model - weights @ model
    seen_centred = seen - np.einsum("k,nkd->nd", weights, seen)[:, None]
    covariance = np.einsum("k,nki,kj->nij", weights, seen_centred, model_centred)
    left, _sizes, right = np.linalg.svd(covariance)
    flip = np.ones((len(landmarks), 3))
    flip[:, 2] = np.sign(np.linalg.det(left @ right))
    rotations: Floats = left @ (flip[:, :, None] * right)
    return rotations


def angles(rotations: Floats) -> Floats:
    """(n, 3) degrees: pitch (chin down positive), yaw (to the person's own left positive), roll (clockwise seen).

    The person's left is the image's right: cameras record what they see, unmirrored, even where the screen showed a
    mirror image while recording.
    """
    pitch = np.arctan2(rotations[:, 2, 1], rotations[:, 2, 2])
    yaw = -np.arcsin(np.clip(-rotations[:, 2, 0], -1, 1))
    roll = np.arctan2(rotations[:, 1, 0], rotations[:, 0, 0])
    degrees: Floats = np.degrees(np.stack([pitch, yaw, roll], axis=1))
    return degrees
