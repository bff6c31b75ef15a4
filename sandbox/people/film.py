"""Frames to the file that a phone would send: H.264 in MP4, VP8 or VP9 in WebM."""

from collections.abc import Iterable
from fractions import Fraction
from io import BytesIO

import av
import numpy as np

from sandbox.people.capture import Capture
from sandbox.people.photographs import Image

CODECS = {"h264": ("libx264", "mp4"), "vp8": ("libvpx", "webm"), "vp9": ("libvpx-vp9", "webm")}
SPEED = {
    "h264": {"preset": "ultrafast", "threads": "1"},
    "vp8": {"deadline": "realtime", "cpu-used": "8", "threads": "1"},
    "vp9": {"deadline": "realtime", "cpu-used": "8", "threads": "1", "row-mt": "0"},
}
TICKS = 90_000  # a second; fine enough for a phone's uneven frames
JITTER_S = 0.0012  # how unevenly a phone's frames come


def encode(frames: Iterable[Image], options: Capture) -> bytes:
    """One video stream of BGR frames; the frames come about as evenly as a phone's do."""
    encoder, container_name = CODECS[options.codec]
    rng = np.random.default_rng([options.seed, 3])
    target = BytesIO()
    with av.open(target, "w", format=container_name) as container:
        stream = container.add_stream(encoder, rate=Fraction(options.fps).limit_denominator(1001))
        stream.width, stream.height, stream.pix_fmt = options.width, options.height, "yuv420p"
        stream.bit_rate = options.bitrate_kbps * 1000
        stream.options = SPEED[options.codec]
        stream.codec_context.time_base = Fraction(1, TICKS)
        last = -1
        for number, picture in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            uneven = float(np.clip(rng.normal(0, JITTER_S), -0.004, 0.004)) if number else 0.0
            last = max(last + 1, round((number / options.fps + uneven) * TICKS))
            frame.pts, frame.time_base = last, Fraction(1, TICKS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return target.getvalue()
