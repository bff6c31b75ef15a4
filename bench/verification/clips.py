"""Clips of a set: a folder with `manifest.json`, reading and writing of frames.

The manifest is a list of {"file", "portrait", "kind", "person", "prompts"}; `prompts` as for `zhaoban judge`, or a
list of action names. `kind` is "genuine", "wrong", "half_done", "missing", "other_person" or the name of an attack.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from verification.engine import Challenge

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Clip:
    folder: Path
    file: str
    portrait: str
    kind: str
    person: str
    challenge: Challenge

    @property
    def key(self) -> str:
        """What is judged: the same file may stand in a manifest with several portraits and challenges."""
        asked = " ".join(f"{p.action} {p.from_s} {p.to_s}" for p in self.challenge.prompts)
        return f"{self.file} {self.portrait} {asked}"

    @property
    def video(self) -> bytes:
        return (self.folder / self.file).read_bytes()

    @property
    def photo(self) -> bytes:
        return (self.folder / self.portrait).read_bytes()


def read_set(folder: Path) -> list[Clip]:
    """All clips that the folder's manifest names."""
    entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return [
        Clip(folder, e["file"], e["portrait"], e["kind"], e.get("person", e["portrait"]), _challenge(e["prompts"]))
        for e in entries
    ]


def _challenge(prompts: Sequence[object]) -> Challenge:
    named = [prompt for prompt in prompts if isinstance(prompt, str)]
    return Challenge.of(*named) if len(named) == len(prompts) else Challenge.read(prompts)


def read_frames(video: bytes) -> tuple[list[Image], int]:
    """All frames (BGR) and the rate."""
    with av.open(BytesIO(video)) as container:
        stream = container.streams.video[0]
        frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(stream)]
        return frames, round(stream.average_rate or 25)


def write_video(frames: Sequence[Image], fps: int, kbps: int = 1500) -> bytes:
    """An MP4 as a phone would have recorded the frames."""
    buffer = BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.height, stream.width = (side // 2 * 2 for side in frames[0].shape[:2])
        stream.pix_fmt, stream.bit_rate = "yuv420p", kbps * 1000
        stream.options = {"preset": "superfast", "threads": "1"}
        for image in frames:
            whole = np.ascontiguousarray(image[: stream.height, : stream.width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(whole, format="bgr24")))
        container.mux(stream.encode())
    return buffer.getvalue()
