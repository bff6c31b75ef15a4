"""Bands of brightness that travel over the rows: a screen's refresh against the camera's rolling shutter.

What moves before the camera goes to and fro, and brightens the rows as it does; a band goes one way at one pace. Lamps
make such bands too: they flicker twice in each period of the mains, and what a camera of this rate makes of that is a
pace known beforehand, which is left out. Lamps of other kinds remain, so this signal alone brings a person to look and
never refuses.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .limits import Bands
from .sign import Sign, ramp

Floats = NDArray[np.float64]
CYCLES = np.arange(0.5, 3.6, 0.25)  # over the picture's height
PACE_STEP = 0.1
DARK = 8.0  # grey levels added before the logarithm, so that noise in the dark weighs no more than elsewhere
LEAST_FRAMES = 30
LAMPS_HERTZ = (100.0, 120.0)  # mains of 50 and 60 Hz


def bands_sign(prints: Sequence[NDArray[np.uint8]], rows: int, times: Floats, s: Bands) -> Sign:
    """`prints` coarse luma of all frames, row by row in `rows`, at `times` (n,) seconds."""
    if len(times) < LEAST_FRAMES or len({len(one) for one in prints}) != 1 or len(prints[0]) % rows:
        return Sign(None)
    light = np.log(np.array(prints, np.float64).reshape(len(prints), rows, -1) + DARK)
    light -= np.median(light, axis=0)
    # Rows of the sensor are upright lines of a picture that was turned, so both directions are looked at.
    found = [_travelling(np.median(light, axis=axis), times, s) for axis in (2, 1)]
    score, note = max(found)
    return Sign(score, float(times[0]), float(times[-1]), note)


def _travelling(lines: Floats, times: Floats, s: Bands) -> tuple[float, str]:
    """The strongest wave that goes one way through the lines' light (n frames, k lines)."""
    rate = (len(times) - 1) / max(float(times[-1] - times[0]), 1e-3)
    paces = np.arange(s.least_hertz, min(s.most_hertz, rate / 2), PACE_STEP)
    lines = lines - lines.mean(axis=1, keepdims=True)
    window = np.hanning(len(times))
    places = (np.arange(lines.shape[1]) + 0.5) / lines.shape[1]
    over_time = np.exp(-2j * np.pi * np.outer(paces, times)) * window / window.sum()
    over_lines = np.exp(-2j * np.pi * np.outer(places, CYCLES)) * 2 / lines.shape[1]
    from_lamp = np.abs(paces[:, None] - np.array(lamp_paces(times))).min(axis=1) < s.lamp_hertz
    one_way, other_way = np.abs(over_time @ lines @ over_lines), np.abs(over_time @ lines @ over_lines.conj())
    best = (0.0, "")
    for wave, against in ((one_way, other_way), (other_way, one_way)):
        usual = float(np.median(wave))
        wave = np.where(from_lamp[:, None], 0.0, wave)
        at = np.unravel_index(int(np.argmax(wave)), wave.shape)
        depth, direction = float(wave[at]), float(wave[at] / (against[at] + 1e-6))
        standing = depth / (usual + 1e-6)
        score = (
            ramp(depth, s.honest_depth, s.screen_depth)
            * ramp(direction, s.honest_direction, s.screen_direction)
            * ramp(standing, s.honest_standing, s.screen_standing)
        )
        best = max(best, (score, f"{depth:.3f} at {paces[at[0]]:.1f} Hz, {direction:.0f} to 1"))
    return best


def lamp_paces(times: Floats) -> list[float]:
    """Hertz at which the bands of lamps travel: the flicker, less the nearest multiple of the camera's rate."""
    steps = np.diff(times)
    # Over the whole recording: containers round times to a millisecond, and at 15 frames a second, seven periods on,
    # that is half a hertz. A frame that was lost counts as a period.
    periods = np.maximum(np.round(steps / max(float(np.median(steps)), 1e-3)), 1).sum()
    rate = float(periods) / max(float(times[-1] - times[0]), 1e-3)
    return [abs(flicker - rate * round(flicker / rate)) for flicker in LAMPS_HERTZ]
