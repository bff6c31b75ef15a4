"""A whole system of stand-ins in a folder of its own, driven as a person would: by its terminal and by signals."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

STAND_IN = Path(__file__).parent / "stand_in.py"
PATIENCE = 60.0
OURS = {"ZHAOBAN_ENVIRONMENT", "ZHAOBAN_KEYS", "ZHAOBAN_MODELS", "ZHAOBAN_PEOPLE", "SANDBOX_URL", "SANDBOX_CREDENTIALS"}
OURS |= {"DATABASE_URL", "REDIS_URL", "STORAGE_URL", "PUBLIC_URL", "HOST", "VERIFIERS"}


class Run:
    """One `up` in its own terminal session."""

    def __init__(self, project: Path, port: int, *behaviours: str, wrap: tuple[str, ...] = ()) -> None:
        told = {name: value for name, value in os.environ.items() if name not in OURS}
        self.port = port
        self.text = ""
        self.process = subprocess.Popen(
            [*wrap, sys.executable, str(STAND_IN), str(project), *behaviours],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**told, "PORT": str(port), "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,
        )

    def until(self, pattern: str, *, after: int = 0) -> int:
        """Read on until the pattern occurs beyond `after`; where it ends."""
        deadline = time.monotonic() + PATIENCE
        while not (found := re.compile(pattern).search(self.text, after)):
            if not self._read(deadline):
                raise AssertionError(f"{pattern!r} never came; what came:\n{self.text}")
        return found.end()

    def ended(self) -> int:
        """Read to the end; the exit status."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            continue
        return self.process.wait(PATIENCE)

    def _read(self, deadline: float) -> bool:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        chunk = os.read(self.process.stdout.fileno(), 65536) if ready else b""
        self.text += chunk.decode("utf-8", "replace")
        return bool(chunk)

    def descendants(self) -> set[int]:
        """Every process that comes from this run, by the environment it inherited or by its parents."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(stat.parent.name)] = int(fields[1])
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found - {self.process.pid}

    def pid_of(self, word: str) -> int:
        """The one child of the supervisor whose command line holds the word."""
        for pid in self.descendants():
            if word in command_of(pid) and _parent(pid) == self.process.pid:
                return pid
        raise AssertionError(f"no child with {word} in its command line")

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)


def command_of(pid: int) -> str:
    """Its words with blanks between them; empty for a process that has ended since it was listed."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def gone(pids: set[int]) -> bool:
    """Whether these processes end within our patience."""
    deadline = time.monotonic() + PATIENCE
    while left := {pid for pid in pids if _runs(pid)}:
        if time.monotonic() > deadline:
            raise AssertionError(f"still running: {left}")
        time.sleep(0.05)  # Between two looks at the process table.
    return True


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def all_gone():
    return gone


@pytest.fixture
def start(tmp_path: Path, free_port: int) -> Iterator:
    """Start a system of stand-ins in the test's folder; whatever is left at the end is stopped."""
    runs: list[Run] = []

    def begin(*behaviours: str, project: Path | None = None, port: int | None = None, wrap: tuple[str, ...] = ()):
        folder = project or tmp_path
        folder.mkdir(exist_ok=True)
        runs.append(Run(folder, port or free_port, *behaviours, wrap=wrap))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.process.terminate()
        run.process.wait(PATIENCE)
        run.process.stdout.close()
    if os.geteuid() == 0:
        _forget_staged(tmp_path)


def _forget_staged(folder: Path) -> None:
    from app.up.places import forget

    for pointer in folder.rglob("staged-as"):
        forget(pointer.parent)
