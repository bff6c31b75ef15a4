"""One case after another by keyboard: what an officer waits for between one decision and the next."""

import statistics
import time
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from bench.console.page import CHROMIUM, FLAGS

CASES = 12
STEPS = (("1", "button:has-text('放回队列')"), ("1", "#opinion:focus"))
"""Claim, and propose approval: a key, and what must be there before the next."""
SEND = "Control+Enter"
KEYS = len(STEPS) + 1


def case_after_case(address: str, session: dict[str, str]) -> tuple[float, float]:
    """Median and longest wait of a case, in milliseconds: from claiming it until the next one can be read.

    The cases are proposed for approval in truth.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        cookies: list[Any] = [{"name": n, "value": v, "url": f"{address}/api/v1/"} for n, v in session.items()]
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(f"{address}/console/queue?view=unclaimed&order=number")
        page.wait_for_selector("tbody a.number")
        page.keyboard.press("Enter")
        page.wait_for_selector(".case-head h1")
        taken = [_decide(page) for _ in range(CASES)]
        browser.close()
    return statistics.median(taken), max(taken)


def _decide(page: Page) -> float:
    company = page.locator(".case-head h1")
    name, began = company.inner_text(), time.perf_counter()
    for key, awaited in STEPS:
        page.keyboard.press(key)
        page.wait_for_selector(awaited)
    page.keyboard.press(SEND)
    expect(company).not_to_have_text(name)
    return (time.perf_counter() - began) * 1000
