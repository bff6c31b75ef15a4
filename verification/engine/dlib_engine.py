"""The `face_recognition` library as a whole engine: its detector, its 68 landmarks, its encodings.

It is here to be compared with, and as a second opinion. At its usual threshold of 0.6 its encodings accept 38 % of
East Asian impostor pairs of LFW, at 0.45 they refuse every seventh honest one; so it asks for 0.45 or less and, unless
the settings say otherwise, sends to a person what it would have passed. Its landmark file was trained on iBUG 300-W,
which is not for commercial use: a deployment that selects this engine must clear that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import cv2
import face_recognition
import numpy as np
from numpy.typing import NDArray

from verification.reasons import Reason

from .actions import judge_actions
from .challenge import Challenge
from .decode import Sampled, TooMuch, Unreadable, read_frames
from .events import movements
from .geometry import CanonicalFace, angles
from .match import BadPortrait, UnreadablePortrait, decode_portrait
from .models import Models
from .record import Record
from .settings import Dlib, EngineSettings
from .verdict import Decision, Evidence, Finding, MatchResult, Verdict

NAME = "face_recognition"
DETECT_SIDE = 240  # short side of the picture in which faces are looked for
LANDMARK_ORDER = (
    "chin",
    "left_eyebrow",
    "right_eyebrow",
    "nose_bridge",
    "nose_tip",
    "left_eye",
    "right_eye",
    "top_lip",
    "bottom_lip",
)
# Points of the 68 that hold still, beside the same places of the canonical face (478 landmarks).
STILL = {36: 33, 39: 133, 42: 362, 45: 263, 27: 168, 28: 6, 30: 4, 33: 2, 48: 61, 54: 291, 8: 152}
Box = tuple[int, int, int, int]  # top, right, bottom, left


@dataclass
class _Course:
    """What 68 points show over time."""

    times: list[float] = field(default_factory=list)
    points: list[NDArray[np.float64] | None] = field(default_factory=list)
    best: tuple[float, NDArray[np.uint8], Box] | None = None
    faces: list[tuple[float, NDArray[np.uint8], Box]] = field(default_factory=list)


class DlibEngine:
    """One face by HOG detection, blinks by the eyes' aspect, pose by perspective-n-point, one encoding a part."""

    name = NAME

    def __init__(self, models: Models) -> None:
        self._face = models.face

    def judge(self, video: bytes, portrait: bytes, challenge: Challenge, settings: EngineSettings) -> Verdict:
        """Never raises for what the video or the portrait holds."""
        record = Record(NAME, at_best=None if settings.dlib.may_pass else Decision.REVIEW)
        try:
            with record.stage("portrait"):
                wanted = _encode_portrait(portrait, settings)
            with record.stage("watch"):
                course = _watch(read_frames(video, settings.limits, settings.sampling, record.tally))
            if record.tally.frames < settings.limits.least_frames:
                raise Unreadable(f"fewer than {settings.limits.least_frames} frames")
            record.looked_at = len(course.times)
            self._assess(course, challenge, settings, record)
            with record.stage("match"):
                record.match, findings = _compare(course, wanted, settings)
                record.findings += findings
        except BadPortrait as error:
            record.unreadable(error.finding)
            record.readable = not isinstance(error, UnreadablePortrait)
        except Unreadable as error:
            record.unreadable(Finding(Reason.UNREADABLE, note=str(error)))
        except TooMuch as error:
            record.unreadable(Finding(Reason.TOO_LONG, note=str(error)))
        return record.verdict(video, challenge, settings)

    def _assess(self, course: _Course, challenge: Challenge, settings: EngineSettings, record: Record) -> None:
        seen = [points for points in course.points if points is not None]
        share = len(seen) / max(1, len(course.points))
        if share < settings.quality.least_seen_share:
            record.findings.append(Finding(Reason.NO_FACE, note=f"{share:.0%}"))
        if not seen or course.best is None:
            return
        with record.stage("actions"):
            shown = _expressions(course.points, settings.dlib)
            turned = _angles(course.points, self._face, course.best[1].shape)
            moved = movements(np.array(course.times), shown, turned, settings.actions)
            judged = judge_actions(moved, challenge, settings.actions)
            record.actions = judged.results
            record.findings += judged.findings
        _ok, jpeg = cv2.imencode(".jpg", course.best[1])
        record.evidence = Evidence(round(course.best[0], 2), jpeg.tobytes())


def _encode_portrait(data: bytes, settings: EngineSettings) -> NDArray[np.float64]:
    image = cv2.cvtColor(decode_portrait(data, settings.limits), cv2.COLOR_BGR2RGB)
    scale = min(1.0, 2 * DETECT_SIDE / min(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    boxes = face_recognition.face_locations(small, number_of_times_to_upsample=1)
    if len(boxes) != 1:
        note = "no face" if not boxes else "several faces"
        raise BadPortrait(Finding(Reason.POOR_REFERENCE_PHOTO, note=note))
    encoding: NDArray[np.float64] = face_recognition.face_encodings(small, boxes)[0]
    return encoding


def _watch(frames: Iterable[Sampled]) -> _Course:
    course, box = _Course(), None
    for index, frame in enumerate(frames):
        rgb = cv2.cvtColor(frame.image, cv2.COLOR_BGR2RGB)
        if box is None or index % 10 == 0:
            box = _locate(rgb) or box
        course.times.append(frame.at_s)
        if box is None:
            course.points.append(None)
            continue
        parts = face_recognition.face_landmarks(rgb, [box])[0]
        points = _sixty_eight(parts)
        course.points.append(points)
        course.faces.append((frame.at_s, frame.image, box))
        course.best = course.best or course.faces[0]
        box = _around(points, rgb.shape)
    return course


def _locate(rgb: NDArray[np.uint8]) -> Box | None:
    scale = min(1.0, DETECT_SIDE / min(rgb.shape[:2]))
    boxes = face_recognition.face_locations(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    if not boxes:
        return None
    top, right, bottom, left = (round(v / scale) for v in max(boxes, key=lambda b: b[2] - b[0]))
    return top, right, bottom, left


def _sixty_eight(parts: dict[str, Any]) -> NDArray[np.float64]:
    """The library's parts back in the order of the 68 (its lips repeat the corners; the inner lip follows)."""
    top, bottom = parts["top_lip"], parts["bottom_lip"]
    outer, inner = top[:7] + bottom[1:6], top[:6:-1] + bottom[10:7:-1]
    first = [point for name in LANDMARK_ORDER[:7] for point in parts[name]]
    return np.array(first + outer + inner, float)


def _around(points: NDArray[np.float64], shape: tuple[int, ...]) -> Box:
    """The square in which the next landmarks are sought: as the detector would have drawn it."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle, half = (low + high) / 2, float((high - low).max()) * 0.52
    left, top = np.clip(middle - half, 0, [shape[1] - 2, shape[0] - 2])
    right, bottom = np.clip(middle + half, 1, [shape[1] - 1, shape[0] - 1])
    return round(top), round(right), round(bottom), round(left)


def _expressions(course: list[NDArray[np.float64] | None], s: Dlib) -> NDArray[np.float64]:
    """(n, 3) lids and mouth as `expressions.lids_and_mouth` measures them, from 68 points."""
    rows = np.full((len(course), 3), np.nan)
    for index, p in enumerate(course):
        if p is not None:
            width = np.linalg.norm(p[16] - p[0])
            rows[index] = _aspect(p[42:48]), _aspect(p[36:42]), np.linalg.norm(p[62] - p[66]) / width
    usual = np.nanmedian(rows[:, :2], axis=0)
    rows[:, :2] = 1 - rows[:, :2] / np.maximum(usual, 1e-6)
    rows[:, 2] = (rows[:, 2] - np.nanquantile(rows[:, 2], 0.25)) / s.mouth_gap
    return rows


def _aspect(eye: NDArray[np.float64]) -> float:
    upright = np.linalg.norm(eye[1] - eye[5]) + np.linalg.norm(eye[2] - eye[4])
    return float(upright / (2 * np.linalg.norm(eye[0] - eye[3]) + 1e-9))


def _angles(
    course: list[NDArray[np.float64] | None], face: CanonicalFace, shape: tuple[int, ...]
) -> NDArray[np.float64]:
    """(n, 3) degrees; jumpy from frame to frame, which the events' median bears in part."""
    camera = np.array([[shape[1], 0, shape[1] / 2], [0, shape[1], shape[0] / 2], [0, 0, 1]], float)
    model = face.points[list(STILL.values())]
    rows = np.full((len(course), 3), np.nan)
    for index, points in enumerate(course):
        if points is None:
            continue
        ok, rotation, _place = cv2.solvePnP(model, points[list(STILL)], camera, None, flags=cv2.SOLVEPNP_SQPNP)
        if ok:
            rows[index] = angles(cv2.Rodrigues(rotation)[0][None])[0]
    return rows


def _compare(
    course: _Course, wanted: NDArray[np.float64], settings: EngineSettings
) -> tuple[MatchResult, list[Finding]]:
    """One minus the distance of the mean encoding of a few frames, so that more is more alike, as everywhere."""
    s = settings.dlib
    limits = (round(1 - s.accept_below, 3), round(1 - s.review_below, 3))
    if not course.faces:
        return MatchResult(None, *limits), []
    places = np.linspace(0, len(course.faces) - 1, min(s.frames, len(course.faces))).round().astype(int)
    encodings = []
    for place in places:
        _at, image, box = course.faces[place]
        encodings += face_recognition.face_encodings(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), [box])
    distance = float(np.linalg.norm(np.mean(encodings, axis=0) - wanted))
    result = MatchResult(round(1 - distance, 4), *limits, frames=len(encodings))
    if distance <= s.accept_below:
        return result, []
    decides = Decision.REVIEW if distance <= s.review_below else Decision.FAIL
    return result, [Finding(Reason.NOT_MATCH, decides=decides)]
