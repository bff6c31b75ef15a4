"""One judging process: `python -m verification.judge_process FOLDER MEMORY_MIB WORK`, started by `pool.py`.

It takes videos from standard input and answers on standard output, one after another, each as eight bytes of length and
a pickle. What strangers filmed goes through native decoders here; therefore the process is given nothing else: no
address of a database, no key, no open connection (`pool.py` starts it with an environment of its own), no more memory
than a video can need, and the processor only when nobody else wants it.
"""

import importlib
import os
import pickle
import queue
import resource
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NoReturn

from verification.engine import NoModels, prepare

MIB = 1024 * 1024
LENGTH_BYTES = 8
NICENESS = 5
"""The API and the database of the same machine go first: a verdict half a second later is noticed by nobody."""
MOST_FILES = 64
OUT_OF_MEMORY, NO_MODELS = 71, 78
"""Exit statuses of our own (sysexits.h: EX_OSERR, EX_CONFIG). A fault in our code ends in Python's own, 1."""


def main(folder: str, memory_mib: str, work: str) -> NoReturn:
    """Judge until standard input ends, or the memory does."""
    confine(int(memory_mib))
    sys.excepthook = _end_at_once
    answers = _own_channel()
    try:
        prepare(Path(folder))
        judge = named(work)
        write(answers, b"ready")
        videos = _videos(sys.stdin.buffer)
        while True:
            write(answers, pickle.dumps(judge(*pickle.loads(videos.get()))))  # noqa: S301  (from our own verifier)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except NoModels as missing:
        sys.stderr.write(f"{missing}\n")
        os._exit(NO_MODELS)


def _end_at_once(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """After a fault of ours: tell of it, and do not wait for the thread that listens."""
    sys.__excepthook__(kind, error, trace)
    os._exit(1)


def confine(memory_mib: int) -> None:
    """Bound what this process may take. RLIMIT_DATA and not RLIMIT_AS: networks and libraries are mapped from files and
    shared; what grows with a video is heap and private mappings (getrlimit(2), Linux 4.7).
    """
    for limit, value in (
        (resource.RLIMIT_DATA, memory_mib * MIB),
        (resource.RLIMIT_CORE, 0),  # A core dump would hold somebody's face.
        (resource.RLIMIT_NOFILE, MOST_FILES),
    ):
        _, most = resource.getrlimit(limit)
        wanted = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(limit, (wanted, wanted))
    os.nice(NICENESS)


def named(work: str) -> Callable[..., Any]:
    """What is done with each video: `module:function`."""
    module, _, name = work.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def read(source: BinaryIO) -> bytes | None:
    """One message; None at the end."""
    head = source.read(LENGTH_BYTES)
    return source.read(int.from_bytes(head, "big")) if len(head) == LENGTH_BYTES else None


def write(target: BinaryIO, message: bytes) -> None:
    """One message, at once."""
    target.write(len(message).to_bytes(LENGTH_BYTES, "big") + message)
    target.flush()


def _own_channel() -> BinaryIO:
    """Standard output for the answers alone: what a native library prints there goes to the log instead."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(answers, "wb")


def _videos(source: BinaryIO) -> "queue.Queue[bytes]":
    """What comes in, read beside the judging: a verifier that is killed closes the pipe, and this process ends with it
    though it is in the middle of a video.
    """
    waiting: queue.Queue[bytes] = queue.Queue()

    def listen() -> None:
        while (message := read(source)) is not None:
            waiting.put(message)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    return waiting


if __name__ == "__main__":
    main(*sys.argv[1:])
