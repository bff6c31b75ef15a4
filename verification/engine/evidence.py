"""The one frame that is kept of a video."""

from collections.abc import Sequence

import cv2

from .verdict import Evidence
from .watch import Keyframe

JPEG_QUALITY = 90


def choose_evidence(frames: Sequence[Keyframe]) -> Evidence | None:
    """The best of the frames by pose, light and sharpness, as a JPEG; None where no face was seen."""
    if not frames:
        return None
    best = max(frames, key=lambda frame: frame.score)
    _ok, jpeg = cv2.imencode(".jpg", best.image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return Evidence(round(best.at_s, 2), jpeg.tobytes())
