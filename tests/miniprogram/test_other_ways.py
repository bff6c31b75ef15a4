"""Three people who do not film a challenge: a filing begun on one phone and gone on with on another, a recorded
statement, a notary's document, practice alone; a question, a correction, and money that comes after its order was over.
"""

from io import BytesIO
from pathlib import Path

import av
import pytest

from sandbox.people import PEOPLE
from scripts.demo import filing
from tests.miniprogram.case import Case, session
from tests.miniprogram.examine import LARGE, examine, examine_here
from tests.miniprogram.founding import begin
from tests.miniprogram.handset import Handset, Shelf, shelf
from tests.miniprogram.late_money import pays_too_late_and_again
from tests.miniprogram.rights import erases_what_a_former_seat_kept, gives_up_a_draft, unlinks_wechat
from tests.system import System

pytestmark = pytest.mark.xdist_group("system")
CAST = {each.key: each for each in PEOPLE}
CREW = (CAST["ou"], CAST["tang"], CAST["wei"])
WORDS = "出资额与我们说好的不一样，请先说明。"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
FORM, LAST = 5, 17
WRONG = "国家"
"""A word that makes a name wrong, which the reason quotes."""
QUOTED = (WRONG, "软件开发")


def test_three_people_take_other_ways_and_their_fee_comes_late(system: System, tmp_path: Path) -> None:
    case = Case(system, CREW)
    case.verifier.sign_in()
    with shelf(system, tmp_path, CREW[0]) as phones:
        founder = _is_founded_on_two_phones(case, phones)
        partner = _asks_a_question_and_sends_a_notarys_document(case, phones, founder)
        overseer = _records_a_statement_twice(case, phones)
        _practises_as_often_as_they_like(case, founder)
        _corrects_one_field(case, founder, overseer)
        case.license()
        _looks_at_their_company(case, overseer)
        pays_too_late_and_again(case, founder)
        erases_what_a_former_seat_kept(case, partner, CAST["su"])
        gives_up_a_draft(case, founder)
        unlinks_wechat(case, partner)


def _is_founded_on_two_phones(case: Case, phones: Shelf) -> Handset:
    """The first, in the usual look; the second, narrow, in large dark English type, opens at the question where the
    first stopped. Between them they show every question.
    """
    first = phones.phone(CREW[0], session=session(case.phones[0]))
    first.open("/pages/home/index")
    first.tap("设立公司")
    first.says("第 1 问")
    examine(first, "the office")
    first.open("/pages/home/index")
    name = filing.trade_name()
    begin(first, WRONG + name)
    case.application = case.phones[0].get("/api/v1/applications/")["applications"][0]
    case.application = case.phones[0].get(case.base)
    case.fill_in()
    second = phones.phone(CREW[0], width=320, session=session(case.phones[0]), look=LARGE)
    second.open("/pages/home/index")
    second.page.locator(".row", has_text=name).click()
    for number in range(3, LAST):
        second.says(f"Question {number} of {LAST}")
        examine_here(second, f"question {number}, narrow, large, dark, English", *case.names, *QUOTED)
        if number == 6:
            second.says("This name cannot be used")
        second.press("Next")
    case.save({"name": {"trade_name": name, "industry": "软件开发", "form": "有限公司"}})
    case.reserve()
    first.open(f"/pages/start/index?id={case.application['id']}")
    for number in range(LAST, 1, -1):
        first.says(f"第 {number} 问")
        examine_here(first, f"question {number}")
        if number == FORM:
            _goes_by_arrows(first)
        if number > 2:
            first.press("上一步")
    second.page.reload()
    second.says(f"Question {LAST} of {LAST}")
    second.press("Submit and ask everybody to sign")
    second.page.get_by_text("QR code").nth(1).wait_for()
    second.page.context.close()
    first.open(f"/pages/case/index?id={case.application['id']}")
    return first


def _goes_by_arrows(phone: Handset) -> None:
    """From one choice to the next and around; what is chosen stays, and so does the page."""
    full, short = phone.page.get_by_role("radio").all()
    full.focus()
    for key, reached in (("ArrowRight", short), ("ArrowDown", full), ("ArrowLeft", short)):
        phone.page.keyboard.press(key)
        assert reached.evaluate("choice => choice === document.activeElement"), key
    assert [each.get_attribute("aria-checked") for each in (full, short)] == ["false", "true"]
    phone.says(f"第 {FORM} 问")


def _asks_a_question_and_sends_a_notarys_document(case: Case, phones: Shelf, founder: Handset) -> Handset:
    phone, who = phones.phone(CREW[1]), case.phones[1]
    phone.open(case.room(who))
    phone.says("有一份登记申请请您核实并签名")
    examine(phone, "an invitation before sign-in")
    phone.page.evaluate("token => localStorage['zhaoban.session'] = token", session(who))
    phone.page.reload()
    _asks(case, phone, founder)
    phone.press("同意并继续")
    phone.says("准备好了，开始")
    examine(phone, "the camera")
    phone.page.locator(".tile", has_text="公证文书").click()
    _sends(phone, "a picture.png", b"\x89PNG", "image/png")
    phone.says("文件类型不符合要求")
    _sends(phone, "公证书.pdf", PDF, "application/pdf")
    phone.says("已交，登记人员看过后会通知您。")
    examine(phone, "the notary's document", *case.names)
    appointment, shown = case.handed_in(who)
    assert shown.content == PDF
    case.decide(appointment, "DOCUMENT_GENUINE")
    _signs(phone)
    examine(phone, "signed", *case.names)
    return phone


def _asks(case: Case, phone: Handset, founder: Handset) -> None:
    """What one wants to know stands on the founder's board, and nothing is signed meanwhile."""
    phone.tap("有疑问")
    phone.page.locator("uni-textarea textarea").fill(WORDS)
    examine_here(phone, "a question being written")
    phone.press("发给申请人")
    phone.says("您提出了疑问，暂不签名")
    examine(phone, "a question", *case.names)
    assert phone.page.locator("uni-button", has_text="签名").count() == 0
    founder.says(WORDS)
    examine(founder, "the board with a question", *case.names)
    phone.press("疑问已解决，继续")
    phone.says("怎样核实是您本人")


def _sends(phone: Handset, name: str, data: bytes, kind: str, press: str = "选择文件") -> None:
    with phone.page.expect_file_chooser() as asked:
        phone.press(press)
    asked.value.set_files({"name": name, "mimeType": kind, "buffer": data})
    phone.says(f"已选：{name}")
    phone.press("交给登记人员")


def _signs(phone: Handset) -> None:
    phone.says("已确认是您本人")
    phone.press("返回")
    phone.says("核验通过")
    phone.press("我已阅读，签名")
    phone.says("您已核实并签名")


def _records_a_statement_twice(case: Case, phones: Shelf) -> Handset:
    """Recorded here, and declined with its reason; then one that was recorded elsewhere."""
    who = case.phones[2]
    phone = phones.phone(CREW[2], session=session(who))
    phone.open(case.room(who))
    phone.page.locator(".tile", has_text="视频核验").click()
    assert len(phone.page.locator(".code").inner_text().strip()) == 6
    phone.press("开始录制")
    phone.says("正在录制，已 1 秒")
    examine_here(phone, "a statement being recorded")
    phone.press("录好了")
    phone.press("交给登记人员")
    phone.says("已交，登记人员看过后会通知您。")
    examine(phone, "a statement that was handed in", *case.names)
    appointment, shown = case.handed_in(who)
    with av.open(BytesIO(shown.content)) as film:
        assert {stream.type for stream in film.streams} == {"video", "audio"}
    case.decide(appointment, "CODE_NOT_SPOKEN", accept=False)
    phone.says("未能确认")
    examine(phone, "a statement that was declined", *case.names)
    phone.press("返回")
    phone.page.locator(".tile", has_text="视频核验").click()
    _sends(phone, "statement", shown.content, shown.headers["content-type"], "上传已录好的视频")
    appointment, again = case.handed_in(who)
    assert again.content == shown.content
    case.decide(appointment, "CODE_SPOKEN")
    _signs(phone)
    return phone


def _practises_as_often_as_they_like(case: Case, phone: Handset) -> None:
    """Who only looks ahead fails the practice, is told why, and has used nothing up."""
    who = case.phones[0]
    phone.open(case.room(who))
    phone.press("同意并继续")
    phone.press("先练一次")
    phone.says("练习")
    phone.press("准备好了，开始")
    phone.page.locator(".stage.filming").wait_for()
    phone.leave()
    phone.says("录制时离开了页面")
    phone.press("再试一次")
    phone.press("准备好了，开始")
    phone.page.locator(".stage.filming").wait_for()
    examine_here(phone, "the camera while it films")
    phone.says("这次练习没有通过")
    examine_here(phone, "a practice and its reasons")
    assert phone.page.locator(".verdict .card").count() >= 1
    task = case.open_invitation(who)["verification"]
    assert (task["latest_attempt"]["practice"], task["latest_attempt"]["verdict"]) == (False, None)
    kept = who.get("/api/v1/my-data")["kept"]
    assert [(each["kind"], bool(each["erased_at"])) for each in kept] == [("video", True)] * len(kept)
    assert kept
    case.signed_by(who)


def _looks_at_their_company(case: Case, phone: Handset) -> None:
    """Whoever represents it finds it on the home page, with its licence."""
    name = case.names[0]
    phone.open("/pages/home/index")
    phone.page.locator(".card", has_text="我的企业").get_by_text(name).click()
    phone.page.locator(".licence .code").first.wait_for()
    examine(phone, "the company", *case.names)
    phone.page.context.set_offline(True)
    phone.open("/pages/guide/index")  # It was never opened before, but fetched ahead.
    phone.says("网络不通")
    phone.page.context.set_offline(False)


def _corrects_one_field(case: Case, founder: Handset, overseer: Handset) -> None:
    """The field is one tap away; only the person whose papers changed looks again, and sees what is different."""
    case.filed()
    case.send_back()
    founder.open(f"/pages/case/index?id={case.application['id']}")
    founder.says("登记机关要求补正")
    examine(founder, "a correction", *case.names)
    founder.page.get_by_role("button", name="去修改").click()
    founder.says("第 9 问")
    founder.fill("邮政编码", "990122")
    founder.press("下一步")
    founder.says("第 10 问")
    founder.open(f"/pages/case/index?id={case.application['id']}")
    founder.says("已修改")
    founder.press("继续填写")
    founder.says("没有发现问题")
    founder.press("提交，请大家签名")
    founder.says("等待大家核实签名")
    board = f"{case.base}/signatories"
    case.phones[0].until(
        board, lambda answer: [s["signature"] for s in answer["seats"]] == ["SIGNED", "SIGNED", "WAITING"]
    )
    overseer.open("/pages/home/index")
    overseer.page.locator(".row", has_text=case.names[0]).click()
    overseer.says("与您上次签署的相比，改了这些")
    assert overseer.page.locator(".card", has_text="与您上次签署的相比").get_by_text("990122").count() == 1
    examine(overseer, "what is different", *case.names)
    case.signed_by(case.phones[2])
    case.filed()
