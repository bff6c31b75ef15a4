"""Is the person in the video the person in the portrait? SFace on several frames, fused.

Faces are found with YuNet and aligned by its five points, which is how SFace was trained (OpenCV Zoo). One frame can be
unlucky; the mean of the unit embeddings of several good frames is steadier than any of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from verification.reasons import Reason

from .models import Models
from .settings import Limits, Match, Quality
from .verdict import Decision, Finding, MatchResult
from .watch import Keyframe

Embedding = NDArray[np.float32]

PORTRAIT_SIDES = (320, 640)  # YuNet finds faces of 10 to 300 px: one that fills the portrait in the first, others later
PEOPLE_SIDE = 240
PORTRAIT_FACE = 90.0  # of this width a face is as large as the frames' crops show theirs
CROP_SIDE = 192
CROP_FACES = 2.2  # the crop around a known face, in face widths
CHIP_SIDE = 112
# Right eye, left eye, tip of the nose, right and left corner of the mouth, as x + iy (OpenCV, FaceRecognizerSF).
CHIP_POINTS = np.array(
    [38.2946 + 51.6963j, 73.5318 + 51.5014j, 56.0252 + 71.7366j, 41.5493 + 92.3655j, 70.7299 + 92.2041j]
)


class BadPortrait(Exception):
    """The portrait cannot be compared with; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.note)
        self.finding = finding


class UnreadablePortrait(BadPortrait):
    """The portrait is no picture, or one of an absurd size: no video of the person could mend that."""

    def __init__(self) -> None:
        super().__init__(Finding(Reason.POOR_REFERENCE_PHOTO, note="unreadable"))


@dataclass(frozen=True)
class Seen:
    """The embedding of one keyframe."""

    at_s: float
    embedding: Embedding
    score: float


def decode_portrait(data: bytes, limits: Limits) -> NDArray[np.uint8]:
    """BGR pixels, upright by EXIF; raises UnreadablePortrait."""
    image: NDArray[np.uint8] | None = None
    if 0 < len(data) <= limits.most_portrait_bytes and _claimed_pixels(data) <= limits.most_portrait_pixels:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise UnreadablePortrait
    return image


def _claimed_pixels(data: bytes) -> int:
    """Pixels that the file's head promises, before anything is unpacked."""
    try:
        with Image.open(BytesIO(data)) as picture:
            return picture.width * picture.height
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UnreadablePortrait from None


def embed_portrait(image: NDArray[np.uint8], models: Models, s: Match) -> Embedding:
    """The portrait's embedding, averaged with its mirror image's; raises BadPortrait."""
    for side in PORTRAIT_SIDES:
        scale = min(1.0, side / max(image.shape[:2]))
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
        faces = _detect(small, models)
        if len(faces) and faces[:, 2].max() >= PORTRAIT_FACE:
            break
    if not len(faces):
        raise BadPortrait(Finding(Reason.POOR_REFERENCE_PHOTO, note="no face"))
    order = np.argsort(-faces[:, 2])
    face = faces[order[0]]
    if largest_face(faces[order[1:], :4], small.shape[1::-1], face[2], s.portrait_cut_off) > s.portrait_second:
        raise BadPortrait(Finding(Reason.POOR_REFERENCE_PHOTO, decides=Decision.REVIEW, note="several faces"))
    if face[2] / scale < s.least_portrait_px:
        raise BadPortrait(Finding(Reason.POOR_REFERENCE_PHOTO, decides=Decision.REVIEW, note="face too small"))
    if abs(_yaw(face)) > s.portrait_yaw:
        raise BadPortrait(Finding(Reason.POOR_REFERENCE_PHOTO, decides=Decision.REVIEW, note="not frontal"))
    chip = align(small, face)
    return _unit(_embed([chip, chip[:, ::-1]], models).sum(axis=0))


def _yaw(face: NDArray[Any]) -> float:
    """Degrees, roughly: how far the nose lies from between the eyes, against the eyes' distance."""
    right, left, nose = face[4:6], face[6:8], face[8:10]
    along = (left - right) / (np.linalg.norm(left - right) + 1e-6)
    offset = float((nose - (left + right) / 2) @ along / (np.linalg.norm(left - right) + 1e-6))
    return float(np.degrees(np.arcsin(np.clip(offset * 1.6, -1, 1))))


def embed_frame(frame: Keyframe, models: Models) -> Seen | None:
    """The embedding of the face tracked in a keyframe; None where the detector does not see it."""
    crop = crop_face(frame, CROP_FACES, CROP_SIDE)
    faces = _detect(crop, models)
    if not len(faces):
        return None
    centre = np.array(crop.shape[1::-1]) / 2
    middles = faces[:, :2] + faces[:, 2:4] / 2
    face = faces[int(np.argmin(np.linalg.norm(middles - centre, axis=1)))]
    return Seen(frame.at_s, _embed([align(crop, face)], models)[0], frame.score)


def crop_face(frame: Keyframe, faces: float, side: int) -> NDArray[np.uint8]:
    """A square of `faces` face widths around the tracked face, scaled to `side`."""
    low, high = frame.points[:, :2].min(axis=0), frame.points[:, :2].max(axis=0)
    half = float((high - low).max()) * faces / 2
    x, y = (low + high) / 2
    scale = side / (2 * half)
    matrix = np.array([[scale, 0, (half - x) * scale], [0, scale, (half - y) * scale]])
    crop: NDArray[np.uint8] = cv2.warpAffine(frame.image, matrix, (side, side), flags=cv2.INTER_AREA)
    return crop


def _detect(image: NDArray[np.uint8], models: Models) -> NDArray[np.float32]:
    models.yunet.setInputSize((image.shape[1], image.shape[0]))
    _status, faces = models.yunet.detect(image)
    return np.zeros((0, 15), np.float32) if faces is None else faces


def align(image: NDArray[np.uint8], face: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The face at the size and place SFace was trained on, by the similarity that fits its five points best.

    Least squares in the complex plane, where a turn and a scale are one factor (the planar case of Umeyama 1991).
    """
    points = face[4:14].astype(np.float64).reshape(5, 2) @ [1, 1j]
    centred, wanted = points - points.mean(), CHIP_POINTS - CHIP_POINTS.mean()
    turn = (centred.conj() * wanted).sum() / (abs(centred) ** 2).sum()
    shift = CHIP_POINTS.mean() - turn * points.mean()
    matrix = np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
    chip: NDArray[np.uint8] = cv2.warpAffine(image, matrix, (CHIP_SIDE, CHIP_SIDE))
    return chip


def _embed(chips: Sequence[NDArray[np.uint8]], models: Models) -> Embedding:
    """Unit embeddings (n, 128) of aligned faces (BGR)."""
    stacked = np.stack(chips)[..., ::-1].transpose(0, 3, 1, 2).astype(np.float32)
    vectors = np.concatenate([models.sface(np.ascontiguousarray(one[None])) for one in stacked])
    unit: Embedding = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    return unit


def _unit(vector: Embedding) -> Embedding:
    return vector / (np.linalg.norm(vector) + 1e-9)


def choose(keyframes: Sequence[Keyframe], count: int) -> list[Keyframe]:
    """The best frame of each of `count` equal parts of the video, so that a swap has nowhere to hide."""
    if not keyframes:
        return []
    first, last = keyframes[0].at_s, keyframes[-1].at_s
    part = (last - first) / count + 1e-6
    best: dict[int, Keyframe] = {}
    for frame in keyframes:
        slot = int((frame.at_s - first) / part)
        if slot not in best or best[slot].score < frame.score:
            best[slot] = frame
    return [best[slot] for slot in sorted(best)]


def same_person(seen: Sequence[Seen], s: Match) -> list[Finding]:
    """Each stretch of moments against all others: one that is unlike the rest is somebody else.

    Stretches and not single moments, because whoever takes over half-way is like the moments that follow, and a mean of
    two people is not unlike either of them.
    """
    embeddings = np.array([one.embedding for one in seen])
    for length in range(1, len(seen)):
        for first in range(len(seen) - length + 1):
            inside = np.arange(len(seen)) - first
            chosen = (inside >= 0) & (inside < length)
            alike = _unit(embeddings[chosen].sum(axis=0)) @ _unit(embeddings[~chosen].sum(axis=0))
            if float(alike) < s.same_person_at:
                last = seen[first + length - 1]
                return [Finding(Reason.FACE_CHANGED, round(seen[first].at_s, 2), round(last.at_s, 2))]
    return []


def widest_other(frame: Keyframe, models: Models, s: Quality) -> float:
    """Width of the largest face in the whole frame but the person's own, over the person's; 0 where there is none.

    A lesser face counts only where all of it is in the picture: what its edge cuts off is somebody who passes by.
    """
    scale = min(1.0, PEOPLE_SIDE / max(frame.image.shape[:2]))
    small = cv2.resize(frame.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    own = float(np.ptp(frame.points[:, 0])) * scale
    faces = _detect(small, models)
    others = faces[np.argsort(faces[:, 2])][:-1]
    return largest_face(others[:, :4], small.shape[1::-1], own, s.second_face)


def largest_face(boxes: NDArray[np.float32], size: Sequence[int], own: float, cut_off: float) -> float:
    """Width over `own` of the widest of `boxes` (n, 4: left, top, width, height) that counts in a picture of `size`.

    What the picture's edge cuts off counts from `cut_off` on.
    """
    whole = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, :2] + boxes[:, 2:] <= np.array(size)).all(axis=1)
    shares = boxes[:, 2] / own
    return float(shares[whole | (shares >= cut_off)].max(initial=0.0))


def alone(frames: Sequence[Keyframe], models: Models, s: Quality) -> list[Finding]:
    """Whether somebody else is near the person in the frames."""
    others: list[tuple[float, float]] = []
    for left, frame in zip(range(len(frames), 0, -1), frames, strict=True):
        if len(others) + left < 2:  # whatever the last frame shows, it would be the only one
            break
        share = widest_other(frame, models, s)
        if share >= s.near_face:
            others.append((frame.at_s, share))
    return company(others, s)


def company(others: Sequence[tuple[float, float]], s: Quality) -> list[Finding]:
    """`others`: the seconds of frames, and the width of another face over the person's own.

    A second person must show in two of the frames: a detector may err in one.
    """
    for least, decides in ((s.second_face, Decision.FAIL), (s.near_face, Decision.REVIEW)):
        moments = [round(at_s, 2) for at_s, share in others if share >= least]
        if len(moments) >= 2:
            return [Finding(Reason.MULTI_FACE, moments[0], moments[-1], decides)]
    return []


def compare(seen: Sequence[Seen], portrait: Embedding, s: Match) -> tuple[MatchResult, list[Finding]]:
    """Cosine between the portrait and the mean embedding of the frames, and what it means."""
    if not seen:
        return MatchResult(None, s.accept_at, s.review_at), []
    fused = _unit(np.sum([one.embedding for one in seen], axis=0))
    score = float(fused @ portrait)
    result = MatchResult(round(score, 4), s.accept_at, s.review_at, len(seen))
    if score >= s.accept_at:
        return result, []
    return result, [Finding(Reason.NOT_MATCH, decides=Decision.REVIEW if score >= s.review_at else Decision.FAIL)]
