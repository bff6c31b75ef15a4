"""An officer at the console in a real browser: sign in, and look at what stands on the page."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pyotp
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.system import System

# Nothing moves any more, but for what turns for ever.
STILL = """() => document.getAnimations().every(
  (each) => each.playState !== 'running' || each.effect?.getComputedTiming().endTime === Infinity
)"""
ROOMS = {
    "queue": "工作队列",
    "identities": "身份核验台",
    "money": "退款与对账",
    "notices": "我的提醒",
    "clock": "时限督办",
    "supervision": "效能监督",
    "administration/officers": "人员与权限",
    "administration/audit": "审计日志",
    "administration/health": "系统状态",
    "administration/erasures": "删除情况",
    "catalogues": "现行规则",
    "account": "我的账号",
}


@dataclass
class Desk:
    """One browser context: its own cookies, its own network."""

    context: BrowserContext
    page: Page
    system: System
    errors: list[str] = field(default_factory=list)

    def go(self, room: str) -> None:
        self.page.goto(f"{self.system.api}/console/{room}")

    def sign_in(self, username: str, password: str, code: str) -> None:
        """Fill the form in and send it; what comes of it the test says."""
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.fill("#code", code)
        self.page.get_by_role("button", name="登录", exact=True).click()

    def says(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=15_000)

    def case(self, number: str, *, view: str = "open") -> str:
        """The address of a case, by its number."""
        found = f"fetch('/api/v1/cases/?view={view}&q={number}').then(r => r.json()).then(r => r.cases[0].id)"
        return f"cases/{self.page.evaluate(found)}"

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def choose(self, field: str, option: str) -> None:
        """Open a list and take an option: what still unfolds would slip away from under the pointer."""
        self.page.get_by_role("combobox", name=field).press("Enter")
        wanted = self.page.get_by_role("option", name=option)
        expect(wanted).to_be_visible()
        self.page.wait_for_function(STILL)
        wanted.click()
        expect(wanted).to_be_hidden()


@dataclass
class Officers:
    """The sample officers of a system, each signed in once: a one-time code works once in thirty seconds."""

    browser: Browser
    system: System
    states: dict[str, Any] = field(default_factory=dict)
    open: list[Desk] = field(default_factory=list)

    @property
    def secrets(self) -> dict[str, dict[str, str]]:
        path = self.system.folder / "keys" / "sample_officers.json"
        known: dict[str, dict[str, str]] = json.loads(path.read_text())
        return known

    def stranger(self, **options: Any) -> Desk:
        """A browser that has never been here."""
        context = self.browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", **options)
        desk = Desk(context, context.new_page(), self.system)
        desk.page.on("console", lambda message: desk.errors.append(message.text) if message.type == "error" else None)
        desk.page.on("pageerror", lambda error: desk.errors.append(str(error)))
        self.open.append(desk)
        return desk

    def at(self, username: str, room: str = "", **options: Any) -> Desk:
        """The officer at their desk, in a room."""
        if username not in self.states:
            mine = self.secrets[username]
            desk = self.stranger()
            desk.go("sign-in")
            desk.sign_in(username, mine["password"], pyotp.TOTP(mine["totp"]).now())
            expect(desk.page.locator(".desk")).to_be_visible(timeout=20_000)
            self.states[username] = desk.context.storage_state()
        desk = self.stranger(storage_state=self.states[username], **options)
        desk.go(room)
        expect(desk.page.locator("main#content h1").first).to_be_visible(timeout=20_000)
        return desk

    def close(self) -> None:
        for desk in self.open:
            desk.context.close()
        self.open.clear()
