"""Whether a person and a machine could recognise the face at all: size, light, sharpness, pose, one person.

Faults are told before anything is suspected: a honest person in bad light should hear about the light.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.reasons import Reason

from .landmarks import BLINK_LEFT, BLINK_RIGHT, JAW_OPEN, Face
from .settings import Quality
from .verdict import Finding

if TYPE_CHECKING:
    from .watch import Watched

CHIP = 128  # the face's box is scaled to this side before its sharpness is measured
BURNT = 250


@dataclass(frozen=True)
class Look:
    """How the face looks in one frame. Luma is 0..255; `sharpness` the variance of the Laplacian on a 128 px chip."""

    width: float
    share: float
    luma: float
    around: float
    burnt: float
    sharpness: float
    cut_off: float
    score: float


def look_at(grey: NDArray[np.uint8], face: Face, shapes: NDArray[np.float32]) -> Look:
    """Measure the face in its frame; `shapes` are its blendshapes."""
    height, width = grey.shape
    low, high = face.bounds
    x0, y0 = np.clip(np.floor(low), 0, [width - 2, height - 2]).astype(int)
    x1, y1 = np.clip(np.ceil(high), [x0 + 2, y0 + 2], [width, height]).astype(int)
    visible = (x1 - x0) * (y1 - y0) / max(1.0, float(np.prod(high - low)))
    chip = cv2.resize(grey[y0:y1, x0:x1], (CHIP, CHIP), interpolation=cv2.INTER_AREA)
    luma = cv2.mean(chip)[0]
    around = cv2.mean(cv2.resize(grey, (24, 24), interpolation=cv2.INTER_NEAREST))[0]
    _mean, spread = cv2.meanStdDev(cv2.Laplacian(chip, cv2.CV_32F)[2:-2, 2:-2])
    sharpness = float(spread[0, 0]) ** 2
    share = face.width / min(width, height)
    score = _score(face, shapes, sharpness, luma, min(1.0, visible))
    burnt = float(np.count_nonzero(chip >= BURNT)) / chip.size
    return Look(face.width, share, luma, around, burnt, sharpness, 1 - min(1.0, visible), score)


def _score(face: Face, shapes: NDArray[np.float32], sharpness: float, luma: float, visible: float) -> float:
    """How fit the frame is for comparison: frontal, eyes open, mouth closed, sharp, neither dark nor bright."""
    left_eye, right_eye, nose = face.points[263, :2], face.points[33, :2], face.points[1, :2]
    span = float(np.linalg.norm(left_eye - right_eye)) + 1e-6
    sideways = abs(float(np.linalg.norm(nose - left_eye) - np.linalg.norm(nose - right_eye))) / span
    closed = float(max(shapes[BLINK_LEFT], shapes[BLINK_RIGHT]))
    light = 1 - abs(luma - 130) / 130
    sharp = min(1.0, float(np.log1p(sharpness)) / 6)
    return 2 * sharp + light + 2 * visible - 2 * sideways - closed - float(shapes[JAW_OPEN])


def judge_quality(watched: "Watched", settings: Quality) -> list[Finding]:
    """Faults that stand for a good part of the video, each with the seconds it was seen in."""
    times, seen = watched.times, watched.seen
    if not seen.any():
        return [Finding(Reason.NO_FACE, 0.0, _end(times))]
    findings = []
    if seen.mean() < settings.least_seen_share or _longest(times, ~seen) > settings.longest_gap_s:
        findings.append(_span(Reason.NO_FACE, times, ~seen))
    looks = [look for look in watched.looks if look is not None]
    when = times[[look is not None for look in watched.looks]]
    for reason, wrong in _faults(looks, settings):
        if wrong.mean() >= settings.bad_share:
            findings.append(_span(reason, when, wrong))
    findings += _start(watched, settings)
    return findings


def _faults(looks: list[Look], s: Quality) -> list[tuple[Reason, NDArray[np.bool_]]]:
    width, share, luma, around, burnt, sharp, cut = (
        np.array([getattr(look, name) for look in looks])
        for name in ("width", "share", "luma", "around", "burnt", "sharpness", "cut_off")
    )
    backlit = (luma < s.backlight_face) & (around > s.backlight_ratio * luma)
    return [
        (Reason.TOO_FAR, (width < s.least_face_px) | (share < s.least_face_share)),
        (Reason.TOO_NEAR, (share > s.most_face_share) | (cut > 0.25)),
        (Reason.BACKLIGHT, backlit),
        (Reason.TOO_DARK, (luma < s.darkest) & ~backlit),
        (Reason.TOO_BRIGHT, (luma > s.brightest) | (burnt > s.burnt_share)),
        (Reason.BLUR, sharp < s.least_sharpness),
    ]


def _start(watched: "Watched", s: Quality) -> list[Finding]:
    """The person must have faced the camera at some moment of the first stretch."""
    early = watched.seen & (watched.times <= s.start_s)
    if not early.any():
        return [Finding(Reason.NO_FACE, 0.0, s.start_s)]
    pitch, yaw = np.abs(watched.angles[early, 0]), np.abs(watched.angles[early, 1])
    if not ((yaw <= s.frontal_yaw) & (pitch <= s.frontal_pitch)).any():
        return [Finding(Reason.NOT_FRONTAL, 0.0, s.start_s)]
    return []


def _span(reason: Reason, times: NDArray[np.float64], wrong: NDArray[np.bool_]) -> Finding:
    """The longest unbroken stretch in which it was wrong."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], wrong.astype(int), [0]])))
    starts, ends = edges[::2], edges[1::2] - 1
    longest = int(np.argmax(ends - starts))
    return Finding(reason, round(float(times[starts[longest]]), 2), round(float(times[ends[longest]]), 2))


def _longest(times: NDArray[np.float64], wrong: NDArray[np.bool_]) -> float:
    """Seconds of the longest unbroken stretch."""
    if not wrong.any():
        return 0.0
    span = _span(Reason.NO_FACE, times, wrong)
    assert span.from_s is not None
    assert span.to_s is not None
    return span.to_s - span.from_s


def _end(times: NDArray[np.float64]) -> float | None:
    return round(float(times[-1]), 2) if len(times) else None
