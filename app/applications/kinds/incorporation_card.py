"""The card of one person in an incorporation: what they agree to, in a few lines they can take in at a glance."""

from collections.abc import Iterator
from datetime import date

from app.applications.content import Content
from app.applications.kinds.capacities import capacities
from app.applications.kinds.kind import Capacity
from app.names.parse import CompanyName, normalise
from core.errors import Text
from core.money import shares, wan, yuan

_POSTS: dict[Capacity, Text] = {
    Capacity.LEGAL_REPRESENTATIVE: Text(
        "您任法定代表人，代表公司从事民事活动，并签署登记申请。",
        "You are the legal representative: you act for the company and sign the application.",
    ),
    Capacity.DIRECTOR: Text("您任董事，执行公司事务。", "You are director and conduct the company's affairs."),
    Capacity.SUPERVISOR: Text(
        "您任监事，监督董事和高级管理人员。", "You are supervisor and oversee the director and the officers."
    ),
    Capacity.GENERAL_MANAGER: Text("您任经理，负责日常经营。", "You are general manager and run the daily business."),
    Capacity.FINANCE_OFFICER: Text("您任财务负责人。", "You are the finance officer."),
    Capacity.LIAISON: Text(
        "您任登记联络员，负责信息公示以及与登记机关联系。",
        "You are the liaison: you publish what must be published and keep contact with the registry.",
    ),
    Capacity.AGENT: Text(
        "您是委托代理人，代为办理本次登记，不在公司任职。",
        "You file on the company's behalf and hold no post in it.",
    ),
}


def summary(content: Content, person_key: str) -> list[Text]:
    """What one person agrees to, the same on every day: it is hashed with their signature.

    KeyError for a person who has no part in the filing.
    """
    return list(_lines(content, person_key, capacities(content)[person_key]))


def _lines(content: Content, key: str, held: tuple[Capacity, ...]) -> Iterator[Text]:
    name = _name(content)
    capital = content.capital.registered_fen or 0
    yield Text(
        f"您参与设立“{name}”，注册资本{_wan_zh(capital)}。",
        f"You take part in founding {name} with a registered capital of {yuan(capital)} yuan.",
    )
    for capacity in held:
        if capacity is Capacity.SHAREHOLDER:
            yield from _holding(content, key)
        else:
            yield _POSTS[capacity]
    if Capacity.LEGAL_REPRESENTATIVE in held:
        yield from _promises(content)


def _holding(content: Content, key: str) -> Iterator[Text]:
    """Percentages are those of the papers: computed once, never typed."""
    amounts = [holding.subscribed_fen or 0 for holding in content.shareholders.values()]
    holding = content.shareholders[key]
    amount = holding.subscribed_fen or 0
    if not amount:
        return
    share = shares(amounts)[list(content.shareholders).index(key)]
    percent = share.rstrip("%").rstrip("0").rstrip(".") + "%"
    zh, en = f"您持股{percent}", f"You hold {percent}"
    if holding.due_on:
        yield Text(
            f"{zh}，须在{_zh(holding.due_on)}前缴足{_wan_zh(amount)}。",
            f"{en} and pay {yuan(amount)} yuan by {holding.due_on.isoformat()}.",
        )
    else:
        yield Text(f"{zh}，认缴{_wan_zh(amount)}。", f"{en} and subscribe {yuan(amount)} yuan.")


def _promises(content: Content) -> Iterator[Text]:
    if content.address.commitment:
        yield Text(
            "您承诺公司住所真实、合法、可以联系。", "You promise that the address is real, lawful and reachable."
        )
    if content.beneficial_owners.exempt_promise:
        yield Text(
            "您承诺公司符合受益所有人信息免报条件：股东全部为自然人，且没有他人控制或者受益。",
            "You promise that the exemption from naming beneficial owners applies: all shareholders are natural "
            "persons and nobody else controls the company or benefits from it.",
        )


def _name(content: Content) -> str:
    parts = content.name
    if parts.full:
        return normalise(parts.full)
    return normalise(
        CompanyName(parts.region or "", parts.trade_name or "", parts.industry or "", parts.form or "").full
    )


def _wan_zh(fen: int) -> str:
    return f"{wan(fen)}万元"


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
