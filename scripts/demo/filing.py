"""What the demo's founder files: a limited company of two shareholders and a supervisor."""

import random
from datetime import date
from typing import Any

from sandbox.people import Person

OFFICE = "990122"
ID_VALID_UNTIL = "2034-06-30"
FIRST, SECOND = "星云青禾明远清风晨光安泽长和", "禾舟川岳澜序桥帆语桐原屿杉"


def trade_name() -> str:
    """Two characters nobody is likely to have taken."""
    return random.choice(FIRST) + random.choice(SECOND) + random.choice(SECOND)


def steps(founder: Person, second: Person, third: Person, name: str, today: date) -> list[tuple[str, dict[str, Any]]]:
    """The draft as a person fills it in: a title and a merge patch for each save."""
    due = date(today.year + 5, today.month, min(today.day, 28)).isoformat()
    return [
        (
            "名称 name",
            {"name": {"region": "云溪", "trade_name": name, "industry": "软件开发", "form": "有限公司"}},
        ),
        (
            "住所 address",
            {
                "address": {
                    "region_code": OFFICE,
                    "town": "溪口镇",
                    "road": "听泉路",
                    "number": "18号",
                    "room": "302室",
                    "commitment": True,
                    "phone": founder.phone,
                    "postcode": "990122",
                }
            },
        ),
        ("经营范围 scope", {"scope": {"items": ["I1001", "I1005"], "main": "I1001"}}),
        ("注册资本 capital", {"capital": {"registered_fen": 100_000_000}}),
        (
            "人员 people",
            {"applicant": "p1", "people": {f"p{n}": person(p) for n, p in enumerate((founder, second, third), 1)}},
        ),
        (
            "股东 shareholders",
            {
                "shareholders": {
                    "p1": {"subscribed_fen": 60_000_000, "method": "money", "due_on": due},
                    "p2": {"subscribed_fen": 40_000_000, "method": "money", "due_on": due},
                }
            },
        ),
        (
            "任职 posts",
            {
                "posts": {
                    "director": ["p1"],
                    "legal_representative": "p1",
                    "supervisor": ["p3"],
                    "finance_officer": "p2",
                    "liaison": "p1",
                }
            },
        ),
        (
            "受益所有人与期限 beneficial owners, term",
            {"beneficial_owners": {"exempt_promise": True}, "term": {"long_term": True}},
        ),
    ]


def person(each: Person) -> dict[str, Any]:
    """A person as the form asks for them."""
    return {"name": each.name, "id_number": each.id_number, "id_valid_until": ID_VALID_UNTIL, "phone": each.phone}
