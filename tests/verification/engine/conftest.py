"""Short synthetic videos and, for the tests that need them, the networks and one rendered person."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from io import BytesIO

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from sandbox.people import Capture, Prompted, perform, portrait
from verification.engine.models import Models, load_models
from verification.weights.install import install, models_folder

Image = NDArray[np.uint8]
Encode = Callable[..., bytes]


@pytest.fixture(scope="session")
def encode() -> Encode:
    """Frames to an MP4; `times` in seconds for a rate that varies."""

    def make(frames: Sequence[Image], fps: int = 25, times: Sequence[float] | None = None) -> bytes:
        buffer = BytesIO()
        with av.open(buffer, "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=fps)
            stream.height, stream.width = frames[0].shape[:2]
            stream.pix_fmt = "yuv420p"
            stream.options = {"preset": "ultrafast", "crf": "20"}
            for index, image in enumerate(frames):
                frame = av.VideoFrame.from_ndarray(image, format="bgr24")
                at_s = index / fps if times is None else times[index]
                frame.pts, frame.time_base = round(at_s * 90_000), Fraction(1, 90_000)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return buffer.getvalue()

    return make


@pytest.fixture(scope="session")
def models() -> Models:
    install(models_folder())
    return load_models(models_folder())


CHALLENGE = [("blink", 0.3, 2.0), ("turn_left", 2.0, 4.3)]


@pytest.fixture(scope="session")
def performance() -> bytes:
    """One invented person who blinks and turns to the left as asked; a little over four seconds."""
    asked = [Prompted(*prompt) for prompt in CHALLENGE]
    return perform("su", asked, options=Capture(width=360, height=480, fps=24, seed=5))


@pytest.fixture(scope="session")
def portraits() -> dict[str, bytes]:
    return {key: portrait(key) for key in ("su", "bai")}
