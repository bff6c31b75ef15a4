"""Ends what a process started when that process is gone, however it went: SIGKILL included.

The undertaker is a small process of its own in a session of its own, which nothing but its pipe connects with the
process that it serves. Each child announces itself on that pipe in the instant before it becomes its program, so none
can slip through; when the pipe closes, what is still announced gets its stop signal, rank by rank (highest first), and
whatever has not ended in time is killed with its whole process group. `PR_SET_PDEATHSIG` would reach neither
grandchildren (the API's workers) nor systems other than Linux.

Lines on the pipe: `+ pid signal rank`, `- pid` (ended, forget it), `x folder` (delete it at the end).
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

GRACE_SECONDS = 25.0
"""How long everything together may take to stop by itself; a job in hand has twenty seconds."""
POLL_SECONDS = 0.05


class Undertaker:
    """The side of the process that is served. `held` are descriptors (a lock) that stay open until all is ended."""

    def __init__(self, held: tuple[int, ...] = ()) -> None:
        read_end, self._pipe = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", __file__],
                stdin=read_end,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=held,
                cwd="/",
            )
        finally:
            os.close(read_end)

    def announcement(self, stop_signal: int, rank: int) -> Callable[[], None]:
        """For `preexec_fn`: runs in the child, after its session and user are set and before its program begins."""
        pipe, tail = self._pipe, b" %d %d\n" % (stop_signal, rank)

        def announce() -> None:
            os.write(pipe, b"+ %d" % os.getpid() + tail)

        return announce

    def forget(self, pid: int) -> None:
        """The child has ended and its group with it."""
        os.write(self._pipe, b"- %d\n" % pid)

    def delete_at_end(self, folder: Path) -> None:
        """Delete a throw-away folder once every process has ended."""
        os.write(self._pipe, b"x " + os.fsencode(folder) + b"\n")

    def dismiss(self) -> None:
        """End what is still announced, and return when that is done."""
        os.close(self._pipe)
        self._process.wait()


def end_group(pid: int) -> None:
    """Kill what is left of the process group that `pid` leads or led."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # Nothing is left; macOS says EPERM where only zombies are.


def still_announced(lines: Iterable[bytes]) -> tuple[dict[int, tuple[int, int]], list[str]]:
    """What is announced and not ended after these lines: pid -> (signal, rank); and the folders to delete."""
    announced: dict[int, tuple[int, int]] = {}
    folders: list[str] = []
    for line in lines:
        kind, _, rest = line.rstrip(b"\n").partition(b" ")
        if kind == b"+":
            pid, stop_signal, rank = (int(word) for word in rest.split())
            announced[pid] = (stop_signal, rank)
        elif kind == b"-":
            announced.pop(int(rest), None)
        elif kind == b"x":
            folders.append(os.fsdecode(rest))
    return announced, folders


def bury(announced: dict[int, tuple[int, int]], grace_seconds: float) -> None:
    """Stop rank by rank, wait for each rank, then kill the groups."""
    deadline = time.monotonic() + grace_seconds
    for rank in sorted({rank for _, rank in announced.values()}, reverse=True):
        pids = [pid for pid, (_, its_rank) in announced.items() if its_rank == rank]
        for pid in pids:
            _signal(pid, announced[pid][0])
        while any(_alive(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        for pid in pids:
            end_group(pid)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _alive(pid: int) -> bool:
    """Whether the process runs; a zombie that nobody collects has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return True
    return state != "Z"


def main() -> None:
    # A terminal's Ctrl-C does not reach this session; a TERM sent to everything must not leave the others behind.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    announced, folders = still_announced(sys.stdin.buffer)
    bury(announced, GRACE_SECONDS)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
