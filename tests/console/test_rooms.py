"""Every room for every role: who may enter, and that it is well made."""

import os
import subprocess

import pytest
from playwright.sync_api import expect

from scripts.setup.front_ends import node
from tests.console.desk import ROOMS, Officers
from tests.system import PROJECT

pytestmark = pytest.mark.xdist_group("system")
EVERYBODY = {"catalogues", "account"}
CASES = {"queue"} | EVERYBODY
MAY_ENTER = {
    "shencha": CASES | {"identities"},
    "hezhun": CASES,
    "zhuguan": CASES | {"identities", "supervision"},
    "guanli": EVERYBODY | {room for room in ROOMS if room.startswith("administration/")},
}
WIDTHS = ({"width": 1366, "height": 768}, {"width": 1920, "height": 1080})


@pytest.mark.parametrize("username", MAY_ENTER)
def test_a_role_enters_its_own_rooms_and_no_other(officers: Officers, username: str) -> None:
    desk = officers.at(username, "account")
    for room, title in ROOMS.items():
        desk.go(room)
        heading = title if room in MAY_ENTER[username] else "您的角色不能进入这个页面"
        expect(desk.page.locator("main#content h1")).to_have_text(heading)
        named = desk.page.get_by_role("navigation").get_by_role("link", name=title)
        expect(named).to_have_count(int(room in MAY_ENTER[username]))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_room_complains_or_reaches_beyond_our_host(officers: Officers, theme: str) -> None:
    hosts = set()
    for username in ("zhuguan", "guanli"):
        desk = officers.at(username, "account", color_scheme=theme)
        desk.page.on("request", lambda request: hosts.add(request.url.split("/")[2] or request.url.split(":")[0]))
        for room in sorted(MAY_ENTER[username]):
            desk.go(room)
            expect(desk.page.locator("main#content h1")).to_be_visible()
            expect(desk.page.locator(".spinner")).to_have_count(0, timeout=15_000)
        assert not desk.errors
    assert hosts <= {officers.system.api.split("/")[2]}


def test_no_page_is_wider_than_the_screen(officers: Officers) -> None:
    for viewport in WIDTHS:
        for username in ("zhuguan", "guanli"):
            desk = officers.at(username, "account")
            desk.page.set_viewport_size(viewport)
            for room in MAY_ENTER[username]:
                desk.go(room)
                expect(desk.page.locator("main#content h1")).to_be_visible()
                assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (room, viewport)


def test_an_officer_who_loses_the_network_is_told(officers: Officers) -> None:
    desk = officers.at("shencha", "queue")
    desk.context.set_offline(True)
    desk.says("网络已断开")
    desk.press("刷新")
    desk.context.set_offline(False)
    expect(desk.page.get_by_text("网络已断开")).to_have_count(0)


def test_the_console_fits_the_types_of_the_contract() -> None:
    done = subprocess.run(
        ["npm", "run", "--silent", "check"], cwd=PROJECT / "console", env={**os.environ, **node()},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
