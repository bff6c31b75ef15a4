"""Officers take cases from the queue to the licence, return them, and never get into each other's way."""

import re

import pytest
from playwright.sync_api import expect

from tests.console.desk import Desk, Officers

pytestmark = pytest.mark.xdist_group("system")


def find(desk: Desk, number: str) -> None:
    """Search the queue for a case and open it by keyboard alone."""
    desk.go(f"queue?q={number}")
    expect(desk.page.locator("a.number")).to_have_count(1)
    desk.page.keyboard.press("Enter")
    desk.says("申报内容")


def test_two_officers_take_a_case_from_the_queue_to_the_licence(officers: Officers, queue: list[str]) -> None:
    reviewer = officers.at("shencha", f"queue?q={queue[0]}")
    expect(reviewer.page.locator("a.number")).to_have_text(queue[0])
    reviewer.page.keyboard.press("c")
    reviewer.says("提出准予意见")
    reviewer.says(re.compile(r"990\d{3}\*{10}"))
    reviewer.page.get_by_role("button", name="查看身份证号的完整内容").first.click()
    reviewer.page.get_by_role("menuitem", name="核对身份").click()
    expect(reviewer.page.locator(".revealed").first).to_have_text(re.compile(r"\d{17}[\dX]"))
    reviewer.page.get_by_role("button", name="公司章程").click()
    expect(reviewer.page.locator(".sheets canvas").first).to_be_visible(timeout=20_000)
    reviewer.press("关闭")
    reviewer.press("提出准予意见")
    reviewer.press("确认提出准予意见")
    reviewer.page.wait_for_url(re.compile("view=mine"))

    approver = officers.at("hezhun", "queue?view=to_approve")
    find(approver, queue[0])
    approver.press("准予登记")
    approver.says("不能撤回")
    approver.press("确认准予登记")
    approver.says(re.compile("已发照|准予登记"))
    approver.says("当前状态下您没有可办理的步骤")
    assert not reviewer.errors + approver.errors


def test_a_case_is_returned_once_with_one_list_that_reads_as_the_notice_will(
    officers: Officers, queue: list[str]
) -> None:
    reviewer = officers.at("shencha")
    find(reviewer, queue[1])
    reviewer.press("领取")
    reviewer.press("要求补正")
    for placeholder, words in (("哪一项", "注册资本"), ("哪条规则", "CP-0")):
        chooser = reviewer.page.get_by_role("combobox", name=placeholder)
        chooser.fill(words)
        reviewer.page.get_by_role("option", name=re.compile(words)).first.click()
    reviewer.press("添加")
    reviewer.page.get_by_label("注册资本的补充说明").fill("请与章程核对。")
    reviewer.press("预览")
    reviewer.says("请与章程核对。")
    reviewer.press("确认退回补正")
    reviewer.says("已退回补正（第 1 次）")
    reviewer.go("queue?view=waiting")
    expect(reviewer.page.locator("a.number")).to_have_text(queue[1])


def test_of_two_officers_one_gets_the_case_and_the_other_is_told(officers: Officers, queue: list[str]) -> None:
    quick, late, onlooker = officers.at("shencha2"), officers.at("shencha"), officers.at("zhuguan")
    # The late officer's window hears nothing, as behind a broken line: what it shows is out of date.
    late.page.route("**/api/v1/cases/events", lambda route: route.abort())
    for desk in (quick, late, onlooker):
        desk.go(f"queue?q={queue[2]}")
        expect(desk.page.get_by_role("button", name="领取", exact=True)).to_have_count(1)
    quick.press("领取")
    quick.says("提出准予意见")
    late.press("领取")
    late.says("当前状态")
    expect(onlooker.page.locator("tbody")).to_contain_text("高远航", timeout=8_000)


def test_a_supervisor_takes_a_case_over_and_its_holder_loses_it(officers: Officers, queue: list[str]) -> None:
    holder = officers.at("shencha2")
    find(holder, queue[3])
    holder.press("领取")
    holder.says("放回队列")
    supervisor = officers.at("zhuguan")
    find(supervisor, queue[3])
    supervisor.press("接管")
    supervisor.page.get_by_label("原因").fill("承办人外出培训。")
    supervisor.press("确认接管")
    supervisor.says("放回队列")
    expect(holder.page.get_by_role("button", name="放回队列")).to_have_count(0, timeout=8_000)


def test_ten_thousand_open_cases_are_one_page_at_a_time(officers: Officers, queue: list[str]) -> None:
    desk = officers.at("shencha", "queue?view=unclaimed")
    expect(desk.page.locator("tbody tr")).to_have_count(50)
    desk.says(re.compile(r"共 1\d{4} 条"))
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("j")
    expect(desk.page.locator("tbody tr").nth(2)).to_have_class(re.compile("current-row"))
    desk.go("queue?view=unclaimed&q=知微00005")
    expect(desk.page.locator("a.number")).to_have_count(1)
    desk.go("queue?view=overdue&page=3")
    expect(desk.page.locator(".clock.late").first).to_contain_text("超期")
