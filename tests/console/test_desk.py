"""The identity desk and the notices of a supervisor: people whom an officer must verify, clocks that run out."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.console.axe import faults_in_dialog
from tests.console.desk import Desk, Officers

pytestmark = pytest.mark.xdist_group("system")


def decide(desk: Desk, ground: str) -> None:
    """Choose the ground in the dialog that is open, and confirm; a single ground is chosen already."""
    if ground not in desk.page.get_by_role("dialog").last.inner_text():
        desk.choose("理由", ground)
    desk.press("确认")


def test_a_borderline_face_is_compared_and_decided_and_its_video_is_gone(
    officers: Officers, day: dict[str, Any]
) -> None:
    desk = officers.at("shencha")
    desk.go(desk.case(day["borderline"], view="waiting"))
    desk.press("观看视频（留痕） · 苏映荷")
    expect(desk.page.locator("video.material")).to_be_visible()
    desk.page.keyboard.press("Escape")
    desk.page.get_by_role("link", name="到身份核验台决定").click()
    review = desk.page.locator("article.person").filter(has_text=day["borderline"])
    expect(review).to_contain_text("接近界限")
    review.get_by_role("button", name="打开 苏映荷的人口库照片").click()
    review.get_by_role("button", name="打开 苏映荷的核验证据帧").click()
    expect(review.locator("img")).to_have_count(2)
    review.get_by_role("button", name="观看视频").click()
    expect(desk.page.locator("video.material")).to_be_visible()
    desk.page.keyboard.press("Escape")
    review.get_by_role("button", name="认定为本人").click()
    assert not faults_in_dialog(desk.page)
    decide(desk, "确认为本人")
    desk.says("已决定，已通知当事人")
    expect(review).to_have_count(0)


def test_the_other_doors_are_decided_with_reasons_and_a_second_officer_where_the_risk_is_high(
    officers: Officers, day: dict[str, Any]
) -> None:
    desk, second = officers.at("shencha2", "identities"), officers.at("shencha", "identities")
    desk.page.get_by_label("窗口办理码").fill(day["window"])
    desk.press("调出")
    window = taken(desk, "窗口核验")
    expect(window.locator("dd.mono")).to_have_text(re.compile(r"\d{17}[\dX]"))
    window.get_by_role("button", name="认定为本人").click()
    decide(desk, "人、证一致")
    desk.says("已决定，已通知当事人")
    expect(window).to_have_count(0)

    take(desk, "视频陈述")
    statement = taken(desk, "视频陈述")
    expect(statement.locator(".spoken")).to_have_text(re.compile(r"\d{6}"))
    statement.get_by_role("button", name="观看视频").click()
    expect(desk.page.locator("video.material")).to_be_visible()
    desk.page.keyboard.press("Escape")
    statement.get_by_role("button", name="不予认定").click()
    decide(desk, "画面或声音不清楚，无法核对")
    expect(statement).to_have_count(0)

    for officer, told in ((desk, "还需另一位同事同意"), (second, "已决定，已通知当事人")):
        take(officer, "公证文书")
        document = taken(officer, "公证文书")
        document.get_by_role("button", name="查看公证书").click()
        expect(officer.page.locator(".sheets canvas").first).to_be_visible(timeout=20_000)
        officer.page.keyboard.press("Escape")
        document.get_by_role("button", name="认定为本人").click()
        officer.says("须两位工作人员")
        decide(officer, "公证书真实有效")
        officer.says(told)
        expect(document).to_have_count(0)
    assert not desk.errors + second.errors


def take(desk: Desk, door: str) -> None:
    """Take what waits at this door."""
    desk.page.locator("tbody tr").filter(has_text=door).get_by_role("button", name="办理").click()


def taken(desk: Desk, door: str) -> Locator:
    """The card of what this officer has taken."""
    return desk.page.locator("article.person").filter(has_text=door)


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


def test_a_refund_that_one_officer_asked_for_goes_back_by_the_word_of_another(
    officers: Officers, day: dict[str, Any]
) -> None:
    asker, second = officers.at("hezhun", "money"), officers.at("zhuguan", "money")
    for desk in (asker, second):
        expect(refund(desk)).to_contain_text(day["delivered"])
        expect(refund(desk)).to_contain_text("2 元")
    expect(refund(asker)).to_contain_text("须由另一人审核")
    expect(refund(asker).get_by_role("button")).to_have_count(0)
    refund(second).get_by_role("button", name="批准").click()
    second.says("不能撤回")
    second.press("确认")
    second.says("已批准，款项将原路退回")
    expect(refund(second)).to_have_count(0)
    second.go(second.case(day["delivered"], view="decided"))
    told = re.compile(r"(退款已批准|退款处理中|已退回)\s*2 元 · 服务未提供")
    expect(second.page.locator(".money p").filter(has_text=told)).to_have_count(1)
    assert not asker.errors + second.errors


def test_a_refund_is_asked_for_from_the_case_and_a_closed_one_anew_once(
    officers: Officers, day: dict[str, Any]
) -> None:
    asker, second = officers.at("hezhun"), officers.at("zhuguan", "money")
    asker.go(asker.case(day["delivered"], view="decided"))
    asker.press("申请退款")
    asker.page.get_by_label("金额（元）").fill("100")
    asker.says(re.compile("请填写 0.01 至"))
    asker.page.get_by_label("金额（元）").fill("0.5")
    asker.choose("原因", "收费有误")
    asker.page.get_by_label("说明（至少两个字，留痕）").fill("运费多收")
    asker.press("提出退款")
    asker.says("已提出退款，由另一人审核")
    asker.press("重新发起")
    asker.says("只能一次")
    assert not faults_in_dialog(asker.page)
    asker.press("确认")
    asker.says("已重新发起，由另一人审核")
    expect(asker.page.get_by_role("button", name="重新发起", exact=True)).to_have_count(0)
    second.go("money")
    for words in (("0.50 元", "运费多收"), ("1.50 元", "破损")):
        line = second.page.locator("tbody tr").filter(has_text=words[0]).filter(has_text=words[1])
        expect(line.get_by_role("button", name="批准")).to_have_count(1)
    expect(second.page.get_by_text("退款被支付机构关闭")).to_have_count(0)
    assert not asker.errors + second.errors


def refund(desk: Desk) -> Locator:
    """The line of the refund that was asked for because a parcel came late."""
    return desk.page.locator("tbody tr").filter(has_text="派送延误")


def test_every_figure_opens_its_cases(officers: Officers, day: dict[str, Any]) -> None:
    desk = officers.at("zhuguan", "supervision")
    dialog = desk.page.get_by_role("dialog")
    for figure in (re.compile("^申请人本人用时"), re.compile("^云溪县市场监督管理局 受理"), re.compile("^已超期")):
        desk.page.get_by_role("button", name=figure).first.click()
        expect(dialog.locator("tbody tr").first).to_be_visible()
        dialog.get_by_role("button", name=re.compile("关闭|Close")).first.click()
        expect(dialog).to_have_count(0)
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name="导出 CSV").click()
    sheet = download.value.path().read_text("utf-8-sig")
    assert "待领取" in sheet
    assert "SUBMITTED" not in sheet
