"""What the demo's founder files: a limited company of two shareholders and a supervisor."""

import random
from datetime import date
from typing import Any

from sandbox.people import Person

OFFICE = "990122"
ID_VALID_UNTIL = "2034-06-30"
FIRST, SECOND = "星云青禾明远清风晨光安泽长和", "禾舟川岳澜序桥帆语桐原屿杉"

Patch = dict[str, Any]

ADDRESS: Patch = {
    "region_code": OFFICE,
    "town": "溪口镇",
    "road": "听泉路",
    "number": "18号",
    "room": "302室",
    "commitment": True,
    "postcode": "990122",
}
POSTS: Patch = {
    "director": ["p1"],
    "legal_representative": "p1",
    "supervisor": ["p3"],
    "finance_officer": "p2",
    "liaison": "p1",
}


def trade_name() -> str:
    """Three characters nobody is likely to have taken."""
    return random.choice(FIRST) + random.choice(SECOND) + random.choice(SECOND)


def steps(people: tuple[Person, Person, Person], name: str, today: date) -> list[tuple[str, Patch]]:
    """The draft as a person fills it in: a title and a merge patch for each save."""
    due = date(today.year + 5, today.month, min(today.day, 28)).isoformat()
    named = {f"p{n}": person(each) for n, each in enumerate(people, 1)}
    shares = {key: {"subscribed_fen": fen, "method": "money", "due_on": due} for key, fen in SHARES_FEN.items()}
    return [
        ("名称 name", {"name": {"region": "云溪", "trade_name": name, "industry": "软件开发", "form": "有限公司"}}),
        ("住所 address", {"address": {**ADDRESS, "phone": people[0].phone}}),
        ("经营范围 scope", {"scope": {"items": ["I1001", "I1005"], "main": "I1001"}}),
        ("注册资本 capital", {"capital": {"registered_fen": sum(SHARES_FEN.values())}}),
        ("人员 people", {"applicant": "p1", "people": named}),
        ("股东 shareholders", {"shareholders": shares}),
        ("任职 posts", {"posts": POSTS}),
        ("受益所有人 beneficial owners", {"beneficial_owners": {"exempt_promise": True}}),
        ("期限 term", {"term": {"long_term": True}}),
    ]


SHARES_FEN = {"p1": 60_000_000, "p2": 40_000_000}


def person(each: Person) -> Patch:
    """A person as the form asks for them."""
    return {
        "name": each.name,
        "id_number": each.id_number,
        "id_valid_until": ID_VALID_UNTIL,
        "phone": each.phone,
    }
