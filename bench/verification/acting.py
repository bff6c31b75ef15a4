"""Honest people as they differ: quick and slow, large and small movements, pauses, speech, all kinds of phones.

The sandbox's own performance moves everybody alike. Here each clip draws how this person moves and what this phone
does to the picture: an honest person must pass however they nod and whatever they hold in their hand.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from bench.verification.clips import Image
from sandbox.people.camera import Camera
from sandbox.people.capture import Capture, Prompted
from sandbox.people.motion import Motion, move
from sandbox.people.performance import acted
from sandbox.people.photographs import DEFAULT_FOLDER
from sandbox.people.scene import build

Track = NDArray[np.float64]
CODECS = {
    "h264": ("libx264", "mp4"),
    "hevc": ("libx265", "mp4"),
    "vp8": ("libvpx", "webm"),
    "vp9": ("libvpx-vp9", "webm"),
}
FAST = {
    "h264": {"preset": "superfast", "threads": "1"},
    "hevc": {"preset": "ultrafast", "x265-params": "pools=none:frame-threads=1:log-level=none"},
    "vp8": {"deadline": "realtime", "cpu-used": "8", "threads": "1"},
    "vp9": {"deadline": "realtime", "cpu-used": "8", "threads": "1"},
}
TICKS = 90_000
# Usual degrees, and seconds there and back, of a movement; how far people stay from them is `Manner`.
NOD, TURN = 20.0, 31.0
HALF = 0.4  # of a half-done movement
LASTS_S = {"blink": 0.28, "nod": 1.05, "mouth": 1.05, "turn_left": 1.7, "turn_right": 1.7}


@dataclass(frozen=True)
class Manner:
    """How somebody moves; 1.0 is usual. `stays` is the share of a movement's time spent at its far end."""

    pace: float = 1.0
    extent: float = 1.0
    stays: float = 0.1
    pause_s: float = 0.4
    rebound: float = 0.0
    twice: bool = False
    speaks: bool = False
    blink_s: float = 0.28
    lean: float = 0.0
    chin: float = 0.0


@dataclass(frozen=True)
class Phone:
    """What phone and room do to the picture beside what `Capture` knows."""

    codec: str = "h264"
    turned: int = 0  # degrees of rotation that the file tells instead of the pixels
    warmth: float = 0.0
    gamma: float = 1.0
    soft: float = 0.0
    smooth: bool = False  # a beauty filter
    drag: float = 0.0  # share of the frame before that a long exposure leaves
    adapts: float = 0.0  # by which share the light changes when the phone measures anew
    flicker: float = 0.0  # depth of a lamp's bands
    mains_hz: int = 100  # how often a second the lamp flickers: twice the mains' own frequency
    readout_s: float = 0.02  # from the first row to the last
    jitter_s: float = 0.001
    dropped: float = 0.0  # share of frames that never came


def draw_manner(rng: random.Random) -> Manner:
    return Manner(
        pace=rng.uniform(0.65, 1.45),
        extent=rng.uniform(0.72, 1.35),
        stays=rng.uniform(0.0, 0.3),
        pause_s=rng.uniform(0.15, 0.75),
        rebound=rng.choice([0.0, 0.0, 0.12, 0.25]),
        twice=rng.random() < 0.15,
        speaks=rng.random() < 0.15,
        blink_s=rng.uniform(0.18, 0.42),
        lean=rng.uniform(-6, 6),
        chin=rng.uniform(-6, 6),
    )


def draw_phone(rng: random.Random) -> Phone:
    return Phone(
        codec=rng.choice(["h264", "h264", "h264", "h264", "hevc", "vp8", "vp9"]),
        turned=rng.choice([0, 0, 0, 90, 270]),
        warmth=rng.uniform(-0.12, 0.12),
        gamma=rng.uniform(0.85, 1.2),
        soft=rng.choice([0.0, 0.0, 0.6, 1.0]),
        smooth=rng.random() < 0.15,
        drag=rng.choice([0.0, 0.0, 0.2, 0.35]),
        adapts=rng.choice([0.0, 0.0, 0.15]),
        flicker=rng.choice([0.0, 0.0, 0.0, 0.02, 0.05]),
        mains_hz=rng.choice([100, 100, 120]),
        readout_s=rng.uniform(0.012, 0.03),
        jitter_s=rng.choice([0.0005, 0.002, 0.006]),
        dropped=rng.choice([0.0, 0.0, 0.0, 0.05]),
    )


def draw_capture(rng: random.Random) -> dict[str, Any]:
    """Values for `sandbox.people.Capture`."""
    narrow = [(480, 640), (480, 640), (480, 848), (540, 960), (640, 480), (360, 640), (320, 426), (360, 480)]
    width, height = rng.choice([*narrow, *narrow, (720, 1280), (1080, 1440)])
    return {
        "seed": rng.randrange(10**6), "width": width, "height": height,
        "light": rng.uniform(0.55, 1.4), "distance": rng.uniform(0.72, 1.45), "shake": rng.choice([0.2, 1.0, 1.8, 3.0]),
        "noise": rng.uniform(0.3, 2.2), "fps": rng.choice([15, 20, 24, 25, 30, 30, 30, 60 if width <= 480 else 30]),
        "bitrate_kbps": rng.choice([350, 700, 1500, 3000]) * max(1, width * height // 300_000),
        "glasses": rng.random() < 0.25,
    }  # fmt: skip


def play(person: str, prompts: Sequence[Prompted], options: Capture, manner: Manner, phone: Phone) -> list[Image]:
    """What this phone sees of this person."""
    motion, camera = act(prompts, options, manner, options.seed), Camera(options)
    frames: list[Image] = []
    for number, picture in enumerate(acted(build(person, DEFAULT_FOLDER), motion, camera)):
        frames.append(_through(camera.expose(np.ascontiguousarray(picture), 1.0), frames, number, motion, phone))
    return frames


def act(prompts: Sequence[Prompted], options: Capture, manner: Manner, seed: int) -> Motion:
    """The whole motion: the sandbox's restlessness, hand and idle blinks, and the prompted movements in this manner."""
    rng = random.Random(seed)
    rest = move([], replace(options, seconds=options.length_s(prompts)))
    t, yaw, pitch = rest.at_s, rest.yaw + manner.lean, rest.pitch + manner.chin
    # Where a blink is what must be missing, none may come by itself: that would be a blink.
    closed, opened = rest.closed * options.idle_blinks, rest.opened.copy()
    extent = HALF if options.half_done else 1.0
    if manner.speaks:
        syllables = np.abs(np.sin(2 * np.pi * (2.3 * t + 0.4 * np.sin(1.7 * t))))
        opened = np.maximum(opened, 0.16 * syllables * (np.sin(0.9 * t + rng.uniform(0, 6)) > 0))
    for prompt in prompts:
        way = extent * _way(t, prompt, manner)
        match prompt.action:
            case "blink":
                closed = np.maximum(closed, way)
            case "mouth":
                opened = np.maximum(opened, way * min(1.0, 0.9 * manner.extent))
            case "nod":
                pitch = pitch + way * NOD * manner.extent
            case side:
                turned = way * TURN * manner.extent
                yaw = yaw + (turned if side == "turn_left" else -turned)
                pitch = pitch + 0.08 * turned
    return replace(
        rest, closed=closed, opened=opened, yaw=yaw, pitch=pitch, right=rest.right + 0.25 * (yaw - manner.lean),
        down=rest.down + 0.3 * (pitch - manner.chin),
    )  # fmt: skip


def _way(t: Track, prompt: Prompted, manner: Manner) -> Track:
    """0 to 1 and back within the prompt's window, as this person does it."""
    room = prompt.to_s - prompt.from_s
    lasts = manner.blink_s if prompt.action == "blink" else LASTS_S[prompt.action] / manner.pace
    pause = min(manner.pause_s, 0.4 * room)
    repeats = 2 if manner.twice and prompt.action in ("blink", "nod") and pause + 2.2 * lasts < room else 1
    lasts = min(lasts, (room - pause) * 0.98)
    way = np.zeros_like(t)
    for turn in range(repeats):
        phase = np.clip((t - prompt.from_s - pause - 1.1 * turn * lasts) / lasts, 0, 1)
        stays = 0.15 if prompt.action == "blink" else manner.stays
        edge = (1 - stays) / 2
        share = np.clip(np.minimum(phase / edge, (1 - phase) / edge), 0, 1)
        way = np.maximum(way, share * share * (3 - 2 * share))
        if prompt.action == "nod" and manner.rebound:
            after = np.clip((t - prompt.from_s - pause - (1 + 1.1 * turn) * lasts) / (0.5 * lasts), 0, 1)
            way = way - manner.rebound * np.sin(np.pi * after) * (way < 0.01)
    return way


def _through(picture: Image, before: Sequence[Image], number: int, motion: Motion, phone: Phone) -> Image:
    """Lens, white balance, filters and exposure of the phone."""
    light = motion.exposure[number] * (1 + phone.adapts * (1 / (1 + np.exp(-8 * (motion.at_s[number] - 2.0)))))
    curve = 255 * np.clip(np.arange(256) * light / 255, 0, 1) ** phone.gamma
    channels = curve[:, None] * np.array([1 - phone.warmth, 1.0, 1 + phone.warmth])
    shown = np.asarray(cv2.LUT(picture, np.clip(channels, 0, 255).astype(np.uint8)[:, None]), np.uint8)
    if phone.flicker:
        exposed_s = motion.at_s[number] + phone.readout_s * np.arange(len(shown)) / len(shown)
        rows = 1 - phone.flicker * (0.5 + 0.5 * np.sin(2 * np.pi * phone.mains_hz * exposed_s))
        shown = np.asarray(shown * rows.astype(np.float32)[:, None, None], np.uint8)
    if phone.smooth:
        shown = np.asarray(cv2.bilateralFilter(shown, 5, 24, 5), np.uint8)
    if phone.soft:
        shown = np.asarray(cv2.GaussianBlur(shown, (0, 0), phone.soft * min(shown.shape[:2]) / 480), np.uint8)
    if phone.drag and before:
        shown = np.asarray(cv2.addWeighted(shown, 1 - phone.drag, before[-1], phone.drag, 0), np.uint8)
    return shown


def encode(frames: Sequence[Image], options: Capture, phone: Phone) -> bytes:
    """One video stream; a turned phone stores its frames as its sensor lies and tells the rotation."""
    codec, container_name = CODECS[phone.codec]
    quarters = {90: cv2.ROTATE_90_CLOCKWISE, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    turned = phone.turned if container_name == "mp4" else 0
    target, rng = BytesIO(), np.random.default_rng(options.seed)
    with av.open(target, "w", format=container_name) as container:
        stream: Any = container.add_stream(codec, rate=Fraction(options.fps).limit_denominator(1001))
        width, height = (options.height, options.width) if turned else (options.width, options.height)
        stream.width, stream.height, stream.pix_fmt = width // 2 * 2, height // 2 * 2, "yuv420p"
        stream.bit_rate, stream.options = options.bitrate_kbps * 1000, FAST[phone.codec]
        stream.codec_context.time_base = Fraction(1, TICKS)
        if turned:
            stream.set_display_rotation(turned)
        for at, picture in _timed(frames, options.fps, phone, rng):
            upright = cv2.rotate(picture, quarters[turned]) if turned else picture
            frame = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(upright[: stream.height, : stream.width]), format="bgr24"
            )
            frame.pts, frame.time_base = at, Fraction(1, TICKS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return target.getvalue()


def _timed(frames: Sequence[Image], fps: float, phone: Phone, rng: np.random.Generator) -> Iterator[tuple[int, Image]]:
    last = -1
    for number, picture in enumerate(frames):
        if number and rng.random() < phone.dropped:
            continue
        uneven = float(np.clip(rng.normal(0, phone.jitter_s), -0.3 / fps, 0.3 / fps)) if number else 0.0
        last = max(last + 1, round((number / fps + uneven) * TICKS))
        yield last, picture
