"""Signs of a screen or a print held before the camera: its edge round the face, and moire."""

from collections.abc import Sequence

import numpy as np

from verification.engine.watch import Keyframe

from .edges import frame_corners
from .limits import Screen
from .moire import moire
from .raster import raster_beat
from .sign import Sign, ramp, worst
from .spectrum import planes


def screen_sign(frames: Sequence[Keyframe], s: Screen) -> Sign:
    """The strongest of the signs. A few of the frames are enough for rasters; edges are lost in single ones."""
    if not frames:
        return Sign(None)
    corners = _corners(frames, s)
    pictures = [planes(frame) for frame in frames[::2]]
    beat, drifting = raster_beat([pictures[0], pictures[-1]]), moire(pictures)
    span = (float(frames[0].at_s), float(frames[-1].at_s))
    return worst(
        Sign(ramp(corners, s.honest_corners, s.screen_corners), *span, f"edge {corners:g}"),
        Sign(ramp(beat.fine, *s.fine_beat), *span, f"raster {beat.fine:.1f}"),
        Sign(ramp(beat.coarse, *s.coarse_beat), *span, f"coarse raster {beat.coarse:.1f}"),
        Sign(ramp(beat.colour, *s.colour_beat), *span, f"coloured raster {beat.colour:.1f}"),
        Sign(ramp(drifting.fine, *s.fine_moire), *span, f"moire {drifting.fine:.2f}"),
        Sign(ramp(drifting.coarse, *s.coarse_moire), *span, f"coarse moire {drifting.coarse:.2f}"),
        Sign(ramp(drifting.colour, *s.colour_moire), *span, f"coloured moire {drifting.colour:.2f}"),
    )


def _corners(frames: Sequence[Keyframe], s: Screen) -> float:
    """The median over the frames, searched only until most of them have shown no more than honest ones do."""
    found: list[float] = []
    for frame in frames:
        found.append(frame_corners(frame, s))
        if 2 * sum(corners <= s.honest_corners for corners in found) > len(frames):
            break
    return float(np.median(found))
