"""python -m scripts.checks [--quick]: every check and test, one after another, with a summary; any failure fails.

Checks that are missing a tool fail too: nothing is skipped.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from scripts.setup import front_ends
from scripts.setup.steps import PROJECT, PYTHON, run

PYTEST_PROCESSES = "2"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"
"""Without its cache, which once kept a contract that had been broken since."""


@dataclass(frozen=True)
class Check:
    name: str
    run: Callable[[], int]


def python(*words: str) -> Callable[[], int]:
    """A tool of the project's own environment."""
    return lambda: run([PYTHON, *words], environment=ONE_THREAD)


QUICK = (
    Check("ruff check", python("-m", "ruff", "check", ".")),
    Check("ruff format", python("-m", "ruff", "format", "--check", ".")),
    Check("mypy", python("-m", "mypy")),
    Check("import-linter", python("-c", LINT_IMPORTS)),
)
BROWSER = ("tests/console", "tests/miniprogram", "tests/sandbox/test_page.py")
"""Playwright keeps an event loop in its process, which no other tests there bear: each place runs in its own."""
TESTS = (
    Check("pytest", python("-m", "pytest", "-n", PYTEST_PROCESSES, *(f"--ignore={folder}" for folder in BROWSER))),
    *(Check(f"pytest in Chromium: {place}", python("-m", "pytest", place)) for place in BROWSER),
)


def of_front_ends(script: str) -> tuple[Check, ...]:
    """The same npm script in every front end there is; one that lacks it fails."""
    return tuple(
        Check(f"{folder.name}: {script}", lambda folder=folder: front_ends.npm(["npm", "run", script], folder))  # type: ignore[misc]
        for folder in front_ends.present()
    )


def main() -> None:
    quick = "--quick" in sys.argv[1:]
    checks = (*QUICK, *of_front_ends("check"), *(() if quick else TESTS))
    results = [(check.name, *_timed(check)) for check in checks]
    print(f"\n{'─' * 60}")
    for name, code, seconds in results:
        print(f"  {'通过 passed' if code == 0 else '失败 FAILED'}  {name} ({seconds:.0f} s)")
    failed = sum(code != 0 for _, code, _ in results)
    print(f"{len(results) - failed} 项通过 passed · {failed} 项失败 failed", flush=True)
    sys.exit(1 if failed else 0)


def _timed(check: Check) -> tuple[int, float]:
    print(f"\n── {check.name} {'─' * max(2, 56 - len(check.name))}", flush=True)
    began = time.monotonic()
    code = check.run()
    return code, time.monotonic() - began


if __name__ == "__main__":
    os.chdir(PROJECT)
    main()
