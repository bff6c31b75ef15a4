"""The seventeen questions, answered on whatever phone: a browser's, or a mini-program inside WeChat or Alipay."""

from typing import Protocol

from sandbox.people import Person
from scripts.demo import filing

People = tuple[Person, Person, Person]
HOLDERS = {0: 0, 1: 0, 2: 2, 4: 1, 5: 0}
"""Post, by its place on the screen → person: legal representative, director, supervisor, finance officer, liaison."""


class Fingers(Protocol):
    """What a person does with a phone. `turn`: the first (0), second, … of those that look alike."""

    def says(self, words: str) -> None: ...
    def tap(self, words: str) -> None: ...
    def press(self, words: str) -> None: ...
    def chip(self, words: str, turn: int = 0) -> None: ...
    def fill(self, label: str, value: str, turn: int = 0) -> None: ...
    def pick_day(self, label: str, day: str, turn: int = 0) -> None: ...


def begin(phone: Fingers, name: str) -> None:
    """From the home page to the question “which trade”: a draft that has a trade name."""
    phone.says("我的办件")
    phone.tap("设立公司")
    phone.tap("云溪县市场监督管理局")
    phone.says("第 2 问")
    phone.tap("云溪")
    phone.says("第 3 问")
    phone.fill("字号", name)
    phone.press("下一步")
    phone.says("第 4 问")


def describe(phone: Fingers, people: People) -> None:
    """From there to the question “who takes part”: the company itself."""
    phone.fill("行业用语", "软件开发")
    phone.press("下一步")
    phone.tap("有限公司")
    phone.says("这个名称可以使用")
    phone.press("先占住这个名称")
    phone.says("已为您保留")
    phone.press("下一步")
    phone.says("第 7 问")
    phone.says("云溪县")
    phone.press("下一步")
    for label, value in (("街道", "溪口镇"), ("路", "听泉路"), ("门牌号", "18号"), ("房号", "302室")):
        phone.fill(label, value)
    phone.press("下一步")
    phone.fill("联系电话", people[0].phone)
    phone.fill("邮政编码", "990122")
    phone.tap("我作出住所承诺")
    phone.press("下一步")
    phone.says("第 10 问")
    phone.chip("软件开发")
    phone.says("已选 1 项")
    phone.press("下一步")
    phone.fill("注册资本", "100")
    phone.press("下一步")


def staff(phone: Fingers, people: People) -> None:
    """From the people to the submission."""
    for turn, each in enumerate(people):
        if turn:
            phone.press("再加一人")
            phone.says(f"第 {turn + 1} 人")
        phone.fill("姓名", each.name, turn)
        phone.fill("身份证号码", each.id_number, turn)
        phone.pick_day("身份证有效期至", filing.ID_VALID_UNTIL, turn)
        phone.fill("手机号", each.phone, turn)
    phone.chip("这是我")
    phone.press("下一步")
    for turn, wan in enumerate(("60", "40")):
        phone.chip("是股东", turn)
        phone.fill("认缴出资", wan, turn)
        phone.fill("缴足日期", "2030-12-31", turn)
        phone.chip("货币", turn)
    phone.says("合计正好是注册资本")
    phone.press("下一步")
    phone.says("第 14 问")
    for post, who in HOLDERS.items():
        phone.chip(people[who].name, post)
    phone.press("下一步")
    phone.tap("公司符合免报条件，我作出承诺")
    phone.press("下一步")
    phone.tap("长期")
    phone.press("下一步")
    phone.says("没有发现问题")
    phone.press("提交，请大家签名")
