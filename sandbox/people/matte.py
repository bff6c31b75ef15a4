"""Cutting the person out of a photograph: an estimate from the face, refined by colour (GrabCut, guided filter)."""

import cv2
import numpy as np
from numpy.typing import NDArray

from sandbox.people import topology as face
from sandbox.people.landmarks import Points
from sandbox.people.photographs import Image

SHRINK = 0.35  # GrabCut runs on a small copy: hair needs the guided filter anyway
ROUNDS = 5


def cut_out(canvas: Image, covered: NDArray[np.uint8], points: Points) -> NDArray[np.float32]:
    """How much of each pixel is the person, 0 to 1; `points` are landmarks in the canvas' pixels."""
    small = cv2.resize(canvas, None, fx=SHRINK, fy=SHRINK, interpolation=cv2.INTER_AREA)
    seen = cv2.resize(covered, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_NEAREST)
    mask = _guess(small.shape[:2], seen, points[:, :2] * SHRINK)
    cv2.setRNGSeed(1)
    cv2.grabCut(small, mask, None, np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK)
    person = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    person = _largest(cv2.morphologyEx(person, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    person = _down_to_the_edge(person, seen)
    size = (canvas.shape[1], canvas.shape[0])
    rough = cv2.GaussianBlur(cv2.resize(person.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), (0, 0), 2.0)
    fine = cv2.ximgproc.guidedFilter(canvas, rough, 12, 60.0)
    return np.asarray(np.clip((fine - 0.15) / 0.7, 0, 1), np.float32)


def _guess(shape: tuple[int, ...], seen: NDArray[np.uint8], points: NDArray[np.float32]) -> NDArray[np.uint8]:
    """GrabCut's starting labels: the face is the person for certain, what is far from head and trunk is not."""
    oval = points[list(face.OVAL)]
    top, chin = points[face.FOREHEAD], points[face.CHIN]
    height = float(chin[1] - top[1])
    middle = (float(top[0] + chin[0]) / 2, float(top[1] + chin[1]) / 2)
    mask = np.full(shape, cv2.GC_BGD, np.uint8)
    _ellipse(mask, (middle[0], middle[1] - 0.14 * height), 0.88 * height, 1.05 * height, cv2.GC_PR_BGD)
    _trunk(mask, chin, height, 1.5, cv2.GC_PR_BGD)
    _ellipse(mask, (middle[0], middle[1] - 0.12 * height), 0.56 * height, 0.68 * height, cv2.GC_PR_FGD)
    _trunk(mask, chin, height, 0.95, cv2.GC_PR_FGD)
    cv2.fillConvexPoly(mask, cv2.convexHull(oval).astype(np.int32), cv2.GC_FGD)
    cv2.rectangle(mask, *_column(chin, height, shape[0]), cv2.GC_FGD, -1)
    mask[(seen == 0) & (mask != cv2.GC_FGD)] = cv2.GC_BGD
    return mask


def _column(chin: NDArray[np.float32], height: float, bottom: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (int(chin[0] - 0.16 * height), int(chin[1] - 5)), (int(chin[0] + 0.16 * height), bottom)


def _ellipse(mask: NDArray[np.uint8], centre: tuple[float, float], across: float, along: float, label: int) -> None:
    axes = (round(across), round(along))
    cv2.ellipse(mask, (round(centre[0]), round(centre[1])), axes, 0, 0, 360, label, -1)


def _trunk(mask: NDArray[np.uint8], chin: NDArray[np.float32], height: float, spread: float, label: int) -> None:
    """Neck and shoulders as a bell below the chin."""
    x, y = float(chin[0]), float(chin[1])
    steps = [(0.26, -0.1), (0.30, 0.3), (0.62, 0.52), (0.95, 0.72), (1.1, 3.0)]
    left = [(x - spread * across * height, y + down * height) for across, down in steps]
    right = [(x + spread * across * height, y + down * height) for across, down in reversed(steps)]
    cv2.fillPoly(mask, [np.array(left + right, np.int32)], label)


def _largest(person: NDArray[np.uint8]) -> NDArray[np.uint8]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(person)
    if count < 2:
        return person
    body = (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    holes = cv2.floodFill(cv2.copyMakeBorder(body, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0), None, (0, 0), 2)[1]
    return np.asarray(holes[1:-1, 1:-1] != 2, np.uint8)


def _down_to_the_edge(person: NDArray[np.uint8], seen: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Below the photograph's lower edge the trunk goes on as it left it."""
    last = int(np.flatnonzero(seen.any(1)).max())
    person = person.copy()
    person[max(last - 1, 0) :] = person[max(last - 2, 0)]
    return person
