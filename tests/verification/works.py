"""What a judging process may be given to do, in place of the engine; found by the name of this module."""

import os
import signal
import threading

from verification.engine.challenge import Challenge
from verification.engine.settings import EngineSettings
from verification.engine.verdict import Verdict, unreadable


def by_the_video(video: bytes, portrait: bytes, challenge: Challenge, engine: EngineSettings) -> Verdict:
    """Hangs for ever, dies, or answers with its process's number, as the video says."""
    if video == b"hangs":
        threading.Event().wait()
    if video == b"kills":
        os.kill(os.getpid(), signal.SIGKILL)
    return unreadable(f"{video.decode()} {os.getpid()}")
