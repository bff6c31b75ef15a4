"""What an issued licence states, line by line, for whoever shows it: out of the signed statement and nothing else."""

import json
from dataclasses import dataclass
from datetime import date

from app.documents.papers import chinese_date
from core.errors import Text
from core.money import wan

_ENGLISH = {"法定代表人": "Legal representative", "注册资本": "Registered capital", "住所": "Address"}
"""Of the labels that differ between kinds, which the statement itself names."""


@dataclass(frozen=True)
class Stated:
    """`qr`: the text of its QR; `lines`: a name and its value, which is Chinese as on the paper."""

    qr: str
    sample: bool
    lines: tuple[tuple[Text, str], ...]


def stated(statement: str) -> Stated:
    """Of `licence.json` (`payload.machine_readable`)."""
    it = json.loads(statement)
    lines = (
        (Text("类型", "Type"), it["company_type"]),
        (_label(it["representative_label"]), it["representative"]),
        (_label(it["capital_label"]), f"{wan(it['capital_fen'])}万元"),
        (Text("成立日期", "Established"), chinese_date(date.fromisoformat(it["established_on"]))),
        (_label(it["address_label"]), it["address"]),
        (Text("经营范围", "Scope"), it["scope"]),
    )
    return Stated(it["qr"], it["sample"], lines)


def _label(zh: str) -> Text:
    return Text(zh, _ENGLISH[zh])
