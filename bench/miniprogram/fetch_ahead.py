"""python -m bench.miniprogram.fetch_ahead [URL]: what it costs and saves on a slow line that a browser fetches the
other pages ahead (`platform/ahead.ts`), against a running system.

Chromium at 375 × 812, processor slowed four times, a line of 400 kbit/s with 400 ms (CDP), a fresh profile for each
visit. Visits with and without alternate, so that whatever else the machine does falls on both; “without” takes the
links out of the document when it has come. A visit opens the home page, then the page with costs and times: either at
once, as somebody in a hurry, or when the line is at rest. No limit is set: the figures decide what `ahead.ts` does.
"""

import statistics
import sys
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.miniprogram.first_screen import CHROMIUM, FLAGS, READY, SLOWED, URL, WATCH

RUNS = 5
BYTES_PER_S = 400_000 / 8
LATENCY_MS = 400
REST_S = 5.0
NEXT_PAGE = "/pages/guide/index"
NEXT_IS_THERE = ".rows"
NOTHING_AHEAD = """document.addEventListener('DOMContentLoaded', () => {
  for (const each of document.querySelectorAll('link[rel=ahead]')) each.remove()
})"""
PATIENCE_MS = 120_000


@dataclass(frozen=True)
class Visit:
    """`first_ms`: until the home page could be used; `next_ms`: from the touch until the next page was there; `bytes`:
    that came over the line until then.
    """

    first_ms: float
    next_ms: float
    bytes: int


class Line:
    """A slow line, which counts what comes over it."""

    def __init__(self, session: CDPSession) -> None:
        self.received = 0
        self.last = time.monotonic()
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        session.send("Network.enable")
        speed = {"downloadThroughput": BYTES_PER_S, "uploadThroughput": BYTES_PER_S}
        session.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **speed})
        session.on("Network.dataReceived", lambda _: self._note(0))
        session.on("Network.loadingFinished", lambda event: self._note(int(event["encodedDataLength"])))

    def _note(self, size: int) -> None:
        self.received += size
        self.last = time.monotonic()

    def rest(self, page: Page) -> None:
        """Wait until nothing has come for a while."""
        while time.monotonic() - self.last < REST_S:
            page.wait_for_timeout(100)


def visit(browser: Browser, url: str, *, ahead: bool, hurried: bool) -> Visit:
    """One first visit, and from it to the next page."""
    context = browser.new_context(viewport={"width": 375, "height": 812}, has_touch=True, locale="zh-CN")
    page = context.new_page()
    page.add_init_script(WATCH)
    if not ahead:
        page.add_init_script(NOTHING_AHEAD)
    line = Line(context.new_cdp_session(page))
    page.goto(url, wait_until="commit", timeout=PATIENCE_MS)
    page.wait_for_function("() => window.seen > 0", timeout=PATIENCE_MS)
    first = page.evaluate("() => window.seen")
    if not hurried:
        line.rest(page)
    page.wait_for_selector(READY)
    touched = time.monotonic()
    page.evaluate("path => (location.hash = path)", NEXT_PAGE)
    page.wait_for_selector(NEXT_IS_THERE, timeout=PATIENCE_MS)
    took = (time.monotonic() - touched) * 1000
    seen = Visit(first, took, line.received)
    context.close()
    return seen


def run(url: str) -> None:
    """Print every figure: with, without."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        visit(browser, url, ahead=True, hurried=True)  # The browser's own first start is no phone's.
        for hurried in (True, False):
            seen: dict[bool, list[Visit]] = {True: [], False: []}
            for _ in range(RUNS):
                for ahead in seen:
                    seen[ahead].append(visit(browser, url, ahead=ahead, hurried=hurried))
            print(f"the next page {'at once' if hurried else 'when the line is at rest'}, {RUNS} visits each:")
            for ahead, visits in seen.items():
                print(f"  {'with' if ahead else 'without'}: {_told(visits)}")
        browser.close()


def _told(visits: list[Visit]) -> str:
    def middle(name: str) -> str:
        values = sorted(getattr(each, name) for each in visits)
        return f"{statistics.median(values):.0f} ({values[0]:.0f} to {values[-1]:.0f})"

    received = statistics.median(each.bytes for each in visits) / 1000
    return f"first screen {middle('first_ms')} ms, next page {middle('next_ms')} ms, {received:.0f} kB"


if __name__ == "__main__":
    run(sys.argv[1] if len(sys.argv) > 1 else URL)
