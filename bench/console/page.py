"""The first page in a browser that has never been here: from the address to what an officer can use."""

import os
import statistics
import time
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROUNDS = 7
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAGES = {"/console/sign-in": "#password", "/console/queue": "tbody a.number"}
"""Page → what must be visible before the officer can begin."""


def first_pages(address: str, session: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Page → median and slowest of several visits, each with an empty cache, in milliseconds."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        # The session's cookie goes to the API alone.
        cookies = [{"name": name, "value": value, "url": f"{address}/api/v1/"} for name, value in session.items()]
        found = {path: _visits(browser, address + path, awaited, cookies) for path, awaited in PAGES.items()}
        browser.close()
    return {path: (statistics.median(taken), max(taken)) for path, taken in found.items()}


def _visits(browser: Browser, address: str, awaited: str, cookies: list[Any]) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        context.add_cookies(cookies)
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_selector(awaited)
        taken.append((time.perf_counter() - began) * 1000)
        context.close()
    return taken
