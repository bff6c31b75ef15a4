"""One embedded server for the length of a `with` block: what tests and tools use; `up` has its supervisor."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.up.process import Process
from app.up.trouble import Trouble
from app.up.undertaker import Undertaker, end_group

START_SECONDS = 60.0
PROBE_SECONDS = 0.02
RETRY_SECONDS = 0.2
MOST_BYTES = 65_536


@contextmanager
def hosted(process: Process, undertaker: Undertaker) -> Iterator[None]:
    """Start, wait until it is ready, stop at the end. Raises Trouble when it cannot start."""
    deadline = time.monotonic() + START_SECONDS
    with tempfile.TemporaryFile() as file:
        output = file.fileno()
        while True:
            running = _start(process, undertaker, output, deadline)
            if running is not None:
                break
            time.sleep(RETRY_SECONDS)  # The remains of a killed server need a moment; the next start asks again.
        try:
            yield
        finally:
            _stop(process, running, undertaker)


def _start(process: Process, undertaker: Undertaker, output: int, deadline: float) -> "subprocess.Popen[bytes] | None":
    """The running process, or None when it ended in a way that is worth another try."""
    process.before()
    os.ftruncate(output, 0)
    os.lseek(output, 0, os.SEEK_SET)
    running = subprocess.Popen(process.argv, stdout=output, stderr=output, **process.spawning(undertaker))
    try:
        while not process.ready(_said(output)):
            if time.monotonic() > deadline:
                raise process.explain(_said(output)) or _late(process)
            if running.poll() is not None:
                break
            time.sleep(PROBE_SECONDS)  # Between two probes.
        else:
            return running
    except BaseException:
        _stop(process, running, undertaker)
        raise
    _stop(process, running, undertaker)
    if trouble := process.explain(_said(output)):
        raise trouble
    return None


def _said(output: int) -> str:
    """What was said so far; `pread` leaves the offset, which is the writer's too, where it is."""
    return os.pread(output, MOST_BYTES, 0).decode("utf-8", "replace")


def _stop(process: Process, running: "subprocess.Popen[bytes]", undertaker: Undertaker) -> None:
    if running.poll() is None:
        running.send_signal(process.stop_signal)
        try:
            running.wait(process.stop_seconds)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
    end_group(running.pid)
    undertaker.forget(running.pid)


def _late(process: Process) -> Trouble:
    return Trouble(
        f"{process.name} 在 {START_SECONDS:.0f} 秒内没有就绪。",
        f"{process.name} was not ready within {START_SECONDS:.0f} seconds.",
    )
