"""A mask over the mouth or dark glasses over the eyes.

Where the video fails anyway, a hint is enough to tell the person why; where it would pass, what is plainly covered
brings a person to look. Neither refuses by itself: a white beard has another colour than the cheeks as well. A bare
hand has the face's own colour and is not noticed here.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from verification.reasons import Reason

from .settings import Occlusion
from .verdict import Decision, Finding
from .watch import Keyframe

# Around and below the mouth; cheeks under the eyes and forehead; each eye with its lids.
LOWER = (18, 83, 313, 200, 199, 175, 204, 424, 164, 0, 206, 426)
UPPER = (50, 280, 101, 330, 151, 9, 108, 337, 117, 346)
EYES = ((33, 160, 158, 133, 153, 144, 468), (263, 387, 385, 362, 380, 373, 473))
PATCH = 0.03  # half the side of a patch, in face widths
BURNT = 244  # where one channel is full, the colour is the camera's and not the face's
PALE = 190  # skin whose weakest channel is that bright has lost its colour, too
HAIR = 45  # lightness below which a forehead is hair
LEAST_PATCHES = 3
RUDDY = 0.5


def occlusion(frames: Sequence[Keyframe], s: Occlusion, failed: bool) -> list[Finding]:
    """One finding where most of the frames show a covered mouth or covered eyes; `failed`: something else is wrong."""
    least = s.hint_colour if failed else s.mask_colour
    covered = [mask_colour(frame) > least or _dark_glasses(frame, s) for frame in frames]
    if not frames or np.mean(covered) < s.least_share:
        return []
    when = [frame.at_s for frame, is_covered in zip(frames, covered, strict=True) if is_covered]
    return [Finding(Reason.OCCLUDED, round(when[0], 2), round(when[-1], 2), Decision.REVIEW)]


def mask_colour(frame: Keyframe) -> float:
    """How far the colour of mouth and chin is from that of cheeks and forehead, light left out: steps of a* and b*.

    0 where the sun or hair leaves too little of the face to compare.
    """
    # A white mask is as pale, so only the upper half is asked for it.
    lower, upper = _unburnt(frame, LOWER), _unburnt(frame, UPPER, PALE)
    upper = upper[upper[:, 0] > HAIR]
    if min(len(lower), len(upper)) < LEAST_PATCHES:
        return 0.0
    apart = (np.median(lower, axis=0) - np.median(upper, axis=0))[1:]
    # Both redder and yellower is how skin differs from skin, by blood, warm lamps and shade; cloth seldom is both.
    return float(np.linalg.norm(apart)) * (RUDDY if (apart >= 0).all() else 1.0)


def _dark_glasses(frame: Keyframe, s: Occlusion) -> bool:
    """Both eyes are far darker than the cheeks, and have no white."""
    cheeks = float(np.median(_colours(frame, UPPER)[:, 0])) + 1
    for eye in EYES:
        light = _colours(frame, eye)[:, 0]
        if light.mean() / cheeks > s.glasses_light or light.std() / cheeks > s.glasses_contrast:
            return False
    return True


def _unburnt(frame: Keyframe, places: Sequence[int], pale: float = BURNT) -> NDArray[np.float64]:
    """The colours of those patches in which no channel is full, nor all of them `pale`."""
    patches = _patches(frame, places)
    channels = [patch.reshape(-1, 3).mean(axis=0) for patch in patches]
    kept = [patch for patch, mean in zip(patches, channels, strict=True) if mean.max() < BURNT and mean.min() < pale]
    return _mean_colours(kept)


def _colours(frame: Keyframe, places: Sequence[int]) -> NDArray[np.float64]:
    """(n, 3) mean L*, a*, b* (8 bit) of a small patch around each landmark."""
    return _mean_colours(_patches(frame, places))


def _mean_colours(patches: Sequence[NDArray[np.uint8]]) -> NDArray[np.float64]:
    return np.array([cv2.cvtColor(p, cv2.COLOR_BGR2LAB).reshape(-1, 3).mean(axis=0) for p in patches]).reshape(-1, 3)


def _patches(frame: Keyframe, places: Sequence[int]) -> list[NDArray[np.uint8]]:
    """A small square of pixels (BGR) around each landmark."""
    half = max(1, round(PATCH * float(np.ptp(frame.points[:, 0]))))
    height, width = frame.image.shape[:2]
    found = []
    for x, y in frame.points[list(places), :2]:
        column, row = int(np.clip(x, half, width - half - 1)), int(np.clip(y, half, height - half - 1))
        found.append(np.ascontiguousarray(frame.image[row - half : row + half + 1, column - half : column + half + 1]))
    return found
