"""Persons and posts: PS-01 to PS-19, CT-01, CT-02."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.applications.kinds.kind import Bar
from app.register.id_number import check_character
from tests.app.applications.kinds.company import FACTS, found, id_number, person

P4 = person("许栖云", id_number("19950901"), "13800000004")
P5 = person("沈晟", id_number("19950902"), "13800000005")
P6 = person("韩澄", id_number("19950903"), "13800000006")
OLD_COUNTY = "11010319800101001"


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        ({"name": "林"}, ("name", "PS-01", "name")),
        ({"name": "Lin Zhiyuan"}, ("name", "PS-01", "name")),
        ({"name": "林 知远"}, ("name", "PS-01", "name")),
        ({"name": "·知远"}, ("name", "PS-01", "name")),
        ({"name": None}, ("name", "FM-01", None)),
        ({"name": "  "}, ("name", "FM-01", None)),
        ({"id_number": "99012219900307002"}, ("id_number", "PS-01", "length")),
        ({"id_number": "990122900307002"}, ("id_number", "PS-01", "fifteen")),
        ({"id_number": "990123199003070025"}, ("id_number", "PS-01", "region")),
        ({"id_number": "990122199013070025"}, ("id_number", "PS-01", "date")),
        ({"id_number": id_number("19900307")[:17] + "?"}, ("id_number", "PS-01", "length")),
        ({"id_number": OLD_COUNTY + check_character(OLD_COUNTY)}, ("id_number", "PS-01", "county_unknown")),
        ({"id_number": id_number("20081122")}, ("id_number", "PS-03", None)),
        ({"id_number": id_number("20081122")}, ("id_number", "PS-09", None)),
        ({"id_number": id_number("19920815")}, ("id_number", "PS-17", None)),
        ({"sex": "male"}, ("sex", "PS-01", "sex")),
        ({"nationality": "DE"}, ("nationality", "PS-16", None)),
        ({"id_valid_until": "2026-11-20"}, ("id_valid_until", "PS-02", None)),
        ({"id_valid_until": "2026-12-20"}, ("id_valid_until", "PS-02", "soon")),
        ({"id_valid_until": "2047-01-01"}, ("id_valid_until", "PS-02", "too_far")),
        ({"id_valid_until": None}, ("id_valid_until", "FM-01", None)),
        ({"id_long_term": True}, ("id_valid_until", "FM-02", "either_or")),
        ({"id_long_term": True, "id_valid_until": None}, ("id_long_term", "PS-02", "long_term")),
        ({"phone": "1380000001"}, ("phone", "CT-01", None)),
        ({"phone": "+8613800000001"}, ("phone", "CT-01", None)),
        ({"phone": "12800000001"}, ("phone", "CT-01", None)),
        ({"phone": "１３８００００００１１"}, ("phone", "CT-01", None)),
        ({"phone": None}, ("phone", "FM-01", None)),
        ({"email": "lin@"}, ("email", "CT-02", None)),
    ],
)
def test_each_breach_of_a_person_is_named(difference: dict[str, Any], expected: tuple[str, str, str | None]) -> None:
    field, rule, case = expected
    all_found = found(people={"p1": difference})
    paths = {f"people.p1.{field}", f"people.p2.{field}"} if rule == "PS-17" else {f"people.p1.{field}"}
    assert any((path, rule, case) in all_found for path in paths)


def test_a_wrong_check_character_is_found() -> None:
    right = id_number("19900307")
    wrong = right[:17] + ("1" if right[17] != "1" else "2")
    assert found(people={"p1": {"id_number": wrong}}) == {("people.p1.id_number", "PS-01", "check_digit")}


@pytest.mark.parametrize(
    "difference",
    [
        {"name": "阿依古丽·买买提"},
        {"id_number": id_number("20081121")},
        {"sex": "female"},
        {"phone": "19900000001"},
        {"email": "lin.zhiyuan@example.cn"},
        {"id_valid_until": "2026-12-21"},
        {"id_number": id_number("19801121"), "id_long_term": True, "id_valid_until": None},
    ],
)
def test_what_cards_and_telephones_may_hold_passes(difference: dict[str, Any]) -> None:
    assert found(people={"p1": difference}) == set()


def test_the_fictitious_county_is_no_county_in_production() -> None:
    rules = {(path, case) for path, _, case in found(replace(FACTS, fictitious=False))}
    assert ("people.p1.id_number", "region") in rules
    assert ("address.region_code", "region_unknown") in rules


def test_a_card_that_expires_between_saving_and_filing_is_found_at_filing() -> None:
    assert ("people.p1.id_valid_until", "PS-02", None) in found(on=date(2036, 5, 2))


@pytest.mark.parametrize(
    ("key", "bar", "expected"),
    [
        ("p1", Bar.DISHONEST_DEBTOR, {("people.p1", "PS-04", None)}),
        ("p3", Bar.DISQUALIFIED, {("people.p3", "PS-04", None)}),
        ("p3", Bar.FALSE_REGISTRATION, {("people.p3", "PS-05", None)}),
    ],
)
def test_what_outside_registers_say_counts(key: str, bar: Bar, expected: set[tuple[str, str, None]]) -> None:
    assert found(replace(FACTS, barred={key: frozenset({bar})})) == expected


def test_a_debtor_may_hold_shares() -> None:
    facts = replace(FACTS, barred={"p2": frozenset({Bar.DISHONEST_DEBTOR})})
    assert found(facts, people={"p4": P4}, posts={"finance_officer": "p4"}) == set()


def test_a_minor_without_shares_is_refused_for_the_post_alone() -> None:
    child = {"id_number": id_number("20100101")}
    rules = {rule for path, rule, _ in found(people={"p3": child}) if path == "people.p3.id_number"}
    assert rules == {"PS-03"}


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        ({"supervisor": ["p1"]}, ("posts.supervisor", "PS-06", None)),
        ({"supervisor": ["p2"]}, ("posts.supervisor", "PS-06", None)),
        ({"general_manager": "p3"}, ("posts.supervisor", "PS-06", None)),
        ({"legal_representative": "p2"}, ("posts.legal_representative", "PS-07", None)),
        ({"legal_representative": None}, ("posts.legal_representative", "PS-15", None)),
        ({"director": []}, ("posts.director", "PS-08", "no_director")),
        ({"director": ["p1", "p2"]}, ("posts.director", "PS-08", None)),
        ({"director": ["p1", "p2", "p4"]}, ("posts.chair", "PS-08", "chair")),
        ({"director": ["p1", "p2", "p4"], "chair": "p3"}, ("posts.chair", "PS-08", "chair")),
        ({"supervisor": []}, ("posts.supervisor", "PS-08", "no_supervisor")),
        ({"supervisor": ["p3", "p4"]}, ("posts.supervisor", "PS-08", "supervisors")),
        ({"supervisor": ["p3", "p4", "p5", "p6"]}, ("posts.staff_supervisor", "PS-08", "staff")),
        (
            {"supervisor": ["p3", "p4", "p5", "p6"], "staff_supervisor": ["p4"]},
            ("posts.staff_supervisor", "PS-08", "staff"),
        ),
        ({"no_supervisor": True}, ("posts.no_supervisor", "FM-02", "either_or")),
        ({"finance_officer": None}, ("posts.finance_officer", "PS-14", None)),
        ({"liaison": None}, ("posts.liaison", "PS-13", None)),
        ({"liaison": "p9"}, ("posts.liaison", "FM-04", None)),
        ({"director": ["p1", "p1"]}, ("posts.director", "FM-04", "repeated")),
    ],
)
def test_each_breach_of_the_organs_is_named(posts: dict[str, Any], expected: tuple[str, str, str | None]) -> None:
    assert expected in found(people={"p4": P4, "p5": P5, "p6": P6}, posts=posts)


def test_a_supervisory_board_with_its_third_of_staff_is_lawful() -> None:
    posts = {"supervisor": ["p3", "p4", "p5", "p6"], "staff_supervisor": ["p4", "p5"]}
    rules = {rule for _, rule, _ in found(people={"p4": P4, "p5": P5, "p6": P6}, posts=posts)}
    assert rules == {"PS-20"}


def test_all_shareholders_may_agree_to_have_no_supervisor() -> None:
    assert found(people={"p3": None}, posts={"supervisor": [], "no_supervisor": True}) == set()


def test_the_manager_may_be_legal_representative() -> None:
    assert found(posts={"legal_representative": "p2", "general_manager": "p2"}) == set()


def test_a_shareholder_who_was_removed_is_missed() -> None:
    assert ("shareholders.p2", "FM-04", None) in found(people={"p2": None})


def test_a_person_without_a_part_is_not_filed() -> None:
    assert found(people={"p4": P4}) == {("people.p4", "PS-18", None)}
    assert found(complete=False, people={"p4": P4}) == set()


def test_two_persons_with_one_telephone_are_warned() -> None:
    assert found(people={"p2": {"phone": "13800000001"}}) == {("people.p2.phone", "PS-19", None)}


def test_an_agent_is_not_the_liaison() -> None:
    expected = {("posts.liaison", "PS-10", None)}
    assert found(applicant="p4", people={"p4": P4}, posts={"liaison": "p4"}) == expected
    assert found(applicant="p4", people={"p4": P4}) == set()
