"""Shareholders and contributions: SH-01, CP-01 to CP-06; beneficial owners and the term, which follow from them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.applications.kinds.checks.capital import check_capital, latest_payment
from core.money import shares
from tests.app.applications.kinds.company import a_content, found, id_number, person


def holding(**difference: Any) -> dict[str, Any]:
    return {"subscribed_fen": 40_000_000, "method": "money", "due_on": "2031-11-20", **difference}


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        ({"subscribed_fen": 39_999_999}, ("shareholders", "CP-01", None)),
        ({"subscribed_fen": 40_000_001}, ("shareholders", "CP-01", None)),
        ({"subscribed_fen": 0}, ("shareholders.p2.subscribed_fen", "CP-01", "not_positive")),
        ({"due_on": "2031-11-22"}, ("shareholders.p2.due_on", "CP-02", None)),
        ({"due_on": "2026-11-20"}, ("shareholders.p2.due_on", "CP-02", "past")),
        ({"method": "labour"}, ("shareholders.p2.method", "CP-04", None)),
        ({"method": "goodwill"}, ("shareholders.p2.method", "CP-04", None)),
        ({"method": "barter"}, ("shareholders.p2.method", "CP-04", "unknown")),
        ({"method": "equity"}, ("shareholders.p2.valuation", "CP-05", None)),
        ({"subscribed_fen": None}, ("shareholders.p2.subscribed_fen", "FM-01", None)),
        ({"method": None}, ("shareholders.p2.method", "FM-01", None)),
        ({"due_on": None}, ("shareholders.p2.due_on", "FM-01", None)),
    ],
)
def test_each_breach_of_a_contribution_is_named(
    difference: dict[str, Any], expected: tuple[str, str, str | None]
) -> None:
    assert expected in found(shareholders={"p2": holding(**difference)})


@pytest.mark.parametrize(
    "difference",
    [
        {"due_on": "2031-11-21"},
        {"due_on": "2026-11-21"},
        {"method": "intellectual_property", "valuation": "清江评字第12号"},
    ],
)
def test_what_the_law_allows_passes(difference: dict[str, Any]) -> None:
    assert found(shareholders={"p2": holding(**difference)}) == set()


def test_the_difference_is_told_in_yuan() -> None:
    findings = list(
        check_capital(a_content(capital={"registered_fen": 100_000_050}), on=date(2026, 11, 21), complete=True)
    )
    assert [p.detail["difference"] for _, p in findings] == ["0.50"]


def test_a_draft_whose_shares_are_still_to_come_contradicts_nothing() -> None:
    assert found(complete=False, shareholders={"p2": None}) == set()
    assert found(complete=False, shareholders={"p2": {"subscribed_fen": None}}) == set()


def test_a_draft_that_exceeds_its_capital_hears_it_at_once() -> None:
    assert ("shareholders", "CP-01", None) in found(complete=False, capital={"registered_fen": 99})


@pytest.mark.parametrize(("count", "refused"), [(1, False), (50, False), (51, True)])
def test_a_limited_company_has_one_to_fifty_shareholders(count: int, refused: bool) -> None:
    people = {f"p{n}": person("林知远", id_number("19900307", f"{n:03d}"), f"138{n:08d}") for n in range(1, count + 1)}
    holders: dict[str, Any] = {f"p{n}": holding(subscribed_fen=100) for n in range(1, count + 1)}
    rules = {rule for _, rule, _ in found(
        people=people, shareholders={"p2": None, **holders}, capital={"registered_fen": 100 * count}
    )}  # fmt: skip
    assert ("SH-01" in rules) is refused


@pytest.mark.parametrize(
    ("on", "latest"),
    [
        (date(2026, 11, 21), date(2031, 11, 21)),
        (date(2028, 2, 29), date(2033, 2, 28)),
        (date(2026, 12, 31), date(2031, 12, 31)),
    ],
)
def test_five_years_end_on_the_same_day(on: date, latest: date) -> None:
    assert latest_payment(on) == latest


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=50))
def test_percentages_on_papers_sum_to_a_hundred(amounts: list[int]) -> None:
    parts = [part.rstrip("%") for part in shares(amounts)]
    assert all(len(part.split(".")[1]) == 4 for part in parts)
    assert sum(int(part.replace(".", "")) for part in parts) == 1_000_000


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=50), st.integers(-3, 3))
def test_only_an_exact_sum_passes(amounts: list[int], off: int) -> None:
    registered = sum(amounts) + off
    assume(registered > 0)
    holders: dict[str, Any] = {f"h{n}": holding(subscribed_fen=amount) for n, amount in enumerate(amounts)}
    content = a_content(shareholders={"p1": None, "p2": None, **holders}, capital={"registered_fen": registered})
    rules = {p.rule for _, p in check_capital(content, on=date(2026, 11, 21), complete=True)}
    assert ("CP-01" in rules) == (off != 0)


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"capital": {"registered_fen": 0}}, ("capital.registered_fen", "CP-01", "not_positive")),
        ({"capital": {"registered_fen": 100_000_000_001}}, ("capital.registered_fen", "CP-06", None)),
        ({"capital": {"registered_fen": 1_000_000_001}}, ("beneficial_owners.exempt_promise", "BO-01", None)),
        ({"beneficial_owners": None}, ("beneficial_owners.exempt_promise", "BO-01", "undecided")),
        ({"beneficial_owners": {"owners": ["p1"]}}, ("beneficial_owners.owners", "BO-01", "both")),
        (
            {"beneficial_owners": {"exempt_promise": False, "owners": ["p1"]}},
            ("shareholders.p2", "BO-02", None),
        ),
        ({"term": {"long_term": None}}, ("term.years", "FM-01", None)),
        ({"term": {"years": 10}}, ("term.years", "FM-02", "either_or")),
        ({"term": {"long_term": None, "years": 31}}, ("term.years", "CP-06", "term")),
    ],
)
def test_capital_term_and_beneficial_owners_are_judged(
    patch: dict[str, Any], expected: tuple[str, str, str | None]
) -> None:
    assert expected in found(**patch)


@pytest.mark.parametrize(
    "patch",
    [
        {"beneficial_owners": {"exempt_promise": False, "owners": ["p1", "p2"]}},
        {"term": {"long_term": None, "years": 30}},
    ],
)
def test_the_other_lawful_choices_pass(patch: dict[str, Any]) -> None:
    assert found(**patch) == set()
