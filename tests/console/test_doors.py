"""Signing in: first time, recovery codes, lock-out, sessions ended elsewhere; and the guards of the cookie."""

import re

import httpx
import pyotp
import pytest
from playwright.sync_api import expect

from tests.console.desk import Officers

pytestmark = pytest.mark.xdist_group("system")
PASSWORD = "青山-seven-lanterns-42"


def test_a_new_officer_enrols_signs_in_by_recovery_code_and_ends_a_session_elsewhere(officers: Officers) -> None:
    administrator = officers.at("guanli", "administration/officers")
    administrator.press("添加人员")
    administrator.page.get_by_label("姓名").fill("审查员 江新月")
    administrator.page.get_by_label(re.compile("用户名")).fill("xinyue")
    administrator.press("保存")
    link = administrator.page.locator("input[aria-label=启用链接]").input_value()

    novice = officers.stranger()
    novice.page.goto(link)
    secret = novice.page.locator(".secret").inner_text().replace(" ", "")
    novice.page.fill("#new-password", PASSWORD)
    novice.page.fill("#again", PASSWORD)
    novice.page.fill("#totp", pyotp.TOTP(secret).now())
    novice.press("启用")
    expect(novice.page.locator(".recovery li")).to_have_count(10)
    codes = novice.page.locator(".recovery li").all_inner_texts()

    here, there = officers.stranger(), officers.stranger()
    for desk, code in ((here, codes[0]), (there, codes[1])):
        desk.go("")
        desk.press("认证器不在身边？用恢复码")
        desk.sign_in("xinyue", PASSWORD, code)
        expect(desk.page.locator(".desk")).to_be_visible(timeout=20_000)
    here.go("account")
    here.says("剩余恢复码 8 个")
    here.press("终止")
    there.go("account")
    there.says("动态验证码")

    again = officers.stranger()
    again.go("sign-in")
    again.press("认证器不在身边？用恢复码")
    again.sign_in("xinyue", PASSWORD, codes[0])
    again.says("用户名、密码或动态验证码不正确")


def test_five_wrong_tries_make_an_officer_wait_and_say_how_long(officers: Officers) -> None:
    desk = officers.stranger()
    desk.go("sign-in")
    for _ in range(5):
        desk.sign_in("shencha2", "wrong password here", "000000")
        desk.says("用户名、密码或动态验证码不正确")
        expect(desk.page.get_by_role("button", name="登录", exact=True)).to_be_disabled()
    desk.sign_in("shencha2", PASSWORD, "000000")
    desk.says(re.compile(r"约 \d+ 分钟后再试"))
    desk.says(re.compile(r"\d+ 秒后可以再试"))


def test_a_change_needs_the_token_that_only_our_page_can_read(officers: Officers) -> None:
    desk = officers.at("guanli", "account")
    cookie = next(each for each in desk.context.cookies(f"{officers.system.api}/api/v1") if "session" in each["name"])
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    with httpx.Client(
        base_url=officers.system.api, cookies={cookie["name"]: cookie["value"]}, trust_env=False
    ) as client:
        token = client.get("/api/v1/console/session").json()["csrf_token"]
        check, good = "/api/v1/administration/audit/checks", {"x-csrf-token": token}
        assert client.post(check).status_code == 403
        assert client.post(check, headers={"x-csrf-token": "0" * 64}).status_code == 403
        assert client.post(check, headers={**good, "origin": "https://elsewhere.example"}).status_code == 403
        assert client.post(check, headers={**good, "sec-fetch-site": "cross-site"}).status_code == 403
        assert client.post(check, headers=good).json()["whole"] is True
        client.cookies.set(cookie["name"], "no-such-session")
        assert client.get("/api/v1/console/session").status_code == 401


def test_pages_come_with_a_policy_that_lets_nothing_foreign_in(officers: Officers) -> None:
    answer = httpx.get(f"{officers.system.api}/console/queue", trust_env=False)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    for path in ("/console/assets/nothing.js", "/console/%2e%2e/package.json", "/console/..%2fpackage.json"):
        assert httpx.get(officers.system.api + path, trust_env=False).status_code == 404
