"""Presentation attacks made from an honest clip, real or rendered, by editing its frames.

Each forgery takes the frames (BGR, all of one size) and returns as many frames. Geometry and optics are those of the
attack: a plane in perspective for photographs and screens, the screen's own raster resampled by the camera's (which
makes the moire), bezel, glare and refresh bands, cuts and loops in time.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Frames = Sequence[Image]
Forgery = Callable[[Frames, np.random.Generator], list[Image]]

FOCAL = 1.1  # focal length over the frame's width, as of a phone's front camera


def _sway(count: int, rng: np.random.Generator, size: float, hertz: float, fps: float = 25.0) -> NDArray[np.float64]:
    """A smooth hand movement: (count,) with about `size` as its amplitude."""
    t = np.arange(count) / fps
    waves = [np.sin(2 * np.pi * (hertz * f * t + rng.uniform())) for f in (0.6, 1.0, 1.7)]
    track: NDArray[np.float64] = size * (0.5 * waves[0] + 0.35 * waves[1] + 0.15 * waves[2])
    return track


def _plane(
    width: int, height: int, yaw: float, pitch: float, roll: float, scale: float, dx: float, dy: float
) -> NDArray[np.float64]:
    """Homography of a picture the size of the frame, turned in space (degrees), scaled and moved (pixels)."""
    y, p, r = np.radians([yaw, pitch, roll])
    turn_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    turn_p = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    turn_r = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    rotation = turn_r @ turn_p @ turn_y
    focal = FOCAL * width
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    on_plane = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]], float)
    pose = np.column_stack([rotation[:, 0], rotation[:, 1], [dx, dy, focal / scale]])
    matrix: NDArray[np.float64] = camera @ pose @ on_plane
    scaled: NDArray[np.float64] = matrix / matrix[2, 2]
    return scaled


def _room(frame: Image, rng: np.random.Generator) -> Image:
    """Surroundings behind a held-up photograph or screen: blurred blocks in dull colours."""
    blocks = rng.integers(40, 190, (9, 7, 3), dtype=np.uint8)
    room = cv2.resize(blocks, frame.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    grainy: Image = np.clip(room.astype(np.int16) + rng.normal(0, 3, room.shape), 0, 255).astype(np.uint8)
    return grainy


def _show(picture: Image, matrix: NDArray[np.float64], room: Image, rng: np.random.Generator) -> Image:
    size = room.shape[1::-1]
    shown = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR)
    cover = cv2.warpPerspective(np.full(picture.shape[:2], 255, np.uint8), matrix, size)[:, :, None] / 255.0
    mixed = shown * cover + room * (1 - cover)
    filmed: Image = np.clip(mixed + rng.normal(0, 2.0, mixed.shape), 0, 255).astype(np.uint8)
    return filmed


def still(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """One frame for ever, with a sensor's noise."""
    return [np.clip(frames[0] + rng.normal(0, 2, frames[0].shape), 0, 255).astype(np.uint8) for _ in frames]


def flat_photo(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """A print held up and tilted about as if it nodded and turned."""
    height, width = frames[0].shape[:2]
    count, room = len(frames), _room(frames[0], rng)
    yaw, pitch = _sway(count, rng, 30, 0.25), _sway(count, rng, 22, 0.3)
    roll, dx, dy = _sway(count, rng, 3, 0.3), _sway(count, rng, 12, 0.4), _sway(count, rng, 12, 0.4)
    return [
        _show(frames[0], _plane(width, height, yaw[i], pitch[i], roll[i], 0.95, dx[i], dy[i]), room, rng)
        for i in range(count)
    ]


def with_holes(holes: Sequence[Sequence[NDArray[np.float32]]]) -> Forgery:
    """A print with holes through which the clip's own eyes and mouth move, tilted by hand.

    `holes[i]` are the outlines (k, 2) of eyes and mouth on frame i.
    """

    def forge(frames: Frames, rng: np.random.Generator) -> list[Image]:
        height, width = frames[0].shape[:2]
        count, room = len(frames), _room(frames[0], rng)
        yaw, pitch = _sway(count, rng, 20, 0.25), _sway(count, rng, 16, 0.3)
        dx, dy = _sway(count, rng, 8, 0.4), _sway(count, rng, 8, 0.4)
        result = []
        for i, frame in enumerate(frames):
            print_ = frames[0].copy()
            for here, there in zip(holes[i], holes[0], strict=True):
                _through(print_, frame, here, there)
            result.append(_show(print_, _plane(width, height, yaw[i], pitch[i], 0, 0.95, dx[i], dy[i]), room, rng))
        return result

    return forge


def _through(print_: Image, frame: Image, here: NDArray[np.float32], there: NDArray[np.float32]) -> None:
    """Copy what lies around `here` in the frame into the hole `there` of the print."""
    matrix = np.column_stack([np.eye(2), there.mean(axis=0) - here.mean(axis=0)])
    moved = cv2.warpAffine(frame, matrix, frame.shape[1::-1])
    hole = np.zeros(frame.shape[:2], np.uint8)
    centre, spread = there.mean(axis=0), np.ptp(there, axis=0) * [0.7, 1.1] + 2
    cv2.ellipse(hole, tuple(map(int, centre)), tuple(map(int, spread)), 0, 0, 360, 255, -1)
    print_[hole > 0] = moved[hole > 0]


def replay(frames: Frames, rng: np.random.Generator, bezel: bool = True) -> list[Image]:
    """The clip on a phone's or tablet's screen, filmed by another phone.

    The screen has its own raster, which the camera's raster beats against; it is brighter and bluer than skin, reflects
    a lamp, and its refresh crosses the camera's rolling shutter as bands.
    """
    height, width = frames[0].shape[:2]
    count, room = len(frames), _room(frames[0], rng)
    scale = rng.uniform(0.72, 0.85) if bezel else rng.uniform(1.15, 1.3)
    tilt_y, tilt_p = rng.uniform(-6, 6), rng.uniform(-6, 6)
    yaw, pitch = tilt_y + _sway(count, rng, 1.5, 0.4), tilt_p + _sway(count, rng, 1.5, 0.4)
    dx, dy = _sway(count, rng, 5, 0.5), _sway(count, rng, 5, 0.5)
    raster = _raster(width * 2, height * 2)
    glare = _glare(width * 2, height * 2, rng)
    speed, dark = rng.uniform(0.7, 2.0), rng.uniform(0.03, 0.08)
    rows = np.arange(height)[:, None, None] / height
    result = []
    for i, frame in enumerate(frames):
        panel = cv2.resize(frame, (width * 2, height * 2), interpolation=cv2.INTER_LINEAR).astype(np.float32)
        panel = panel * raster * [1.06, 1.0, 0.96] + glare
        panel = np.clip(panel, 0, 255).astype(np.uint8)
        if bezel:
            edge = round(width * 0.06)
            panel = cv2.copyMakeBorder(panel, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(18, 16, 16))
        fit = np.array([[width / panel.shape[1], 0, 0], [0, height / panel.shape[0], 0], [0, 0, 1]])
        matrix = _plane(width, height, yaw[i], pitch[i], 0, scale, dx[i], dy[i]) @ fit
        shown = _show(panel, matrix, room, rng).astype(np.float32)
        bands = 1 - dark * (0.5 + 0.5 * np.sin(2 * np.pi * (2.5 * rows + speed * i / 25)))
        result.append(np.clip(shown * bands, 0, 255).astype(np.uint8))
    return result


def replay_full(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """A screen held so close that its edge is out of sight."""
    return replay(frames, rng, bezel=False)


def _raster(width: int, height: int) -> NDArray[np.float32]:
    """The dark gaps between a screen's pixels, one line in three."""
    x = np.where(np.arange(width) % 3 == 0, 0.72, 1.07)
    y = np.where(np.arange(height) % 3 == 0, 0.78, 1.06)
    return (y[:, None] * x[None])[:, :, None].astype(np.float32)


def _glare(width: int, height: int, rng: np.random.Generator) -> NDArray[np.float32]:
    glare = np.zeros((height, width, 1), np.float32)
    centre = (int(rng.uniform(0.1, 0.9) * width), int(rng.uniform(0.05, 0.4) * height))
    cv2.ellipse(glare, centre, (width // 9, height // 14), 30, 0, 360, 90.0, -1)
    soft: NDArray[np.float32] = cv2.GaussianBlur(glare, (0, 0), width / 40)[:, :, None]
    return soft


def frozen(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """The picture stands still for a second and a half in the middle."""
    start, length = len(frames) // 3, min(len(frames) // 3, 40)
    return [*frames[:start], *[frames[start]] * length, *frames[start + length :]]


def loop(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """The first part of the clip again and again."""
    part = frames[: max(20, len(frames) // 3)]
    return [part[i % len(part)] for i in range(len(frames))]


def ping_pong(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """Forwards, backwards, forwards: no jump at the seams."""
    part = list(frames[: max(20, len(frames) // 2)])
    there_and_back = part + part[::-1]
    return [there_and_back[i % len(there_and_back)] for i in range(len(frames))]


def splice(frames: Frames, rng: np.random.Generator) -> list[Image]:
    """Three parts of the clip in another order."""
    a, b = len(frames) // 3, 2 * len(frames) // 3
    return [*frames[b:], *frames[:a], *frames[a:b]]


def swap_to(other: Frames) -> Forgery:
    """Half-way the other clip goes on."""

    def forge(frames: Frames, rng: np.random.Generator) -> list[Image]:
        height, width = frames[0].shape[:2]
        rest = [cv2.resize(f, (width, height)) for f in other[len(frames) // 2 : len(frames)]]
        return [*frames[: len(frames) // 2], *rest]

    return forge


FORGERIES: dict[str, Forgery] = {
    "still": still,
    "flat_photo": flat_photo,
    "replay": replay,
    "replay_full": replay_full,
    "frozen": frozen,
    "loop": loop,
    "ping_pong": ping_pong,
    "splice": splice,
}
