"""What a judging process may be given to do, in place of the engine; found by the name of this module."""

import ctypes
import os
import pickle
import signal
import stat
import sys
import threading
from pathlib import Path

from verification.engine.challenge import Challenge
from verification.engine.settings import EngineSettings
from verification.engine.verdict import Verdict, unreadable

MIB = 1024 * 1024


def by_the_video(video: bytes, portrait: bytes, challenge: Challenge, engine: EngineSettings) -> Verdict:
    """Hangs, dies, eats, or answers with its process's number, as the video says."""
    match video:
        case b"hangs":
            threading.Event().wait()
        case b"kills":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"reads where nothing is":
            ctypes.string_at(0)
        case b"eats":
            eaten = [bytearray(64 * MIB) for _ in range(1024)]
            return unreadable(f"ate {len(eaten)}")
        case b"our fault":
            raise ZeroDivisionError
        case b"prints":
            os.write(1, b"a native library says something")
        case b"what do you know":
            return unreadable(f"{' '.join(sorted(os.environ))} {os.getpid()}")
        case b"what do you hold":
            held = "".join(_kind(each) for each in os.listdir("/proc/self/fd"))
            return unreadable(f"{held}/{os.nice(0)} {os.getpid()}")
        case b"takes us over":
            return _Evil()  # type: ignore[return-value]
    return unreadable(f"{video.decode()} {os.getpid()}")


def _kind(descriptor: str) -> str:
    """A letter for each connection, and for each file but the log."""
    path = Path(f"/proc/self/fd/{descriptor}")
    if not path.exists() or int(descriptor) <= 2 or os.path.sameopenfile(int(descriptor), 2):
        return ""
    mode = path.stat().st_mode
    return "s" if stat.S_ISSOCK(mode) else "f" if stat.S_ISREG(mode) else ""


class _Evil:
    """What a process sends that hopes to run code where it is read."""

    def __reduce__(self) -> tuple[object, ...]:
        return (sys.exit, ("taken over",))


def evil_answer() -> bytes:
    return pickle.dumps(_Evil())
