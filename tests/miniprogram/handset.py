"""Phones with the built pages in real Chromium, whose camera shows a person of the sandbox doing what is asked."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import httpx
from playwright.sync_api import Browser, Page, Route, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from sandbox.people import PEOPLE, Capture, Person, Prompted
from sandbox.people.performance import take
from tests.system import System

CHROMIUM = "/usr/bin/chromium"
TOO_MANY = 429
READY_S = 3.0
"""How long the person looks ahead, once the camera runs, before the recording begins."""
LATEST_S = 0.3
"""A recording that begins later than this would be of somebody who moves before the prompts."""
PRESS_IN_TIME = """([turn, ready, latest]) => {
  const shown = (document.querySelector('video')?.currentTime ?? 0) % turn
  if (shown < ready || shown > ready + latest) return false
  const button = [...document.querySelectorAll('uni-button')].find(each => each.textContent.includes('准备好了，开始'))
  button?.click()
  return Boolean(button)
}"""
TAIL_S = 1.5
FRAMES_PER_S = 30
JPEG = (cv2.IMWRITE_JPEG_QUALITY, 90)
PATIENCE_MS = 90_000
TRIES, TRY_MS = 10, 2_000
OTHERWISE = {"blink": "mouth", "mouth": "nod", "nod": "blink", "turn_left": "turn_right", "turn_right": "turn_left"}
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)


@dataclass
class Handset:
    """The open page, its person, and where the film for its camera lies. `film_s`: how long it lasts; `rendering_s`:
    time that no person needs.
    """

    page: Page
    person: Person
    people: Path
    film: Path
    system: System
    wrong: bool = False
    rendering_s: float = 0.0
    film_s: float = 0.0

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else f"{self.system.api}/#{path}")

    def sign_in(self) -> None:
        """By the code in the newest text message of the sandbox's phone."""
        before = self._newest()
        self.page.get_by_label("手机号").locator("input").fill(self.person.phone)
        while self._asks_for_a_code() == TOO_MANY:
            self.page.locator("uni-button:not([aria-disabled=true])", has_text="获取验证码").wait_for()
        self.page.get_by_label("短信验证码").locator("input").fill(self._code_after(before))
        self.press("登录")

    def _asks_for_a_code(self) -> int:
        """One a minute for a number: whoever asks too soon is told how long to wait."""
        with self.page.expect_response("**/sign-in/codes") as asked:
            self.press("获取验证码")
        assert asked.value.status in {202, TOO_MANY}, asked.value.text()
        return asked.value.status

    def leave(self) -> None:
        """Go to another app and come back, as the page hears of it."""
        tell = "document.dispatchEvent(new Event('visibilitychange'))"
        hidden = "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })"
        self.page.evaluate(f"{hidden}; {tell}; delete document.visibilityState; {tell}")

    def press(self, words: str) -> None:
        """The button that says this."""
        self.page.locator("uni-button", has_text=words).click()

    def tap(self, words: str) -> None:
        """The chip, row or tile that says exactly this."""
        self.page.get_by_text(words, exact=True).first.click()

    def chip(self, words: str, turn: int = 0) -> None:
        """The `turn`-th chip that says this."""
        self.page.locator(".chip", has_text=words).nth(turn).click()

    def says(self, words: str) -> None:
        """Wait until the page says this."""
        self.page.get_by_text(words).first.wait_for()

    def fill(self, label: str, value: str, turn: int = 0) -> None:
        """Write into the field of this label (the `turn`-th of them) and leave it."""
        box = self.page.locator(f'uni-input[aria-label^="{label}"] input').nth(turn)
        box.fill(value)
        box.blur()

    def pick_day(self, label: str, day: str, turn: int = 0) -> None:
        """Choose a day in the browser's own calendar, which lies over the word beside the field."""
        self.page.locator(f'.day-input[aria-label="选日期 {label}"]').nth(turn).fill(day)

    def draw(self) -> None:
        """A name, by mouse, finger or pen; once more where the page moved under the hand."""
        for _ in range(TRIES):
            self._draw_once()
            try:
                return self.page.get_by_text("重写").wait_for(timeout=TRY_MS)
            except PlaywrightTimeout:
                continue
        raise AssertionError("nothing that was drawn is on the pad")

    def _draw_once(self) -> None:
        pad = self.page.locator(".pad")
        pad.evaluate("pad => pad.scrollIntoView({block: 'center'})")  # Else the foot with its button may lie over it.
        box = pad.bounding_box()
        assert box
        mouse = self.page.mouse
        mouse.move(box["x"] + 40, box["y"] + 30)
        mouse.down()
        for n in range(1, 25):
            mouse.move(box["x"] + 40 + n * 9, box["y"] + 40 + (n % 6) * 11)
        mouse.up()

    def stand_before_the_camera(self) -> None:
        """Render the film for whatever challenge the server issues, before the page opens the camera."""
        self.page.route("**/verifications/*/attempts", self._render)

    def start_when_ready(self) -> None:
        """Press start when the film has come to the moment for which it was rendered; a hand that comes too late on a
        busy machine waits for the film's next turn.
        """
        self.page.get_by_text("准备好了，开始").wait_for()
        self.page.wait_for_function(PRESS_IN_TIME, arg=[self.film_s, READY_S, LATEST_S])

    def _render(self, route: Route) -> None:
        answer = route.fetch()
        if answer.status == 201:
            began = time.monotonic()
            film, self.film_s = self._act(answer.json())
            self.film.write_bytes(film)
            self.rendering_s += time.monotonic() - began
        route.fulfill(response=answer)

    def _act(self, challenge: dict[str, Any]) -> tuple[bytes, float]:
        begin, each = challenge["lead_in_s"], challenge["shown_s"]
        prompts = [
            Prompted(OTHERWISE[action] if self.wrong else action, begin + n * each, begin + (n + 1) * each)
            for n, action in enumerate(challenge["actions"])
        ]
        return moving_jpeg(self.person, prompts, self.people)

    def _messages(self) -> list[dict[str, Any]]:
        url = f"{self.system.sandbox}/phones/{self.person.phone}/messages"
        messages: list[dict[str, Any]] = httpx.get(url, timeout=10, trust_env=False).json()["messages"]
        return messages

    def _newest(self) -> int:
        return max((int(each["id"]) for each in self._messages()), default=0)

    def _code_after(self, before: int) -> str:
        for _ in range(150):
            for message in self._messages():
                if int(message["id"]) > before and message.get("code"):
                    return str(message["code"])
            self.page.wait_for_timeout(200)
        raise TimeoutError("no sign-in code reached the phone")


@dataclass
class Shelf:
    """Phones that lie beside one another: one browser, whose camera shows whoever stands before it."""

    browser: Browser
    people: Path
    film: Path
    system: System
    errors: list[str] = field(default_factory=list)

    def phone(self, person: Person, width: int = 375, **remembered: str) -> Handset:
        """A phone of this width; it remembers what is given under `zhaoban.…`, such as a session, and nothing else."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 812},
            locale="zh-CN",
            has_touch=True,
            permissions=["camera", "microphone"],
        )
        for name, value in remembered.items():
            context.add_init_script(f"localStorage['zhaoban.{name}'] ??= {json.dumps(value)}")
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return Handset(page, person, self.people, self.film, self.system)


@contextmanager
def shelf(system: System, folder: Path, ahead: Person = PEOPLE[0]) -> Iterator[Shelf]:
    """Phones for one test, whose camera shows a person who looks ahead. No page of theirs may throw an error."""
    people, film = Path(system.environment["ZHAOBAN_PEOPLE"]), folder / "camera.mjpeg"
    film.write_bytes(moving_jpeg(ahead, [], people)[0])
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=[*QUIET, f"--use-file-for-fake-video-capture={film}"]
        )
        phones = Shelf(browser, people, film, system)
        yield phones
        browser.close()
    assert not phones.errors, json.dumps(phones.errors, ensure_ascii=False)


def moving_jpeg(person: Person, prompts: list[Prompted], people: Path) -> tuple[bytes, float]:
    """The series of JPEG pictures that Chromium's fake camera plays again and again, and the seconds of one turn.

    Nobody films before the recording begins nor long after its end: there the person stands as still as a picture,
    which takes no time to draw.
    """
    seconds = prompts[-1].to_s + TAIL_S if prompts else 1.0
    frames = take(person.key, prompts, people, Capture(seconds=seconds, fps=FRAMES_PER_S))
    drawn = [cv2.imencode(".jpg", frame, JPEG)[1].tobytes() for frame in frames]
    before, after = int(READY_S * FRAMES_PER_S), int(TAIL_S * FRAMES_PER_S)
    whole = [*drawn[:1] * before, *drawn, *drawn[-1:] * after]
    return b"".join(whole), len(whole) / FRAMES_PER_S
