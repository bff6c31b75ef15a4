"""The identity desk and the notices of a supervisor: people whom an officer must verify, clocks that run out."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.console.desk import Desk, Officers

pytestmark = pytest.mark.xdist_group("system")


def decide(desk: Desk, ground: str) -> None:
    """Choose the ground in the dialog that is open, and confirm; a single ground is chosen already."""
    chooser = desk.page.get_by_role("combobox", name="理由")
    if ground not in desk.page.get_by_role("dialog").last.inner_text():
        chooser.press("Enter")
        desk.page.get_by_role("option", name=ground).click()
    desk.press("确认")


def test_a_borderline_face_is_compared_and_decided_and_its_video_is_gone(
    officers: Officers, day: dict[str, Any]
) -> None:
    desk = officers.at("shencha", "identities")
    review = desk.page.locator("article.person").filter(has_text="苏映荷")
    expect(review).to_contain_text("接近界限")
    review.get_by_role("button", name="打开 苏映荷的人口库照片").click()
    review.get_by_role("button", name="打开 苏映荷的核验证据帧").click()
    expect(review.locator("img")).to_have_count(2)
    review.get_by_role("button", name="视频").click()
    expect(desk.page.locator("video.material")).to_be_visible()
    desk.page.keyboard.press("Escape")
    review.get_by_role("button", name="认定为本人").click()
    decide(desk, "确认为本人")
    desk.says("已决定，已通知当事人")
    expect(review).to_have_count(0)


def test_the_window_and_the_recorded_statement_are_decided_with_reasons(
    officers: Officers, day: dict[str, Any]
) -> None:
    desk = officers.at("shencha2", "identities")
    desk.page.get_by_label("窗口办理码").fill(day["window"])
    desk.press("调出")
    window = desk.page.locator("tbody tr").filter(has_text="窗口核验")
    expect(window.locator(".mono")).to_have_text(re.compile(r"\d{17}[\dX]"))
    window.get_by_role("button", name="认定", exact=True).click()
    decide(desk, "人、证一致")
    desk.says("已决定，已通知当事人")
    expect(window).to_have_count(0)

    statement = desk.page.locator("tbody tr").filter(has_text="视频陈述")
    statement.get_by_role("button", name="办理").click()
    statement.get_by_role("button", name="查看材料").click()
    expect(desk.page.locator("video.material")).to_be_visible()
    desk.page.keyboard.press("Escape")
    statement.get_by_role("button", name="不予认定").click()
    decide(desk, "画面或声音不清楚，无法核对")
    expect(statement).to_have_count(0)


def test_a_supervisor_is_told_of_overdue_cases_and_takes_note(officers: Officers, day: dict[str, Any]) -> None:
    desk = officers.at("zhuguan", "clock")
    expect(desk.page.locator("tbody tr").first).to_contain_text("已超期")
    total = re.compile(r"共 (\d+) 件")
    before = int((total.search(desk.page.locator("header.head").inner_text()) or pytest.fail("no total")).group(1))
    assert before > 1
    number = desk.page.locator("tbody a.number").first.inner_text()
    desk.page.locator("tbody").get_by_role("button", name="知悉").first.click()
    expect(desk.page.locator("header.head")).to_contain_text(f"共 {before - 1} 件")
    expect(desk.page.get_by_role("link", name=number)).to_have_count(0)
