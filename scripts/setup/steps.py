"""What every step shares: where things are, how a step speaks, how it fails, how it knows that nothing changed."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = PROJECT / "var" / "setup"


class SetupFailed(Exception):
    """Setup cannot go on; the text says why and what to do, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


def say(zh: str, en: str) -> None:
    print(f"准备 │ {zh} · {en}", flush=True)


def run(argv: Iterable[object], *, environment: Mapping[str, str] | None = None, folder: Path = PROJECT) -> int:
    """Run a command with its output on our terminal, so that its progress is seen; its exit status."""
    words = [str(word) for word in argv]
    try:
        return subprocess.run(words, cwd=folder, env={**os.environ, **(environment or {})}, check=False).returncode
    except FileNotFoundError:
        return 127


def digest(*parts: object) -> str:
    """A digest of texts, and of the files that paths name or that lie below them (names and contents)."""
    whole = sha256()
    for part in parts:
        files = _files(part) if isinstance(part, Path) else []
        for path in files:
            whole.update(os.fsencode(path) + b"\0" + sha256(path.read_bytes()).digest())
        if not files:
            whole.update(str(part).encode() + b"\0")
    return whole.hexdigest()


BUILT = {"node_modules", "dist", ".git", "__pycache__"}


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found: list[Path] = []
    for folder, below, names in os.walk(path):
        below[:] = sorted(set(below) - BUILT)
        found += [Path(folder) / name for name in sorted(names)]
    return found


class Stamp:
    """Remembers the digest under which a step was last completed."""

    def __init__(self, path: Path, wanted: str) -> None:
        self._path, self._wanted = path, wanted

    def holds(self) -> bool:
        return self._path.exists() and self._path.read_text() == self._wanted

    def set(self) -> None:
        (PROJECT / "var").mkdir(exist_ok=True, mode=0o700)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(self._wanted)


def version_of_python() -> str:
    return ".".join(str(number) for number in sys.version_info[:3])
