"""Where the eyes and the mouth are on each frame, for prints with holes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from verification.engine.landmarks import Tracker
from verification.engine.models import Models

from .clips import Image

EYES_AND_MOUTH = ((33, 133, 159, 145, 160, 153), (263, 362, 386, 374, 387, 380), (61, 291, 0, 17))


def outlines(frames: Sequence[Image], models: Models) -> list[list[NDArray[np.float32]]]:
    """For each frame three outlines (k, 2) in pixels; where no face is found, those of the frame before."""
    tracker = Tracker(models.networks)
    found: list[list[NDArray[np.float32]]] = []
    for frame in frames:
        face = tracker.find(frame)
        if face is not None:
            found.append([face.points[list(names), :2] for names in EYES_AND_MOUTH])
        elif found:
            found.append(found[-1])
    return found + found[-1:] * (len(frames) - len(found))
