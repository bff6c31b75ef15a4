"""A phone that is photographed: Chromium with a session and a look put into its storage, and sheets of pictures."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
HEIGHT, COLUMNS, PALE = 812, 6, "#8a8f98"
HOME = "/pages/home/index"
FETCHED_AHEAD = """() => [...document.querySelectorAll('link[rel=ahead], link[rel=prefetch]')].every(
  (each) => each.href && performance.getEntriesByName(each.href).length
)"""
"""Every page has come: whatever is opened from now on needs no network."""
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


@dataclass(frozen=True)
class Look:
    """One way the pages can look. `settings` are those of the page “me”."""

    name: str
    width: int = 375
    elder: bool = False
    dark: bool = False
    english: bool = False

    @property
    def settings(self) -> str:
        kept = {"elder": self.elder, "dark": self.dark, "english": self.english, "voice": False}
        return json.dumps({"type": "object", "data": kept})


LOOKS = (
    Look("light"),
    Look("narrow", width=320),
    Look("elder", elder=True),
    Look("elder-narrow", width=320, elder=True),
    Look("elder-dark", elder=True, dark=True),
    Look("dark", dark=True),
    Look("english", english=True),
)


class Studio:
    """One browser, and one folder of pictures per look."""

    def __init__(self, browser: Browser, address: str, folder: Path, looks: tuple[Look, ...]) -> None:
        self.browser, self.address, self.folder, self.looks = browser, address, folder, looks
        self.taken = 0

    def take(
        self, name: str, path: str, token: str = "", press: str = "", wait: str = "", *, offline: bool = False
    ) -> None:
        """Photograph one page in every look. `press`: what to press first; `wait`: a selector to wait for; `offline`:
        the network goes when home has come, and the page is opened without it.
        """
        self.taken += 1
        for look in self.looks:
            with self._phone(look, token) as page:
                page.goto(f"{self.address}/#{HOME if offline else path}")
                page.wait_for_load_state("networkidle")
                if offline:
                    page.wait_for_function(FETCHED_AHEAD)
                    page.context.set_offline(True)
                    page.evaluate("path => (location.hash = path)", path)
                if wait:
                    page.wait_for_selector(wait)
                if press:
                    page.locator(press).click()
                    page.wait_for_timeout(400)
                page.wait_for_timeout(250)
                target = self.folder / look.name / f"{self.taken:02d}-{name}.png"
                target.parent.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=target, full_page=True)

    @contextmanager
    def _phone(self, look: Look, token: str) -> Iterator[Page]:
        context: BrowserContext = self.browser.new_context(
            viewport={"width": look.width, "height": HEIGHT}, has_touch=True, permissions=["camera", "microphone"]
        )
        kept = {"zhaoban.look": look.settings, **({"zhaoban.session": token} if token else {})}
        context.add_init_script(
            "".join(f"localStorage.setItem({json.dumps(k)}, {json.dumps(v)});" for k, v in kept.items())
        )
        yield context.new_page()
        context.close()

    def sheets(self) -> list[Path]:
        """All pictures of a look side by side, to be looked at in one go."""
        made = []
        for look in self.looks:
            pictures = [Image.open(path) for path in sorted((self.folder / look.name).glob("*.png"))]
            for number in range(0, len(pictures), COLUMNS):
                row = pictures[number : number + COLUMNS]
                sheet = Image.new("RGB", (COLUMNS * (look.width + 12), max(p.height for p in row) + 12), PALE)
                for place, picture in enumerate(row):
                    sheet.paste(picture, (place * (look.width + 12) + 6, 6))
                made.append(self.folder / f"{look.name}-{number // COLUMNS + 1}.png")
                sheet.save(made[-1])
        return made


@contextmanager
def studio(address: str, folder: Path, looks: tuple[Look, ...] = LOOKS) -> Iterator[Studio]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield Studio(browser, address, folder, looks)
        browser.close()
