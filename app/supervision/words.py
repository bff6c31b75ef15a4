"""What the keys of the figures are called in a spreadsheet; the console has its own list beside its other words."""

from collections.abc import Mapping

from app.applications.states import State
from core.rules import catalogue
from verification.reasons import Reason
from verification.verdicts import GROUNDS

STATES: Mapping[str, str] = {
    State.SUBMITTED: "待领取",
    State.IN_REVIEW: "审核中",
    State.PENDING_APPROVAL: "待核准",
    State.SUSPENDED: "中止",
}
KEYS: Mapping[str, str] = {
    "in_time": "时限内",
    "last_day": "24 小时内到期",
    "overdue": "已超期",
    "first_pass": "一次通过",
    "after_return": "补正后",
    "begun": "新建草稿",
    "submitted": "提交核实",
    "filed": "受理",
    "approved": "准予登记",
    "licensed": "已发照",
    "other": "其他（自由文字）",
}


REASONS: Mapping[str, str] = {each.value: each.words.zh for each in Reason} | {
    ground: words.zh for ground, words in GROUNDS.items()
}


def name_of(figure: str, key: str) -> str:
    """The Chinese name of a key; a code that nobody named is shown as it is, never hidden."""
    if figure == "returns" and key in catalogue():
        return f"{key} {catalogue()[key].title.zh}"
    if figure == "faces":
        return REASONS.get(key, key)
    return STATES.get(key) or KEYS.get(key, key)
