"""python -m scripts.lock: renew the hashed lock files. They name packages and hashes, never where these came from."""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.setup.environment import LOCK, UV_LOCK
from scripts.setup.front_ends import NODE_LOCK
from scripts.setup.registry import uv_environment
from scripts.setup.steps import PROJECT, PYTHON, run

ADDRESS = re.compile(r"[a-z+]+://|--(extra-)?index|--find-links|--default-index", re.IGNORECASE)
PRODUCT_LOCK = PROJECT / "docker" / "requirements.lock"
"""The same versions without the tools of development, for the image."""
STYLE = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]


def main() -> None:
    project = PROJECT / "pyproject.toml"
    _compile([project, "--group", "dev"], LOCK)
    _compile([project, "--constraints", LOCK], PRODUCT_LOCK)
    for lock in (UV_LOCK, NODE_LOCK):
        wanted = lock.read_text().split()[0]  # These hold one pinned tool each: change its version there.
        with TemporaryDirectory() as scratch:
            source = Path(scratch) / "tool.in"
            source.write_text(f"{wanted}\n")
            _compile([source], lock)
    print(f"{LOCK.name}: {LOCK.read_text().count('==')} 个包 packages")


def _compile(sources: list[object], lock: Path) -> None:
    words = [PYTHON, "-m", "uv", "pip", "compile", *sources, *STYLE, "-o", lock]
    if run(words, environment=uv_environment(PYTHON)):
        sys.exit(f"{lock.name}: 未能更新 could not be renewed")
    if found := addresses(lock.read_text()):
        sys.exit(f"{lock.name}: 含有软件源地址，不可提交 names where packages come from: {found[0]}")


def addresses(text: str) -> list[str]:
    """Lines that name a registry or another place."""
    return [line.strip() for line in text.splitlines() if ADDRESS.search(line)]


if __name__ == "__main__":
    main()
