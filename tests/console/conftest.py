"""One running system with cases in its queue, and one Chromium, for all tests of the console."""

import json
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.console.desk import Officers
from tests.system import PROJECT, System

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
CASES, CROWD = 6, 10_010


@pytest.fixture(scope="session")
def day(system: System) -> dict[str, Any]:
    """Numbers of real filings in the office's queue by what happened to them, with ten thousand rows behind them."""
    assert (PROJECT / "console" / "dist" / "index.html").exists(), "build the console first: make setup"
    worker = system.processes["worker"]
    worker.send_signal(signal.SIGTERM)
    worker.wait()
    planted: dict[str, Any] = json.loads(
        system.run("-m", "tests.console.plant", str(CASES), str(CROWD)).strip().splitlines()[-1]
    )
    system.start("worker", "-m", "app.cli", "worker")
    return planted


@pytest.fixture(scope="session")
def queue(day: dict[str, Any]) -> list[str]:
    """The filings that wait unclaimed and in order."""
    numbers: list[str] = day["cases"]
    return numbers


@pytest.fixture(scope="package")
def chromium(system: System, day: dict[str, Any]) -> Iterator[Officers]:
    """A browser for the package; closed after it, because it keeps an event loop of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Officers(browser, system)
        browser.close()


@pytest.fixture
def officers(chromium: Officers) -> Iterator[Officers]:
    """The officers, whose windows are closed after the test; they stay signed in."""
    yield chromium
    chromium.close()
