"""The outside parties and our credentials with them: one JSON file, written by an operator in production
(`PARTIES_FILE`, mode 0600) and by the sandbox elsewhere. Each adapter takes its own section.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from config.settings import settings


class PartiesMissing(RuntimeError):
    """No file, an unreadable one, or one that belongs to a sandbox in production."""


@cache
def parties() -> dict[str, Any]:
    """All sections, by the party's name (docs/integrations.md). Raises PartiesMissing."""
    path = settings().parties_file or settings().sandbox_credentials
    if path is None:
        raise PartiesMissing("set PARTIES_FILE to the file with the credentials of the outside parties")
    found = _read(path)
    if settings().is_production and any(_is_local(section) for section in found.values()):
        raise PartiesMissing(f"{path.name} names a party on this machine: production refuses the sandbox")
    return found


def party(name: str) -> dict[str, Any]:
    """One party's section. Raises PartiesMissing naming it."""
    try:
        section: dict[str, Any] = parties()[name]
    except KeyError:
        raise PartiesMissing(f"the parties' file lacks the section {name}") from None
    return section


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError) as unreadable:
        raise PartiesMissing(f"{path} cannot be read: {type(unreadable).__name__}") from None
    return found


def _is_local(section: Any) -> bool:
    return any(mark in json.dumps(section) for mark in ("127.0.0.1", "localhost", "[::1]"))
