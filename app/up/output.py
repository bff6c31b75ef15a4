"""Where the words of processes go: prefixed to the console, whole into `var/log/<name>.log`, the last lines kept."""

import os
import sys
from collections import deque
from pathlib import Path
from typing import BinaryIO, TextIO

from app.up.trouble import Trouble

LONGEST_LINE = 16_384
"""Bytes; a longer line is cut into several."""
KEPT_LINES = 60
ROTATE_AT_BYTES = 10_000_000
ROTATIONS = 3
COLOURS = (36, 33, 32, 35, 34, 31)


class Console:
    """The terminal. A terminal that has gone away (a closed window, a broken pipe) stops nobody."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._colours = self._stream.isatty() and "NO_COLOR" not in os.environ
        self._names: list[str] = []

    def say(self, zh: str, en: str) -> None:
        """A sentence of the supervisor itself."""
        self._write(f"照办 │ {zh}\n     │ {en}\n")

    def trouble(self, trouble: Trouble) -> None:
        self.say(trouble.text.zh, trouble.text.en)

    def show(self, text: str) -> None:
        """Text as it is."""
        self._write(text if text.endswith("\n") else f"{text}\n")

    def line(self, name: str, line: str) -> None:
        """One line of a process."""
        if name not in self._names:
            self._names.append(name)
        label = f"{name:<9}"
        if self._colours:
            label = f"\x1b[{COLOURS[self._names.index(name) % len(COLOURS)]}m{label}\x1b[0m"
        self._write(f"{label} │ {line}\n")

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (BrokenPipeError, ValueError):
            self._stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - kept for the rest of the run
        except UnicodeEncodeError:
            self._stream.write(text.encode("ascii", "replace").decode())


class LogFile:
    """One rotated file. A full disk stops the writing, never the process whose words it holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self.failed = False

    def write(self, line: bytes) -> None:
        try:
            if self._file is None:
                self._file = self._path.open("ab", buffering=0)
            self._file.write(line)
            self.failed = False
            if self._file.tell() > ROTATE_AT_BYTES:
                self._rotate()
        except OSError:
            self.failed = True

    def _rotate(self) -> None:
        self.close()
        for number in range(ROTATIONS - 1, 0, -1):
            older = self._path.with_name(f"{self._path.name}.{number}")
            if older.exists():
                older.replace(self._path.with_name(f"{self._path.name}.{number + 1}"))
        self._path.replace(self._path.with_name(f"{self._path.name}.1"))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class Output:
    """What one process says."""

    def __init__(self, name: str, console: Console, log_folder: Path, *, quiet: bool) -> None:
        self._name, self._console, self._quiet = name, console, quiet
        self._log = LogFile(log_folder / f"{name}.log")
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._rest = b""

    @property
    def said(self) -> str:
        """The last lines since `forget`."""
        return "\n".join(self._lines)

    def forget(self) -> None:
        """A new process begins to speak."""
        self._lines.clear()
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        """Bytes as they come out of the pipe; an empty chunk ends the last line."""
        lines = (self._rest + chunk).split(b"\n")
        self._rest = lines.pop()
        while len(self._rest) >= LONGEST_LINE:
            lines.append(self._rest[:LONGEST_LINE])
            self._rest = self._rest[LONGEST_LINE:]
        if not chunk and self._rest:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._take(line)

    def _take(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip("\r")
        self._lines.append(text)
        self._log.write(line + b"\n")
        if not self._quiet:
            self._console.line(self._name, text)

    def close(self) -> None:
        self._log.close()
