"""Every room for every role: who may enter, and that it is well made."""

import re
from typing import Any

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.console.axe import faults_in_dialog, grave_faults
from tests.console.desk import ROOMS, Desk, Officers

pytestmark = pytest.mark.xdist_group("system")
EVERYBODY = {"catalogues", "account"}
CASES = {"queue", "notices", "money"} | EVERYBODY
MAY_ENTER = {
    "shencha": CASES | {"identities"},
    "hezhun": CASES,
    "zhuguan": CASES | {"identities", "clock", "supervision"},
    "guanli": EVERYBODY | {room for room in ROOMS if room.startswith("administration/")},
}
WIDTHS: tuple[ViewportSize, ...] = ({"width": 1366, "height": 768}, {"width": 1920, "height": 1080})


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
def test_every_page_can_be_used_by_everybody_and_stays_within_its_screen_and_host(
    officers: Officers, day: dict[str, Any], theme: str
) -> None:
    hosts = set()
    for username in ("zhuguan", "guanli"):
        desk = officers.at(username, "account", color_scheme=theme)
        desk.page.on("request", lambda request: hosts.add(request.url.split("/")[2] or request.url.split(":")[0]))
        cases = [desk.case(day[which]) for which in ("returned", "disputed")] if username == "zhuguan" else []
        for room in [*sorted(MAY_ENTER[username]), *cases]:
            desk.go(room)
            expect(desk.page.locator("main#content h1")).to_be_visible()
            expect(desk.page.locator(".spinner")).to_have_count(0, timeout=15_000)
            assert not grave_faults(desk.page), (room, theme)
            for viewport in WIDTHS:
                desk.page.set_viewport_size(viewport)
                assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (room, viewport)
        assert not desk.errors
    assert hosts <= {officers.system.api.split("/")[2]}


def test_every_dialog_and_the_printed_case_can_be_used_by_everybody(officers: Officers, day: dict[str, Any]) -> None:
    desk, administrator = officers.at("zhuguan"), officers.at("guanli", "administration/officers")
    desk.go(desk.case(day["returned"]))
    desk.press("领取")
    faults = {step: in_dialog(desk, step) for step in ("提出准予意见", "要求补正", "提出不予登记意见", "移交")}
    desk.press("放回队列")
    desk.page.wait_for_url(re.compile("/queue"))
    faults["keys"] = in_dialog(desk, "键盘说明")
    colleague = officers.at("shencha2")
    colleague.go(colleague.case(day["returned"]))
    colleague.press("领取")
    desk.go(desk.case(day["returned"]))
    faults["take over"] = in_dialog(desk, "接管")
    colleague.press("放回队列")
    desk.go(desk.case(day["delivered"], view="decided"))
    expect(desk.page.locator(".track li")).to_have_count(7)
    for state in ("已退款", "部分退款", "待缴", "已失效"):
        expect(desk.page.locator(".money-head").filter(has_text=state)).to_have_count(1)
    faults |= {step: in_dialog(desk, step) for step in ("申请退款", "了结“不是我”")}
    desk.page.emulate_media(media="print")
    faults["print"] = grave_faults(desk.page)
    desk.page.emulate_media(media="screen")
    desk.go("supervision")
    faults["figure"] = in_dialog(desk, re.compile("^受理 "))
    desk.go("money")
    faults |= {step: in_dialog(desk, step) for step in ("批准", "不予退款", "已处理", "说明")}
    faults["officer"] = in_dialog(administrator, "添加人员")
    faults["change"] = in_dialog(administrator, re.compile("^(更改|编辑|修改)"))
    assert {name: found for name, found in faults.items() if found} == {}


def in_dialog(desk: Desk, button: str | re.Pattern[str]) -> list[str]:
    """What is wrong, in both themes, with the dialog that a button opens, which Escape closes."""
    desk.page.get_by_role("button", name=button, exact=isinstance(button, str)).first.click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_have_count(1)
    expect(dialog.locator(".spinner")).to_have_count(0)
    found = faults_in_dialog(desk.page)
    desk.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_door_can_be_used_by_everybody(officers: Officers, theme: str) -> None:
    desk = officers.stranger(color_scheme=theme)
    for room in ("sign-in", "enrol/no-such-code"):
        desk.go(room)
        expect(desk.page.locator("h1")).to_be_visible()
        expect(desk.page.locator(".spinner")).to_have_count(0)
        assert not grave_faults(desk.page), (room, theme)


def test_an_officer_who_loses_the_network_is_told(officers: Officers) -> None:
    desk = officers.at("shencha", "queue")
    desk.context.set_offline(True)
    desk.says("网络已断开")
    desk.press("刷新")
    desk.context.set_offline(False)
    expect(desk.page.get_by_text("网络已断开")).to_have_count(0)
