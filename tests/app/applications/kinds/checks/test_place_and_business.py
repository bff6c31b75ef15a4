"""The name in its filing, the address and the business scope: NM-07 to NM-11, AD-01 to AD-03, SC-01 to SC-03."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.applications.kinds.incorporation import check
from app.names.compare import Conflict, Standing
from tests.app.applications.kinds.company import FACTS, FULL_NAME, TODAY, a_content, found


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"name": {"full": "云溪县沐澄软件有限公司"}}, ("name.full", "NM-01", "mismatch")),
        ({"name": {"region": "武汉市"}}, ("name.region", "NM-01", "region_elsewhere")),
        ({"name": {"form": "股份有限公司"}}, ("name.form", "NM-04", None)),
        ({"name": {"trade_name": "沐澄"}}, ("name.full", "NM-09", "missing")),
        ({"name": {"industry": "餐饮"}}, ("name.industry", "NM-11", None)),
        ({"address": {"region_code": "990123"}}, ("address.region_code", "AD-01", "region_unknown")),
        ({"address": {"region_code": "420106"}}, ("address.region_code", "AD-01", "no_office")),
        ({"address": {"region_code": "990100"}}, ("address.region_code", "AD-01", "other_office")),
        ({"address": {"region_code": None}}, ("address.region_code", "FM-01", None)),
        ({"address": {"town": None, "road": None}}, ("address.road", "AD-01", None)),
        ({"address": {"number": None}}, ("address.number", "AD-01", None)),
        ({"address": {"commitment": False}}, ("address.commitment", "AD-03", None)),
        ({"address": {"commitment": None}}, ("address.commitment", "AD-03", None)),
        ({"address": {"phone": "12345"}}, ("address.phone", "CT-01", "company")),
        ({"address": {"postcode": "99012"}}, ("address.postcode", "CT-03", None)),
        ({"scope": {"items": ["I1001", "Z9999"]}}, ("scope.items.1", "SC-01", None)),
        ({"scope": {"items": ["I1001", "I1001"]}}, ("scope.items.1", "SC-01", "repeated")),
        ({"scope": {"main": "I1002"}}, ("scope.main", "SC-01", "main")),
        ({"scope": {"main": None}}, ("scope.main", "SC-01", "main")),
        ({"scope": {"items": [], "main": None}}, ("scope.items", "SC-01", "none")),
        ({"scope": {"items": ["I1001", "H1001"]}}, ("scope.items.1", "SC-03", None)),
        ({"scope": {"items": ["I1001", "F1012"]}}, ("scope.items.1", "SC-02", None)),
    ],
)
def test_each_breach_is_named_at_its_field(patch: dict[str, Any], expected: tuple[str, str, str | None]) -> None:
    assert expected in found(**patch)


@pytest.mark.parametrize(
    "patch",
    [
        {"name": {"full": FULL_NAME}},
        {"name": {"region": None, "trade_name": None, "industry": None, "form": None, "full": FULL_NAME}},
        {"address": {"phone": "0990-1234567"}},
        {"address": {"road": None}},
        {"address": {"postcode": "990122"}},
        {"scope": {"items": ["M1001", "I1001"]}},
    ],
)
def test_other_lawful_ways_to_say_it_pass(patch: dict[str, Any]) -> None:
    assert found(**patch) == set()


def licence(**parts: str) -> dict[str, Any]:
    return {"items": ["I1001", "F1012"], "licences": {"F1012": {"number": "危许字12号", **parts}}}


@pytest.mark.parametrize(
    ("parts", "case"),
    [
        ({"valid_until": "2026-11-21"}, "passes"),
        ({"valid_until": "2026-11-20"}, "expired"),
        ({"issued_on": "2026-08-23"}, "passes"),
        ({"issued_on": "2026-08-22"}, "stale"),
        ({}, None),
    ],
)
def test_a_prior_licence_must_be_in_force(parts: dict[str, str], case: str | None) -> None:
    all_found = found(scope=licence(**parts))
    assert all_found == (set() if case == "passes" else {("scope.items.1", "SC-02", case)})


def test_a_licence_without_number_is_none() -> None:
    scope = {"items": ["I1001", "F1012"], "licences": {"F1012": {"valid_until": "2030-01-01"}}}
    assert found(scope=scope) == {("scope.items.1", "SC-02", None)}


def test_the_finding_names_item_and_licence() -> None:
    findings = check(a_content(scope={"items": ["I1001", "F1012"]}), on=TODAY, facts=FACTS, complete=True)
    text = findings["scope.items.1"][0].text
    assert "危险化学品经营许可证" in text.zh
    assert "hazardous chemicals" in text.en


def test_a_reservation_holds_to_its_last_day() -> None:
    assert found(replace(FACTS, reserved_until=TODAY)) == set()
    assert found(replace(FACTS, reserved_until=date(2026, 11, 20))) == {("name.full", "NM-09", None)}
    assert found(replace(FACTS, reserved_name=None), complete=False) == set()


def test_conflicts_of_the_name_are_told_with_it() -> None:
    conflicts = (
        Conflict(3, "清江市沃禾软件有限公司", "沃禾", Standing.RESERVED),
        Conflict(7, "沃禾餐饮有限公司", "沃禾"),
    )
    assert found(replace(FACTS, name_conflicts=conflicts)) == {
        ("name.trade_name", "NM-07", "reserved"),
        ("name.trade_name", "NM-10", None),
    }


def test_a_crowded_address_goes_to_an_officer_unless_it_names_a_room() -> None:
    facts = replace(FACTS, companies_at_address=5)
    assert found(facts) == set()
    assert found(facts, address={"room": None}) == {("address.room", "AD-02", None)}
    assert found(replace(FACTS, companies_at_address=4), address={"room": None}) == set()


def test_an_address_that_is_excluded_cannot_be_filed_by_commitment() -> None:
    assert found(replace(FACTS, address_excluded=True)) == {("address", "AD-02", "listed")}


def test_the_city_registers_what_has_its_address_in_the_city_itself() -> None:
    facts = replace(FACTS, office="990100", reserved_name="清江市沃禾软件有限公司")
    assert found(facts, address={"region_code": "990100"}, name={"region": "清江市"}) == set()
