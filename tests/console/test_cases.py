"""Officers take cases from the queue to the licence, return them, and never get into each other's way."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.console.desk import Desk, Officers
from tests.system import System

pytestmark = pytest.mark.xdist_group("system")


def find(desk: Desk, number: str) -> None:
    """Search the queue for a case and open it by keyboard alone."""
    desk.go(f"queue?q={number}")
    expect(desk.page.locator("a.number")).to_have_count(1)
    desk.page.keyboard.press("Enter")
    desk.says("申报内容")


def add_point(desk: Desk, field: str, rule: str) -> None:
    """Begin a correction, or go on with it, by a field and a rule of the catalogue."""
    desk.press("要求补正")
    choose(desk, field, rule)
    desk.press("添加")


def choose(desk: Desk, field: str, rule: str) -> None:
    """A field and a rule in the dialog of a correction."""
    for placeholder, words in (("哪一项", field), ("哪条规则", rule)):
        chooser = desk.page.get_by_role("combobox", name=placeholder)
        chooser.fill(words)
        desk.page.get_by_role("option", name=re.compile(words)).first.click()


def test_two_officers_take_a_case_from_the_queue_to_the_licence_by_keyboard_alone(
    officers: Officers, queue: list[str]
) -> None:
    reviewer = officers.at("shencha", f"queue?q={queue[0]}")
    expect(reviewer.page.locator("a.number")).to_have_text(queue[0])
    reviewer.page.keyboard.press("c")
    reviewer.says("提出准予意见")
    reviewer.says(re.compile(r"990\d{3}\*{10}"))
    reviewer.page.keyboard.press("1")
    expect(reviewer.page.locator("#opinion")).to_be_focused()
    reviewer.page.keyboard.press("Control+Enter")
    reviewer.page.wait_for_url(re.compile(r"/queue\?q="))

    approver = officers.at("hezhun", "queue?view=to_approve")
    find(approver, queue[0])
    approver.page.keyboard.press("1")
    approver.says("不能撤回")
    approver.page.keyboard.press("Control+Enter")
    approver.says(re.compile("已发照|准予登记"))
    approver.says("当前状态下您没有可办理的步骤")
    assert not reviewer.errors + approver.errors


def test_whatever_is_personal_opens_on_a_click_with_its_purpose_and_is_in_the_log(
    officers: Officers, day: dict[str, Any]
) -> None:
    desk = officers.at("shencha2")
    desk.go(desk.case(day["returned"]))
    desk.says("补正前后对照")
    expect(desk.page.locator(".changes")).to_contain_text("陈渔舟")
    expect(desk.page.locator(".changes")).to_contain_text("138****0009")
    desk.choose("查看个人信息的目的", "处理异议")
    desk.page.get_by_role("button", name="打开 苏映荷的人口库照片").click()
    expect(desk.page.get_by_alt_text("苏映荷的人口库照片")).to_be_visible()
    desk.page.get_by_role("button", name="打开 苏映荷的核验证据帧").click()
    expect(desk.page.get_by_alt_text("苏映荷的核验证据帧")).to_be_visible()
    desk.page.get_by_role("button", name="查看身份证号的完整内容").first.click()
    desk.page.get_by_role("menuitem", name="核对身份").click()
    expect(desk.page.locator(".revealed").first).to_have_text(re.compile(r"\d{17}[\dX]"))
    desk.page.get_by_role("button", name="公司章程").click()
    expect(desk.page.locator(".sheets canvas").first).to_be_visible(timeout=20_000)
    desk.press("关闭")
    desk.press("核验文件中的签名")
    expect(desk.page.locator(".checks .ok").first).to_be_visible(timeout=20_000)
    expect(desk.page.locator(".checks .no")).to_have_count(0)
    administrator = officers.at("guanli", "administration/audit")
    rows = administrator.page.locator("tbody")
    for act in ("查看人口库照片", "查看证据帧", "查看个人信息", "查看文件", "核验签名"):
        expect(rows).to_contain_text(act)
    expect(rows).to_contain_text("目的：处理异议")
    assert not desk.errors


def test_a_case_is_returned_once_with_one_list_that_reads_as_the_notice_will(
    officers: Officers, queue: list[str]
) -> None:
    reviewer = officers.at("shencha")
    find(reviewer, queue[1])
    reviewer.press("领取")
    add_point(reviewer, "注册资本", "CP-0")
    reviewer.page.get_by_label("注册资本的补充说明").fill("请与章程核对。")
    choose(reviewer, "住所", "自行书写")
    reviewer.page.get_by_label("自行书写的补正要求").fill("请补充房屋的楼层。")
    reviewer.press("添加")
    reviewer.press("预览")
    reviewer.says("请与章程核对。")
    expect(reviewer.page.locator(".letter li").last).to_contain_text("请补充房屋的楼层。")
    reviewer.press("确认退回补正")
    reviewer.says("已退回补正（第 1 次）")
    reviewer.go(f"queue?view=waiting&q={queue[1]}")
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
    holder.says("已转由主管 沈若水承办")
    holder.go("queue")
    supervisor.press("移交")
    supervisor.choose("移交给", "高远航")
    supervisor.page.get_by_label("原因").fill("培训结束。")
    supervisor.press("确认移交")
    holder.page.get_by_role("link", name="我的提醒 1 件未处理").click()
    expect(holder.page.locator("tbody")).to_contain_text("移交给您")
    holder.press("知悉")
    holder.says("没有新的提醒")


def test_a_case_goes_from_the_queue_to_the_licence_with_one_correction_and_a_supervisor(
    officers: Officers, queue: list[str], system: System
) -> None:
    reviewer, supervisor, approver = officers.at("shencha"), officers.at("zhuguan"), officers.at("hezhun")
    find(reviewer, queue[4])
    reviewer.press("领取")
    add_point(reviewer, "注册资本", "CP-0")
    reviewer.press("预览")
    reviewer.press("确认退回补正")
    reviewer.says("已退回补正（第 1 次）")
    system.run("-m", "tests.console.plant", "answer", queue[4])

    find(reviewer, queue[4])
    reviewer.press("领取")
    reviewer.says("补正前后对照")
    expect(reviewer.page.locator(".changes")).to_contain_text("1,200,000")
    add_point(reviewer, "企业名称", "NM-0")
    reviewer.press("预览")
    reviewer.says("只能由主管退回")
    expect(reviewer.page.get_by_role("button", name="确认退回补正")).to_be_disabled()
    reviewer.press("返回修改")
    reviewer.press("取消")

    find(supervisor, queue[4])
    supervisor.press("接管")
    supervisor.page.get_by_label("原因").fill("由主管把关。")
    supervisor.press("确认接管")
    supervisor.press("提出准予意见")
    supervisor.press("确认提出准予意见")
    supervisor.page.wait_for_url(re.compile(r"/queue\?q="))
    find(supervisor, queue[4])
    supervisor.says("当前状态下您没有可办理的步骤")
    find(approver, queue[4])
    approver.press("准予登记")
    approver.press("确认准予登记")
    approver.says(re.compile("已发照|准予登记"))


def test_a_refusal_states_facts_and_articles_and_is_decided_by_another(officers: Officers, queue: list[str]) -> None:
    reviewer, approver = officers.at("shencha2"), officers.at("hezhun")
    find(reviewer, queue[5])
    reviewer.press("领取")
    reviewer.press("提出不予登记意见")
    expect(reviewer.page.get_by_role("button", name="确认", exact=True)).to_be_disabled()
    reviewer.page.get_by_label("查明的事实").fill("住所不存在。")
    reviewer.page.get_by_label("不符合的法律条款").fill("《市场主体登记管理条例》第十一条")
    reviewer.press("确认")
    reviewer.says("由另一位核准员决定")
    find(approver, queue[5])
    approver.press("不予登记")
    approver.page.get_by_label("查明的事实").fill("住所不存在，经实地核实。")
    expect(approver.page.get_by_label("不符合的法律条款")).to_have_value(re.compile("第十一条"))
    approver.press("确认")
    approver.says("已决定不予登记")
    approver.go(f"queue?view=decided&q={queue[5]}")
    expect(approver.page.locator("tbody")).to_contain_text("不予登记")


def test_a_stopped_case_goes_on_by_a_supervisors_word_alone(officers: Officers, day: dict[str, Any]) -> None:
    reviewer, supervisor = officers.at("shencha"), officers.at("zhuguan", "queue?view=open&attention=disputed")
    expect(supervisor.page.locator("a.number")).to_have_text(day["disputed"])
    find(reviewer, day["disputed"])
    reviewer.says("当前状态下您没有可办理的步骤")
    find(supervisor, day["disputed"])
    supervisor.press("恢复办理")
    supervisor.page.get_by_label("原因").fill("已电话核实，系误点。")
    supervisor.press("确认恢复办理")
    supervisor.says("待领取")


def propose(desk: Desk) -> None:
    desk.page.keyboard.press("1")
    expect(desk.page.locator("#opinion")).to_be_focused()


def send_back(desk: Desk) -> None:
    """What the rules found is chosen already: read it as the applicant will, and confirm."""
    desk.page.keyboard.press("2")
    desk.says("请一次列全")
    expect(desk.page.locator(".points li").first).to_be_visible()
    desk.page.keyboard.press("Control+Enter")
    desk.says("预览：申请人将读到")


def refuse(desk: Desk) -> None:
    desk.page.keyboard.press("3")
    expect(desk.page.locator("#facts")).to_be_focused()
    desk.page.keyboard.type("住所不存在。")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("《市场主体登记管理条例》第十一条")


def test_one_case_after_another_is_read_and_decided_without_a_mouse(officers: Officers, queue: list[str]) -> None:
    desk = officers.at("shencha2", "queue?view=unclaimed&q=青禾000&order=number")
    keys, company = desk.page.keyboard, desk.page.locator(".case-head h1")
    expect(desk.page.locator("tbody tr")).to_have_count(10)
    keys.press("Enter")
    desk.says("申报内容")
    keys.press("PageDown")
    expect(desk.page.locator("#content")).not_to_have_js_property("scrollTop", 0)
    for decide in (propose, propose, propose, send_back, refuse):
        name = company.inner_text()
        keys.press("1")
        expect(desk.page.get_by_role("button", name="放回队列")).to_be_visible()
        decide(desk)
        keys.press("Control+Enter")
        expect(company).not_to_have_text(name)
    desk.says("队列第 1 件，共 5 件")
    assert not desk.errors


def test_ten_thousand_open_cases_are_worked_through_by_keyboard_one_page_at_a_time(
    officers: Officers, queue: list[str]
) -> None:
    desk = officers.at("shencha", "queue?view=unclaimed&order=number")
    rows, keys = desk.page.locator("tbody tr"), desk.page.keyboard
    expect(rows).to_have_count(50)
    desk.says(re.compile(r"共 1\d{4} 条"))
    third, fourth = (rows.nth(n).locator("a.number").inner_text() for n in (2, 3))
    for key in "jxjx":
        keys.press(key)
    expect(rows.nth(2)).to_have_class(re.compile("current-row"))
    desk.says("已选 2 件")
    keys.press("c")
    desk.says("已领取 2 件")
    desk.press("撤销，放回队列")
    desk.says("已放回队列")

    expect(rows.nth(2)).to_contain_text(third)
    keys.press("Enter")
    desk.says("队列第 3 件")
    keys.press("n")
    expect(desk.page.locator(".case-head")).to_contain_text(fourth)
    keys.press("p")
    expect(desk.page.locator(".case-head")).to_contain_text(third)
    keys.press("Escape")
    desk.page.wait_for_url(re.compile("view=unclaimed&order=number"))
    expect(rows.nth(2)).to_have_class(re.compile("current-row"))

    desk.go("queue?view=unclaimed&q=知微00005")
    expect(desk.page.locator("a.number")).to_have_count(1)
    desk.go("queue?view=overdue&page=3")
    expect(desk.page.locator(".clock.late").first).to_contain_text("超期")
