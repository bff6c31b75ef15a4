"""Skin, print or screen? The MiniFASNet pair, which looks at a face from 2.7 and from 4 face widths.

The networks were trained on crops with that much room around the face (Silent-Face-Anti-Spoofing, CropImage): a face
that fills the frame gives a crop they never saw, so there the signal says nothing instead of refusing honest people.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.engine.models import Models
from verification.engine.watch import Keyframe

from .limits import Texture
from .sign import Sign, ramp

SIDE = 80
LIVE = 1
LEAST_ROOM = 1.9  # face widths that the frame must hold for the narrower crop to mean anything


def texture_sign(frames: Sequence[Keyframe], models: Models, s: Texture) -> Sign:
    """The median over the frames of one minus the probability of a live face; None without room around the face."""
    fakes = [1 - live for frame in frames if (live := live_probability(frame, models)) is not None]
    return doubt(float(np.median(fakes)), s) if fakes else Sign(None)


def doubt(fake: float, s: Texture) -> Sign:
    """What the networks' median says: undecided is no doubt, because dim light and a soft lens leave them so."""
    return Sign(ramp(fake, s.honest, s.fake), note=f"{fake:.2f}")


def live_probability(frame: Keyframe, models: Models) -> float | None:
    """Mean of the two networks' probabilities of a live face."""
    low, high = frame.points[:, :2].min(axis=0), frame.points[:, :2].max(axis=0)
    height, width = frame.image.shape[:2]
    box = (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
    if min((width - 1) / box[2], (height - 1) / box[3]) < LEAST_ROOM:
        return None
    chances = []
    for scale, network in models.texture.items():
        crop = _crop(frame.image, box, scale)
        chances.append(float(network(crop.transpose(2, 0, 1)[None].astype(np.float32))[0, LIVE]))
    return float(np.mean(chances))


def _crop(image: NDArray[np.uint8], box: tuple[float, float, float, float], scale: float) -> NDArray[np.uint8]:
    """The box grown by `scale` about its centre, made smaller or moved so that it stays inside the picture."""
    height, width = image.shape[:2]
    x, y, w, h = box
    scale = min(scale, (width - 1) / w, (height - 1) / h)
    w, h, cx, cy = w * scale, h * scale, x + w / 2, y + h / 2
    left = int(np.clip(cx - w / 2, 0, width - 1 - w))
    top = int(np.clip(cy - h / 2, 0, height - 1 - h))
    part = image[top : top + int(h) + 1, left : left + int(w) + 1]
    crop: NDArray[np.uint8] = cv2.resize(part, (SIDE, SIDE))
    return crop
