"""python -m scripts.checks [--quick]: every check and test, with a summary; any failure fails.

Checks that are missing a tool fail too: nothing is skipped.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
LONG, SHORT = ("tests/console", "tests/miniprogram"), "tests/sandbox/test_page.py"
"""What runs in a browser. Playwright keeps an event loop in its process, which no other tests there bear: each place
runs in its own."""
TESTS = Check(
    "pytest", python("-m", "pytest", "-n", PYTEST_PROCESSES, *(f"--ignore={each}" for each in (*LONG, SHORT)))
)


def of_front_ends(script: str) -> tuple[Check, ...]:
    """The same npm script in every front end there is; one that lacks it fails."""
    return tuple(
        Check(f"{folder.name}: {script}", lambda folder=folder: front_ends.npm(["npm", "run", script], folder))  # type: ignore[misc]
        for folder in front_ends.present()
    )


def main() -> None:
    quick = "--quick" in sys.argv[1:]
    outcomes = [_foreground(check) for check in (*QUICK, *of_front_ends("check"))]
    if not quick:
        outcomes += _tests()
    print(f"\n{'─' * 60}")
    for each in outcomes:
        print(f"  {'通过 passed' if each.code == 0 else '失败 FAILED'}  {each.name} ({each.seconds:.0f} s)")
    failed = sum(each.code != 0 for each in outcomes)
    print(f"{len(outcomes) - failed} 项通过 passed · {failed} 项失败 failed", flush=True)
    sys.exit(1 if failed else 0)


@dataclass(frozen=True)
class Outcome:
    name: str
    code: int
    seconds: float


def _tests() -> list[Outcome]:
    """All tests. Pages are waited for more than they compute, so the browser's long places run one after another beside
    the rest; what they say is shown when the rest has ended.
    """
    with ThreadPoolExecutor(1) as beside:
        places = [beside.submit(_captured, place) for place in LONG]
        outcomes = [_foreground(TESTS), _foreground(Check(_in_browser(SHORT), python("-m", "pytest", SHORT)))]
        for place in places:
            outcome, said = place.result()
            _heading(outcome.name)
            print(said, flush=True)
            outcomes.append(outcome)
    return outcomes


def _captured(place: str) -> tuple[Outcome, str]:
    began = time.monotonic()
    ran = subprocess.run(
        [PYTHON, "-m", "pytest", place],
        env={**os.environ, **ONE_THREAD},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(_in_browser(place), ran.returncode, time.monotonic() - began), ran.stdout


def _in_browser(place: str) -> str:
    return f"pytest in Chromium: {place}"


def _foreground(check: Check) -> Outcome:
    _heading(check.name)
    began = time.monotonic()
    code = check.run()
    return Outcome(check.name, code, time.monotonic() - began)


def _heading(name: str) -> None:
    print(f"\n── {name} {'─' * max(2, 56 - len(name))}", flush=True)


if __name__ == "__main__":
    os.chdir(PROJECT)
    # Some images say "write no bytecode"; each of the processes that tests start would then compile all it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    main()
