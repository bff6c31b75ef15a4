"""Divisions: the real ones of the package, the fictitious ones of our own data."""

import pytest

from config.reference.offices import office, office_for, offices
from config.reference.regions import all_regions, chain, full_name, region, registry_area


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("420106", "湖北省武汉市武昌区"),
        ("310115", "上海市浦东新区"),
        ("441900", "广东省东莞市"),
        ("429004", "湖北省仙桃市"),
        ("653229", "新疆维吾尔自治区和田地区和安县"),
        ("110000", "北京市"),
        ("000000", ""),
    ],
)
def test_a_full_name_leads_from_the_province_down(code: str, name: str) -> None:
    assert full_name(code) == name


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("420100", "武汉"),
        ("110000", "北京"),
        ("150000", "内蒙古"),
        ("450000", "广西"),
        ("650000", "新疆"),
        ("422800", "恩施"),
        ("653200", "和田"),
        ("130700", "张家口"),
        ("420106", "武昌区"),
        ("810000", "香港"),
    ],
)
def test_a_short_name_is_the_spoken_one(code: str, short: str) -> None:
    found = region(code)
    assert found is not None
    assert found.short_name == short


def test_every_short_name_has_two_characters_at_least() -> None:
    assert [r.name for r in all_regions() if len(r.short_name) < 2] == []


def test_codes_are_six_digits_and_prefix_their_counties() -> None:
    for each in all_regions():
        assert len(each.code) == 6
        assert chain(each.code)[0].is_province
        assert each.code.startswith(chain(each.code)[0].stem)


def test_fictitious_divisions_need_leave() -> None:
    assert region("990122") is None
    assert full_name("990122") == ""
    assert full_name("990122", fictitious=True) == "安和省清江市云溪县"
    assert not any(r.fictitious for r in all_regions())
    assert {r.code for r in all_regions(fictitious=True) if r.fictitious} == {"990000", "990100", "990122"}


def test_no_real_division_shares_the_fictitious_prefix() -> None:
    assert not any(r.code.startswith("99") for r in all_regions())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("990122", "990100", True), ("420106", "420115", True), ("420106", "420500", False), ("110105", "110228", True)],
)
def test_one_city_with_its_counties_is_one_registry(one: str, other: str, same: bool) -> None:
    assert (registry_area(one) == registry_area(other)) is same


def test_fictitious_offices_need_leave() -> None:
    assert offices() == {}
    assert office("990122") is None
    assert office_for("990122") is None


def test_each_office_registers_its_own_area() -> None:
    county, city = office_for("990122", fictitious=True), office_for("990100", fictitious=True)
    assert county is not None
    assert city is not None
    assert (county.name, county.parent) == ("云溪县市场监督管理局", city.code)
    assert city.name == "清江市市场监督管理局"
    assert office_for("990000", fictitious=True) is None


def test_what_an_office_covers_exists() -> None:
    for each in offices(fictitious=True).values():
        assert each.covers
        assert all(region(code, fictitious=each.fictitious) for code in each.covers)
