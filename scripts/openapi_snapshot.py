"""python -m scripts.openapi_snapshot: write the API's contract to where the console's types are generated from."""

import json
import os
from pathlib import Path
from typing import Any

from app.main import create_app
from core.web.openapi import contract

SNAPSHOT = Path(__file__).resolve().parents[1] / "console" / "src" / "api" / "openapi.json"


def present() -> dict[str, Any]:
    """The contract of the routes as they are in this source."""
    # The contract is the same on every machine: printing it needs no system, only settings that can be read.
    os.environ.setdefault("DATABASE_URL", "postgresql://not-started/")
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
    app = create_app("contract")
    app.router.finalize()
    document: dict[str, Any] = json.loads(json.dumps(contract(app)))
    return document


def text(document: dict[str, Any]) -> str:
    """As it is committed: sorted, so that a difference reads as one."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    SNAPSHOT.write_text(text(present()))


if __name__ == "__main__":
    main()
