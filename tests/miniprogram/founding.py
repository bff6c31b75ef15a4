"""The seventeen questions, answered by a person at their phone."""

from sandbox.people import Person
from scripts.demo import filing
from tests.miniprogram.handset import Handset


def found(phone: Handset, people: tuple[Person, Person, Person], name: str) -> None:
    """From the home page to the question “who takes part”: the company itself."""
    phone.says("我的办件")
    phone.tap("设立公司")
    phone.tap("云溪县市场监督管理局")
    phone.tap("云溪")
    phone.fill("字号", name)
    phone.press("下一步")
    phone.fill("行业用语", "软件开发")
    phone.press("下一步")
    phone.tap("有限公司")
    phone.says("这个名称可以使用")
    phone.press("先占住这个名称")
    phone.says("已为您保留")
    phone.press("下一步")
    phone.page.locator(".chip.on", has_text="云溪县").wait_for()
    phone.press("下一步")
    for label, value in (("街道", "溪口镇"), ("路", "听泉路"), ("门牌号", "18号"), ("房号", "302室")):
        phone.fill(label, value)
    phone.press("下一步")
    phone.fill("联系电话", people[0].phone)
    phone.fill("邮政编码", "990122")
    phone.tap("我作出住所承诺")
    phone.press("下一步")
    phone.page.locator(".chip", has_text="软件开发").first.click()
    phone.says("已选 1 项")
    phone.press("下一步")
    phone.fill("注册资本", "100")
    phone.press("下一步")


def staff(phone: Handset, people: tuple[Person, Person, Person]) -> None:
    """From the people to the submission."""
    for turn, each in enumerate(people):
        if turn:
            phone.press("再加一人")
            phone.says(f"第 {turn + 1} 人")
        phone.fill("姓名", each.name, turn)
        phone.fill("身份证号码", each.id_number, turn)
        phone.fill("身份证有效期至", filing.ID_VALID_UNTIL, turn)
        phone.fill("手机号", each.phone, turn)
    phone.page.locator(".chip", has_text="这是我").first.click()
    phone.press("下一步")
    for turn, wan in enumerate(("60", "40")):
        phone.page.locator(".chip", has_text="是股东").nth(turn).click()
        phone.page.locator('uni-input[aria-label^="认缴出资"]').nth(turn).wait_for()
        phone.fill("认缴出资", wan, turn)
        phone.fill("缴足日期", "2030-12-31", turn)
        phone.page.locator(".chip", has_text="货币").nth(turn).click()
    phone.says("合计正好是注册资本")
    phone.press("下一步")
    _posts(phone, people)
    phone.tap("公司符合免报条件，我作出承诺")
    phone.press("下一步")
    phone.tap("长期")
    phone.press("下一步")
    phone.says("没有发现问题")
    phone.press("提交，请大家核实签名")


def _posts(phone: Handset, people: tuple[Person, Person, Person]) -> None:
    holders = {"法定代表人": 0, "董事": 0, "监事": 2, "财务负责人": 1, "登记联络员": 0}
    for post, who in holders.items():
        card = phone.page.locator(".card").filter(has=phone.page.get_by_text(post, exact=True))
        card.locator(".chip", has_text=people[who].name).click()
    phone.press("下一步")
