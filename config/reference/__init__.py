"""Reference data: what the registry's rules refer to and what changes without a new program.

One TOML or CSV file per subject beside this one. `read` loads a TOML file, `rows` a CSV file; `regions`, `offices`
and `scope` give typed views. Entries marked `fictitious` exist outside production only: every function that could
return one asks its caller for leave (`fictitious=True`).
"""

import csv
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def read(name: str) -> dict[str, Any]:
    """One TOML file by its name without extension, e.g. `offices` or `rules/names`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """One CSV file with a header line; every value is text, absent ones are empty."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
