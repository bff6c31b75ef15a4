"""python -m tests.console.pictures FOLDER [ROOM …]: every page of the running system's console as pictures, to look at.

At 1366 × 768 and 1920 × 1080, queue and cases also at 3840 × 2160, light and dark, Chinese and English; the dialogs;
empty, loading, refused, forbidden, offline pages; and what the printer gets. Fill the office first:
`python -m tests.console.plant 2 200`.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from config.settings import settings
from tests.console.conftest import CHROMIUM, FLAGS
from tests.console.desk import ROOMS, Desk, Officers
from tests.system import System

SIZES = {"1366": (1366, 768), "1920": (1920, 1080), "3840": (3840, 2160)}
LARGE = ("queue", "case-submitted-light-zh")
DIALOGS = {
    "case-submitted-returned": ("领取", "提出准予意见", "要求补正", "提出不予登记意见", "移交", "放回队列"),
    "case-completed": ("申请退款", "重新发起", "了结“不是我”"),
    "case-suspended": ("恢复办理",),
    "money": ("批准", "不予退款", "已处理", "说明"),
    "identities": ("认定为本人", "不予认定"),
    "supervision": ("已超期",),
    "queue": ("键盘说明",),
}
AT_ONCE = {"领取", "放回队列"}
"""Steps without a dialog."""
LOOKS = (("light", "zh"), ("dark", "zh"), ("light", "en"), ("dark", "en"))
CASE = "fetch('/api/v1/cases/?limit=100&order=submitted_at&desc=1').then(r => r.json()).then(r => r.cases)"
AWAY: dict[str, Any] = {
    "type": "about:blank",
    "title": "away",
    "status": 503,
    "code": "unavailable",
    "text": {"zh": "服务暂时不可用，请稍后再试。", "en": "The service is away for a moment; try again soon."},
}
STATES: dict[str, tuple[str, Any]] = {
    "empty": ("queue?view=open&q=没有这个名字", None),
    "loading": ("queue", lambda route: None),
    "refused": ("queue", lambda route: route.fulfill(status=503, json=AWAY, content_type="application/problem+json")),
    "forbidden": ("administration/audit", None),
    "absent": ("nowhere", None),
}


def rooms_of(desk: Desk, *, administrator: bool) -> Iterator[tuple[str, str]]:
    """Name and address of every page of this officer's, a case in each state among them."""
    for room in ROOMS:
        if room.startswith("administration") == administrator:
            yield room.replace("/", "-"), room
    if administrator:
        return
    desk.go("queue")
    desk.page.wait_for_selector("main#content h1")
    seen = set()
    for each in [*desk.page.evaluate(CASE), *desk.page.evaluate(CASE.replace("?", "?view=decided&", 1))]:
        kind = f"case-{each['state'].lower()}" + ("-returned" if each["returns"] else "")
        if kind not in seen and not each["number"].startswith("99012220260101"):
            seen.add(kind)
            yield kind, f"cases/{each['id']}"


def settled(page: Page) -> None:
    """Nothing on the way any more, charts drawn."""
    page.wait_for_selector("main#content h1, main.door h1")
    page.wait_for_load_state("networkidle") if "queue" not in page.url else page.wait_for_timeout(600)
    page.wait_for_timeout(400)


def keep(desk: Desk, folder: Path, name: str) -> None:
    for label, (width, height) in SIZES.items():
        if label == "3840" and not name.startswith(LARGE):
            continue
        desk.page.set_viewport_size({"width": width, "height": height})
        desk.page.wait_for_timeout(200)
        desk.page.screenshot(path=folder / f"{name}-{label}.png")


def look(officers: Officers, folder: Path, wanted: set[str]) -> None:
    for theme, language in LOOKS:
        for username in ("zhuguan", "guanli"):
            desk = officers.at(username, "account", color_scheme=theme)
            desk.page.evaluate(f"localStorage.setItem('console.language', '{language}')")
            for name, room in list(rooms_of(desk, administrator=username == "guanli")):
                if not wanted or name in wanted:
                    desk.go(room)
                    settled(desk.page)
                    keep(desk, folder, f"{name}-{theme}-{language}")
        officers.close()


def dialogs(officers: Officers, folder: Path) -> None:
    desk = officers.at("zhuguan", "account")
    rooms = dict(rooms_of(desk, administrator=False))
    for name, buttons in DIALOGS.items():
        if name not in rooms:
            continue
        desk.go(rooms[name])
        settled(desk.page)
        for button in buttons:
            desk.page.get_by_role("button", name=re.compile(f"^{button}")).first.click()
            desk.page.wait_for_timeout(800)
            if button not in AT_ONCE:
                desk.page.screenshot(path=folder / f"dialog-{name}-{button}.png")
                desk.page.keyboard.press("Escape")
                desk.page.wait_for_timeout(400)
    officers.close()


def doors(officers: Officers, folder: Path) -> None:
    for theme, language in LOOKS:
        desk = officers.stranger(color_scheme=theme)
        desk.page.add_init_script(f"localStorage.setItem('console.language', '{language}')")
        desk.go("sign-in")
        settled(desk.page)
        keep(desk, folder, f"sign-in-{theme}-{language}")
        officers.close()


def states(officers: Officers, folder: Path) -> None:
    desk = officers.at("zhuguan", "account")
    for name, (room, answer) in STATES.items():
        if answer is not None:
            desk.page.route("**/api/v1/cases/?*", answer)
        desk.go(room)
        desk.page.wait_for_timeout(1200)
        keep(desk, folder, f"state-{name}")
        desk.page.unroute_all()
    desk.go("queue")
    settled(desk.page)
    desk.context.set_offline(True)
    desk.page.wait_for_timeout(500)
    keep(desk, folder, "state-offline")
    officers.close()


def prints(officers: Officers, folder: Path) -> None:
    desk = officers.at("zhuguan", "queue")
    for name, room in list(rooms_of(desk, administrator=False)):
        if name == "supervision" or name.startswith("case-"):
            desk.go(room)
            settled(desk.page)
            desk.page.pdf(path=folder / f"print-{name}.pdf", format="A4", print_background=True)
    officers.close()


def main(folder: Path, wanted: set[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    running = System(settings().keys_folder.parent, dict(os.environ), settings().public_url, "")
    with sync_playwright() as playwright:
        officers = Officers(playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS), running)
        look(officers, folder, wanted)
        if not wanted:
            dialogs(officers, folder)
            doors(officers, folder)
            states(officers, folder)
            prints(officers, folder)
        officers.browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), set(sys.argv[2:]))
