"""Hostile files: never another error, never more than ten seconds of CPU or one GiB.

    python -m bench.verification.fuzz [--rounds 200] [--seed 1]

Each kind of file is judged in a process of its own whose peak memory and time are measured; the worst of each kind
is printed, and the status is 1 if a limit was broken or anything but a verdict came back.
"""

import argparse
import random
import struct
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import av
import numpy as np

from bench.verification.clips import write_video
from sandbox.people import Capture, Prompted, perform, portrait
from verification.engine import Challenge, EngineSettings, judge, prepare
from verification.weights.install import models_folder

MOST_SECONDS, MOST_MIB = 10.0, 1024.0


def measure(video: bytes, photo: bytes) -> tuple[float, float, str]:
    """CPU seconds, peak MiB of the process, and the first reason."""
    prepare(models_folder())
    start = time.process_time()
    verdict = judge(video, photo, Challenge.of("blink", "nod"), EngineSettings())
    taken = time.process_time() - start
    peak = _peak_mib()
    return taken, peak, verdict.findings[0].reason.value if verdict.findings else verdict.decision.value


def _peak_mib() -> float:
    """From /proc, because what getrusage tells of a child begins with the size of its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def flips(video: bytes, rng: random.Random) -> bytes:
    broken = bytearray(video)
    for _flip in range(rng.choice([1, 10, 200])):
        broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def head_flips(video: bytes, rng: random.Random) -> bytes:
    """Damage where sizes, rates and tables are: the first and the last two kilobytes."""
    broken = bytearray(video)
    for _flip in range(8):
        place = rng.randrange(2048)
        broken[place if rng.random() < 0.5 else len(broken) - 1 - place] = rng.choice([0, 0x7F, 0x80, 0xFF])
    return bytes(broken)


def cut(video: bytes, rng: random.Random) -> bytes:
    return video[: rng.randrange(len(video))]


def spliced(video: bytes, rng: random.Random) -> bytes:
    a, b = sorted(rng.randrange(len(video)) for _end in range(2))
    return video[:b] + video[a:]


def noise(video: bytes, rng: random.Random) -> bytes:
    return video[:64] + rng.randbytes(rng.choice([10, 10_000, 1_000_000]))


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (flips, head_flips, cut, spliced, noise)


def bombs() -> dict[str, bytes]:
    """Small files that unpack to much."""
    black = np.zeros((2160, 3840, 3), np.uint8)
    tiny = np.zeros((160, 160, 3), np.uint8)
    strip = np.zeros((120, 16_000, 3), np.uint8)
    png = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in (
            (b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(bytes(10_000_000), 9)),
            (b"IEND", b""),
        )
    )
    return {
        "4K for ten seconds": write_video([black] * 300, 30),
        "20,000 small frames": write_video([tiny] * 20_000, 240),
        "a strip of 16,000 by 120": write_video([strip] * 400, 30),
        "an hour at one frame a second": write_video([tiny] * 3600, 1),
        "a picture of 60,000 by 60,000": b"\x89PNG\r\n\x1a\n" + png,
        "sixty-four MiB of zeros": bytes(64 * 1024 * 1024),
        "sound without a picture": _sound(),
    }


def _sound() -> bytes:
    buffer = BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100)
        for _block in range(200):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate = 44100
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return buffer.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng, photo = random.Random(asked.seed), portrait("su")
    good = [
        perform("su", [Prompted("blink", 0.3, 1.6)], options=Capture(width=240, height=320, fps=15, codec=codec))
        for codec in ("h264", "vp8", "vp9")
    ]
    files = [
        (m.__name__, m(rng.choice(good), rng)) for m in MUTATIONS for _round in range(asked.rounds // len(MUTATIONS))
    ]
    files += list(bombs().items())
    worst: dict[str, tuple[float, float, int]] = {}
    pools = {kind: ProcessPoolExecutor(1, get_context("spawn")) for kind, _video in files}
    for kind, video in files:
        taken, peak, _reason = pools[kind].submit(measure, video, photo).result()
        before = worst.get(kind, (0.0, 0.0, 0))
        worst[kind] = (max(before[0], taken), max(before[1], peak), before[2] + 1)
    for kind, (taken, peak, count) in worst.items():
        print(f"{kind:32} {count:4} files  at most {taken:5.2f} CPU s  {peak:6.0f} MiB")
    broken = [k for k, (taken, peak, _n) in worst.items() if taken > MOST_SECONDS or peak > MOST_MIB]
    if broken:
        raise SystemExit(f"limits broken by: {', '.join(broken)}")


if __name__ == "__main__":
    main()
