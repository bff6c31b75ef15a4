"""The compiled mini-programs against the whole system: a founder in WeChat, a shareholder in Alipay, one company.

The screens' handlers are driven as fingers would; what came of it, the server is asked.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.people import PEOPLE
from scripts.demo.client import World
from scripts.demo.filing import ID_VALID_UNTIL, OFFICE
from scripts.demo.people import Phone
from scripts.demo.story import Story
from tests.miniprogram.founding import begin, describe, staff
from tests.miniprogram.host import HostPhone
from tests.system import System

pytestmark = [pytest.mark.xdist_group("system"), pytest.mark.usefixtures("mini_programs")]
FOUNDER, SHAREHOLDER, THIRD, OTHER = 0, 1, 2, 4
TEMPLATES = "/api/v1/message-templates"
IDENTITIES = "/api/v1/identities"


@pytest.fixture
def story(system: System) -> Story:
    world = World(system.api, system.sandbox, system.folder / "devices")
    people, secrets = Path(system.environment["ZHAOBAN_PEOPLE"]), system.folder / "keys" / "sample_officers.json"
    return Story(world, people, secrets)


@pytest.fixture
def phones(system: System, tmp_path: Path) -> Iterator[Callable[[str, int], HostPhone]]:
    opened: list[HostPhone] = []

    def open_phone(kind: str, who: int) -> HostPhone:
        opened.append(HostPhone(kind, PEOPLE[who], system, tmp_path / f"{kind}-{who}"))
        return opened[-1]

    yield open_phone
    for phone in opened:
        phone.close()


def test_a_founder_in_wechat_and_a_shareholder_in_alipay_found_a_company(
    story: Story, phones: Callable[[str, int], HostPhone], system: System
) -> None:
    wechat, purse = phones("wechat", FOUNDER), phones("alipay", FOUNDER)
    _sign_in_by_wechat(wechat, system)
    purse.launch("/pages/home/index")
    _link_by_text_message(purse, story)
    _found_on_two_phones(wechat, purse, story)
    for phone in (wechat, purse):
        assert phone.order("share", words="发给对方")["path"] == _room(story, SHAREHOLDER)
    wechat.launch(_room(story, FOUNDER))
    wechat.order("allow", camera=False)
    _verify_and_sign(wechat)
    _answers_about_messages(wechat, story)

    alipay = phones("alipay", SHAREHOLDER)
    alipay.launch(_room(story, SHAREHOLDER))
    _link_by_text_message(alipay, story)
    _verify_and_sign(alipay)

    third = phones("wechat", THIRD)
    _sign_in_by_wechat(third, system)
    third.launch(_room(story, THIRD))
    _verify_by_wechat_and_sign(third)
    for each in (FOUNDER, SHAREHOLDER, THIRD):
        seat = _seat(story, each)
        assert (seat["verification"], seat["signature"]) == ("PASSED", "SIGNED")

    purse.see("都已签好")
    _license(story)
    assert "wechat" in _channels(story.phones[FOUNDER], "progress")
    wechat.launch(f"/pages/case/index?id={story.application['id']}")
    for phone in (wechat, purse):
        phone.see(story.phones[FOUNDER].get(f"{story.base}/licence")["uscc"])
        phone.see("办理经过")
    _pay(wechat, purse, story)
    _unlinks_alipay(alipay, story)
    # Whoever knows no PATCH, and in Alipay no PUT, still says what is meant.
    assert {each["override"] for each in wechat.heard()} == {None, "PATCH"}
    assert "PUT" in {each["override"] for each in alipay.heard()}


def test_a_mini_program_that_is_signed_out_stays_so_until_asked(
    phones: Callable[[str, int], HostPhone], system: System
) -> None:
    phone = phones("wechat", OTHER)
    _sign_in_by_wechat(phone, system)
    phone.launch("/pages/me/index")
    phone.tap("退出登录")
    phone.see("设立公司")
    phone.launch("/pages/home/index")
    phone.see("用短信验证码登录")
    before = len(phone.heard())
    assert "zhaoban.session" not in dict(phone.order("storage"))
    phone.tap("登录")
    phone.see("需要我处理")
    assert "/api/v1/sign-in/mini-program" in {each["path"] for each in phone.heard()[before:]}


def _sign_in_by_wechat(phone: HostPhone, system: System) -> None:
    """The first time with the number that WeChat vouches for."""
    phone.launch("/pages/home/index")
    phone.see("使用本机手机号")
    url = f"{system.sandbox}/wechat/phones/{phone.person.phone}/phone-code"
    code = httpx.post(url, trust_env=False).json()["code"]
    phone.order("fire", event="getphonenumber", detail={"code": code}, where=["open-type", "getPhoneNumber"])
    phone.see("需要我处理")


def _found_on_two_phones(wechat: HostPhone, purse: HostPhone, story: Story) -> None:
    """Begun in WeChat, gone on with in Alipay at the question where it stopped, handed in there, followed in both."""
    begin(wechat, "青禾")
    founder = story.phones[FOUNDER]
    founder.token = dict(wechat.order("storage"))["zhaoban.session"]
    line = founder.get("/api/v1/applications/")["applications"][0]  # the newest
    _picks_a_day(wechat, founder, line["id"])
    purse.launch("/pages/home/index")
    purse.tap("云溪青禾")
    purse.says("第 4 问")
    people = (PEOPLE[FOUNDER], PEOPLE[SHAREHOLDER], PEOPLE[THIRD])
    describe(purse, people)
    staff(purse, people)
    purse.says("发给对方")
    story.application = founder.get(f"/api/v1/applications/{line['id']}")
    assert story.application["content"]["name"]["trade_name"] == "青禾"
    wechat.launch(f"/pages/case/index?id={line['id']}")
    wechat.says("发给对方")


def _picks_a_day(phone: HostPhone, founder: Phone, case: str) -> None:
    """In WeChat's calendar; the answer is saved like any other."""
    phone.launch(f"/pages/start/index?id={case}&field=people")
    phone.pick_day("身份证有效期至", ID_VALID_UNTIL)
    founder.until(f"/api/v1/applications/{case}", lambda draft: ID_VALID_UNTIL in str(draft["content"].get("people")))


def _link_by_text_message(phone: HostPhone, story: Story) -> None:
    """Alipay vouches for no number: the first time a text message does."""
    person = story.phones[SHAREHOLDER if phone.person == PEOPLE[SHAREHOLDER] else FOUNDER]
    phone.see("首次在这里登录")
    before = person._newest()
    phone.fill("手机号", phone.person.phone)
    while "短信验证码（6 位）" not in phone.screen():
        phone.tap("获取验证码")
        phone.see("短信验证码（6 位）|请等")
    phone.fill("短信验证码", person._code_after(before))
    phone.tap("登录")
    phone.see("同意并继续|需要我处理")


def _verify_and_sign(phone: HostPhone) -> None:
    """Whoever had refused the camera allows it in the host's settings; a call in the middle costs nothing."""
    phone.tap("同意并继续")
    if "去打开" in phone.see("去打开|准备好了，开始"):
        phone.tap("去打开")
    phone.tap("准备好了，开始")
    phone.says("正视屏幕")
    assert phone.order("lit")
    phone.order("leave")
    phone.says("录制时离开了页面")
    assert not phone.order("lit")
    phone.tap("再试一次")
    phone.says("准备好了，开始")
    phone.look_into_the_camera("准备好了，开始")
    assert "核验通过" in phone.see("核验通过|没有通过")
    phone.tap("继续签名")
    phone.tap("我已阅读，签名")
    phone.see("您已核实并签名")
    (handed_in,) = (
        each for each in phone.heard() if each["path"].endswith("/submission") and "/attempts/" in each["path"]
    )
    assert handed_in["status"] == 202
    parts = [each for each in phone.heard() if "/parts/" in each["path"]]
    assert {each["status"] for each in parts} == {200}


def _unlinks_alipay(phone: HostPhone, story: Story) -> None:
    """From then on Alipay alone signs nobody in here."""
    who = story.phones[SHAREHOLDER]
    who.token = dict(phone.order("storage"))["zhaoban.session"]
    assert [each["platform"] for each in who.get(IDENTITIES)["identities"]] == ["alipay"]
    phone.launch("/pages/me/index")
    phone.tap("解除关联")
    who.until(IDENTITIES, lambda mine: mine["identities"] == [])


def _answers_about_messages(phone: HostPhone, story: Story) -> None:
    """WeChat's main switch is off; then the lasting messages are wanted, and the single ones are not."""
    founder = story.phones[FOUNDER]
    for answer, said, known in (
        ("off", "消息总开关关着", set()),
        ("accept", "已开启", {"accepted"}),
        ("reject", "没有开启", {"accepted", "refused"}),
    ):
        phone.order("messages", answer=answer)
        phone.tap("开启微信提醒")
        phone.see(said)
        founder.until(TEMPLATES, lambda told, known=known: _answers(told) == known)
    assert "开启微信提醒" not in phone.screen(), "what was declined is not asked about again"


def _answers(told: dict[str, Any]) -> set[str]:
    return {each["answer"] for each in told["templates"] if each["answer"]}


def _channels(who: Phone, template: str) -> set[str]:
    """By which channels messages of this template have come to a telephone."""
    url = f"{who.world.sandbox}/phones/{who.person.phone}/messages"
    messages = httpx.get(url, trust_env=False).json()["messages"]
    return {each["channel"] for each in messages if each.get("template") == template}


def _verify_by_wechat_and_sign(phone: HostPhone) -> None:
    """WeChat's own face check instead of ours; the server asks WeChat what came of it."""
    phone.tap("微信人脸核身")
    phone.see("在微信小程序内按微信的提示完成")
    phone.tap("去完成认证")
    phone.tap("返回")
    phone.tap("我已阅读，签名")
    phone.see("您已核实并签名")
    assert "/result" in "".join(each["path"] for each in phone.heard())


def _license(story: Story) -> None:
    """Two officers at their desks."""
    story.filed()
    case = f"/api/v1/cases/{story.application['id']}"
    story.reviewer.sign_in()
    story.reviewer.post(f"{case}/claim")
    story.reviewer.post(f"{case}/proposal", {"comment": "材料齐全，符合法定形式。"})
    story.approve()
    story.licence()


def _pay(wechat: HostPhone, alipay: HostPhone, story: Story) -> None:
    """The founder gives up at WeChat's cashier, and pays the same charge at Alipay's."""
    body = {"carrier": "ems", "person_key": "p1", "region_code": OFFICE, "street": "听泉路18号302室"}
    charge = story.phones[FOUNDER].post(f"{story.base}/deliveries", body)["charge_id"]
    page = f"/pages/pay/index?charge={charge}&application={story.application['id']}"
    wechat.order("cashier", action="cancel")
    wechat.launch(page)
    wechat.tap("支付")
    wechat.see("还没有收到付款")
    assert story.phones[FOUNDER].get(f"/api/v1/charges/{charge}")["state"] == "open"
    alipay.launch(page)
    alipay.tap("支付")
    alipay.see("已收到付款")
    wechat.see("已收到付款")
    assert story.phones[FOUNDER].get(f"/api/v1/charges/{charge}")["state"] == "paid"


def _seat(story: Story, who: int) -> dict[str, str]:
    seats: list[dict[str, str]] = story.phones[FOUNDER].get(f"{story.base}/signatories")["seats"]
    return next(seat for seat in seats if seat["name"] == PEOPLE[who].name)


def _room(story: Story, who: int) -> str:
    return f"/pages/invitation/index?code={_seat(story, who)['link'].rsplit('/', 1)[-1]}"
