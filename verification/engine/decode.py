"""Frames out of a video's bytes, with caps that hold while reading: nothing the file says of itself is believed.

Durations and frame counts of phones' files are often wrong, the average rate says nothing of a variable one, and the
rotation is told but not applied. So: each frame's own time stamp, rotation from the display matrix, counting as we go.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import av
import cv2
import numpy as np
from av.error import FFmpegError, InvalidDataError
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from .settings import Limits, Sampling

Image = NDArray[np.uint8]  # (height, width, 3), BGR

# Containers that phones, browsers and mini-programs record. FFmpeg also reads play lists and devices, which could
# make it open other files or addresses: those stay shut.
CONTAINERS = {"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "mpeg", "mpegvideo", "ogg", "gif", "flv"}
EIGHT_BIT_LUMA = {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "nv12"}
PRINT_POINTS = 1200
SMALL_SIDE = 48
EVERYWHERE = ((0.0, math.inf),)
QUARTERS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}


class Unreadable(Exception):
    """The bytes are no video this judge reads."""


class TooMuch(Exception):
    """The video is larger, longer or slower to read than a clip of a challenge may be."""


@dataclass(frozen=True)
class Sampled:
    """A frame that the judge looks at: its number in the file, its seconds from the first frame, upright pixels."""

    number: int
    at_s: float
    image: Image


@dataclass
class Tally:
    """What was counted while reading, of every frame, sampled or not: its time stamp, and its luma in two ways.

    The coarse grid is picked out, not averaged, so that the sensor's noise stays in it: two moments of a live recording
    are never alike to the last digit. The small picture is averaged, so that movement is smooth in it.
    """

    width: int = 0
    height: int = 0
    rows: int = 0  # of the grid, which is as the sensor read it: before the frame is turned upright
    times: list[float] = field(default_factory=list)
    prints: list[NDArray[np.uint8]] = field(default_factory=list)
    small: list[NDArray[np.uint8]] = field(default_factory=list)  # as the sensor read it as well

    @property
    def frames(self) -> int:
        return len(self.times)

    @property
    def duration_s(self) -> float:
        """From the first frame to the end of the last, which is shown for as long as the frames before it were."""
        if len(self.times) < 2:
            return 0.0
        return (self.times[-1] - self.times[0]) * len(self.times) / (len(self.times) - 1)

    @property
    def fps(self) -> float:
        return self.frames / self.duration_s if self.duration_s > 0 else 0.0


def read_frames(
    video: bytes, limits: Limits, sampling: Sampling, tally: Tally, dense: Sequence[tuple[float, float]] = EVERYWHERE
) -> Iterator[Sampled]:
    """The sampled frames in order, densely within the seconds of `dense`; raises Unreadable or TooMuch on the way."""
    if len(video) > limits.most_bytes:
        raise TooMuch(f"more than {limits.most_bytes} bytes")
    deadline = time.process_time() + limits.work_seconds
    try:
        with av.open(BytesIO(video), mode="r", metadata_errors="ignore") as container:
            yield from _from_container(container, limits, sampling, tally, dense, deadline)
    except FFmpegError as error:
        # A recording cut short by a lost connection is still a recording of its beginning.
        if tally.frames < limits.least_frames:
            raise Unreadable(f"not a readable video ({type(error).__name__})") from error
    except (ValueError, EOFError, UnicodeDecodeError, OverflowError) as error:
        raise Unreadable(f"not a readable video ({type(error).__name__})") from error


def _from_container(
    container: Any,
    limits: Limits,
    sampling: Sampling,
    tally: Tally,
    dense: Sequence[tuple[float, float]],
    deadline: float,
) -> Iterator[Sampled]:
    if container.format.name not in CONTAINERS:
        raise Unreadable("not a container that cameras write")
    if not container.streams.video:
        raise Unreadable("no picture in the file")
    stream = container.streams.video[0]
    if stream.codec_context is None:
        raise Unreadable("a picture in no known coding")
    stream.codec_context.thread_count = 1
    _check_size(stream.codec_context.width, stream.codec_context.height, limits)
    # One for the whole video: its own for each frame, as `to_ndarray` makes it, costs as much as the conversion.
    reformatter = VideoReformatter()
    taken_s, before_s = -math.inf, 0.0
    for number, frame in enumerate(_decoded(container, stream, deadline)):
        _check_size(frame.width, frame.height, limits)
        at_s = _count(frame, number, tally, limits)
        luma = _luma(frame)
        grid = _grid(luma)
        tally.rows = len(grid)
        tally.prints.append(grid.ravel())
        tally.small.append(_small(luma))
        # Leaving this one out would leave a gap up to the next, which comes as late again as this one came.
        gap_s, before_s = 2 * at_s - before_s - taken_s, at_s
        close = any(first <= at_s <= last for first, last in dense)
        rate, longest_s = (
            (sampling.rate, sampling.longest_gap_s) if close else (sampling.calm_rate, sampling.calm_gap_s)
        )
        if at_s - taken_s >= 0.9 / rate or gap_s > longest_s:
            taken_s = at_s
            yield Sampled(number, at_s, _upright(frame, reformatter, sampling.short_side, tally))


def _decoded(container: Any, stream: Any, deadline: float) -> Iterator[Any]:
    """All frames that decode; a damaged packet costs its own frames, not the recording."""
    for packet in container.demux(stream):
        if time.process_time() > deadline:
            raise TooMuch("takes too long to read")
        try:
            yield from packet.decode()
        except InvalidDataError:
            continue


def _check_size(width: int, height: int, limits: Limits) -> None:
    if width * height > limits.most_pixels:
        raise TooMuch(f"more than {limits.most_pixels} pixels a frame")
    if 0 < min(width, height) < limits.least_side:
        raise Unreadable(f"a picture of less than {limits.least_side} pixels")
    if max(width, height) > limits.most_aspect * min(width, height):
        raise Unreadable(f"a picture more than {limits.most_aspect:g} times as long as it is wide")


def _count(frame: Any, number: int, tally: Tally, limits: Limits) -> float:
    """Note the frame; its seconds from the first one."""
    stamp = float(frame.time) if frame.time is not None else number / 30
    start = tally.times[0] if tally.times else stamp
    tally.times.append(stamp)
    if number >= limits.most_frames or stamp - start > limits.most_seconds:
        raise TooMuch(f"more than {limits.most_seconds:g} s or {limits.most_frames} frames")
    return stamp - start


def _luma(frame: Any) -> NDArray[np.uint8]:
    """The frame's light, (height, width); valid while the frame is."""
    if frame.format.name not in EIGHT_BIT_LUMA:
        return np.asarray(frame.to_ndarray(format="gray"), np.uint8)
    plane = frame.planes[0]
    return np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width]


def _grid(luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """About `PRINT_POINTS` values on a regular grid, (rows, columns)."""
    step = max(1, round((luma.size / PRINT_POINTS) ** 0.5))
    return np.ascontiguousarray(luma[step // 2 :: step, step // 2 :: step])


def _small(luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Five rows of it averaged into each, and all columns, by whole numbers, which is far quicker than by parts."""
    side = max(1, min(luma.shape) // SMALL_SIDE)
    together = min(side, 5)
    rows = luma[:: side // together, : luma.shape[1] // side * side]
    count, columns = len(rows) // together, rows.shape[1] // side
    small = cv2.resize(rows[: count * together], (columns, count), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _upright(frame: Any, reformatter: VideoReformatter, short_side: int, tally: Tally) -> Image:
    scale = min(1.0, short_side / min(frame.width, frame.height))
    width, height = max(2, round(frame.width * scale)), max(2, round(frame.height * scale))
    image = np.asarray(reformatter.reformat(frame, width, height, "bgr24").to_ndarray(), np.uint8)
    quarter = QUARTERS.get(round(frame.rotation) % 360)
    if not tally.width:
        tally.width, tally.height = frame.width, frame.height
        if quarter in (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE):
            tally.width, tally.height = frame.height, frame.width
    return image if quarter is None else cv2.rotate(image, quarter)
