"""Does the chin go down when the mouth opens? Behind a print with a hole for the mouth it does not."""

import numpy as np

from verification.engine.watch import Watched

from .limits import Cutout
from .sign import Sign, ramp

UPPER_LIP, LOWER_LIP, BRIDGE, CHIN = 13, 14, 168, 152
LEAST_FRAMES = 3


def jaw_sign(watched: Watched, s: Cutout) -> Sign:
    """The chin's way down over the lips' way apart, both against the person's own rest."""
    points, widths = watched.points.astype(np.float64), watched.widths
    gap = np.linalg.norm(points[:, UPPER_LIP] - points[:, LOWER_LIP], axis=1) / widths
    length = np.linalg.norm(points[:, BRIDGE] - points[:, CHIN], axis=1) / widths
    if np.isnan(gap).all():
        return Sign(None)
    rest = float(np.nanquantile(gap, 0.25))
    opened, shut = gap > rest + s.open_gap / 2, gap < rest + s.open_gap / 6
    if np.nanmax(gap) < rest + s.open_gap or opened.sum() < LEAST_FRAMES or shut.sum() < LEAST_FRAMES:
        return Sign(None)
    way = float(np.median(length[opened]) - np.median(length[shut]))
    share = way / float(np.median(gap[opened]) - np.median(gap[shut]))
    when = watched.times[opened]
    return Sign(1 - ramp(share, s.still_jaw, s.moving_jaw), float(when[0]), float(when[-1]), f"jaw {share:.2f}")
