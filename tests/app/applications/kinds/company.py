"""A company that breaks no rule, for tests that state only their difference. All persons are invented."""

from datetime import date
from typing import Any

from app.applications.content import Content, load
from app.applications.kinds.incorporation import check
from app.applications.kinds.kind import Facts
from app.applications.merge_patch import merge_patch
from app.register.id_number import check_character

TODAY = date(2026, 11, 21)
FULL_NAME = "云溪县沃禾软件有限公司"
FACTS = Facts(
    fictitious=True, office="990122", reserved_name=FULL_NAME, reserved_until=date(2027, 1, 20)
)  # fmt: skip


def id_number(born: str, sequence: str = "002") -> str:
    """An ID number of the fictitious county 云溪县."""
    first_17 = f"990122{born}{sequence}"
    return first_17 + check_character(first_17)


def a_company(**patch: Any) -> dict[str, Any]:
    """Two shareholders of 60 and 40 per cent, one director, a supervisor who holds no share; then a merge patch."""
    company: dict[str, Any] = {
        "applicant": "p1",
        "name": {"region": "云溪县", "trade_name": "沃禾", "industry": "软件", "form": "有限公司"},
        "address": {
            "region_code": "990122",
            "town": "城关镇",
            "road": "文昌路",
            "number": "12号",
            "room": "301室",
            "commitment": True,
            "phone": "13800000001",
        },
        "scope": {"items": ["I1001", "M1001"], "main": "I1001"},
        "capital": {"registered_fen": 100_000_000},
        "people": {
            "p1": person("林知远", id_number("19900307"), "13800000001"),
            "p2": person("周沐晴", id_number("19920815"), "13800000002"),
            "p3": person("陈屿", id_number("19881102"), "13800000003"),
        },
        "shareholders": {
            "p1": {"subscribed_fen": 60_000_000, "method": "money", "due_on": "2031-11-20"},
            "p2": {"subscribed_fen": 40_000_000, "method": "money", "due_on": "2031-11-20"},
        },
        "posts": {
            "director": ["p1"],
            "legal_representative": "p1",
            "supervisor": ["p3"],
            "finance_officer": "p2",
            "liaison": "p1",
        },
        "beneficial_owners": {"exempt_promise": True},
        "term": {"long_term": True},
    }
    return merge_patch(company, patch)


def person(name: str, number: str, phone: str) -> dict[str, Any]:
    return {"name": name, "id_number": number, "id_valid_until": "2036-05-01", "phone": phone}


def a_content(**patch: Any) -> Content:
    return load(a_company(**patch))


def found(
    facts: Facts = FACTS, *, on: date = TODAY, complete: bool = True, **patch: Any
) -> set[tuple[str, str, str | None]]:
    """Path, rule and case of everything found in the company after the patch."""
    findings = check(a_content(**patch), on=on, facts=facts, complete=complete)
    return {(path, p.rule, p.detail.get("case")) for path, there in findings.items() for p in there}
