"""A name by itself: NM-01 to NM-06, and whether its industry fits the business."""

import pytest

from app.names.parse import CompanyName, parse
from app.names.rules import check_name, matches_business, states_an_industry

HOME = "990122"


def found(full: str, **options: bool) -> set[tuple[str, str, str | None, str]]:
    name = parse(full, home=HOME, fictitious=True)
    findings = check_name(name, home=HOME, fictitious=True, **options)
    return {(field, p.rule, p.detail.get("case"), p.severity.value) for field, there in findings.items() for p in there}


@pytest.mark.parametrize(
    "full",
    [
        "云溪县沃禾软件有限公司",
        "安和省清江市云溪县沃禾软件有限责任公司",
        "清江市沃禾软件有限公司",
        "安和沃禾软件有限公司",
        "沃禾（清江）软件有限公司",
        "云溪县山海关餐饮有限公司",
        "云溪县固得保险柜制造有限公司",
    ],
)
def test_a_good_name_has_no_finding(full: str) -> None:
    assert found(full) == set()


@pytest.mark.parametrize(
    ("full", "expected"),
    [
        ("沃禾软件有限公司", ("region", "NM-01", "region_missing", "warning")),
        ("云溪县沃禾有限公司", ("industry", "NM-01", "industry_missing", "warning")),
        ("云溪县沃禾实业发展有限公司", ("industry", "NM-01", "industry_missing", "warning")),
        ("云溪县沃禾软件", ("form", "NM-01", "form_missing", "error")),
        ("武汉市沃禾软件有限公司", ("region", "NM-01", "region_elsewhere", "error")),
        ("朝阳区沃禾软件有限公司", ("region", "NM-01", "district_alone", "error")),
        ("沃禾（火星）软件有限公司", ("full", "NM-01", "brackets", "error")),
        ("云溪县沃禾）软件有限公司", ("full", "NM-01", "brackets", "error")),
        ("云溪县ABC软件有限公司", ("trade_name", "NM-02", None, "error")),
        ("云溪县沃禾2软件有限公司", ("trade_name", "NM-02", None, "error")),
        ("云溪县沃 禾软件有限公司", ("trade_name", "NM-02", None, "error")),
        ("云溪县紅光软件有限公司", ("trade_name", "NM-02", "traditional", "error")),
        ("云溪县喆禾软件有限公司", ("trade_name", "NM-02", "rare", "warning")),
        ("云溪县清江软件有限公司", ("trade_name", "NM-03", "region", "error")),
        ("云溪县武汉软件有限公司", ("trade_name", "NM-03", "region", "error")),
        ("云溪县动力机械有限公司", ("trade_name", "NM-03", "industry", "error")),
        ("云溪县沃禾软件厂", ("form", "NM-04", None, "error")),
        ("云溪县沃禾软件股份有限公司", ("form", "NM-04", None, "error")),
        ("云溪县国徽软件有限公司", ("trade_name", "NM-05", "state", "error")),
        ("云溪县洗钱咨询有限公司", ("trade_name", "NM-05", "public_order", "error")),
        ("云溪县国务院软件有限公司", ("trade_name", "NM-05", "organs", "error")),
        ("云溪县美国软件有限公司", ("trade_name", "NM-05", "foreign", "error")),
        ("云溪县赌场软件有限公司", ("trade_name", "NM-05", "vice", "error")),
        ("云溪县歧视软件有限公司", ("trade_name", "NM-05", "discrimination", "error")),
        ("云溪县汉奸软件有限公司", ("trade_name", "NM-05", "morals", "error")),
        ("云溪县国家级软件有限公司", ("trade_name", "NM-05", "deceptive", "error")),
        ("云溪县沃禾慈善软件有限公司", ("trade_name", "NM-05", "non_profit", "warning")),
        ("云溪县将军软件有限公司", ("trade_name", "NM-05", "title", "warning")),
        ("云溪县沃禾银行有限公司", ("industry", "NM-05", "licensed", "warning")),
        ("云溪县今日本色软件有限公司", ("trade_name", "NM-05", "within", "warning")),
        ("中国沃禾软件有限公司", ("trade_name", "NM-06", None, "error")),
        ("云溪县中华沃禾软件有限公司", ("trade_name", "NM-06", "within", "warning")),
    ],
)
def test_each_breach_is_named_at_its_part(full: str, expected: tuple[str, str, str | None, str]) -> None:
    assert expected in found(full)


def test_a_stated_meaning_leaves_place_and_trade_words_to_an_officer() -> None:
    for full in ("云溪县和平软件有限公司", "云溪县动力机械有限公司"):
        assert found(full, meaning=True) == {("trade_name", "NM-03", "meaning_stated", "warning")}


def test_one_character_is_no_trade_name() -> None:
    name = CompanyName("云溪县", "沃", "软件", "有限公司")
    assert [p.rule for p in check_name(name, home=HOME, fictitious=True)["trade_name"]] == ["NM-03"]


def test_a_word_formed_by_two_parts_is_not_searched_for() -> None:
    """沃中 and 共享科技 do not name a party."""
    name = CompanyName("云溪县", "沃中", "共享科技", "有限公司")
    assert check_name(name, home=HOME, fictitious=True) == {}


def test_a_draft_is_not_told_of_parts_still_to_come() -> None:
    assert check_name(CompanyName(trade_name="沃禾"), home=None, complete=False) == {}


def test_nothing_typed_is_nothing_found_in_a_draft_and_all_missing_at_the_end() -> None:
    assert check_name(CompanyName(), home=None, complete=False) == {}
    assert set(check_name(CompanyName(), home=None)) == {"region", "trade_name", "industry", "form"}


def test_a_fictitious_region_is_unknown_without_leave() -> None:
    findings = check_name(CompanyName("云溪县", "沃禾", "软件", "有限公司"), home=None)
    assert [p.detail["case"] for p in findings["region"]] == ["region_unknown"]


def test_every_breach_of_a_name_is_told_at_once() -> None:
    rules = {rule for _, rule, _, _ in found("中国ABC国徽软件厂")}
    assert rules >= {"NM-01", "NM-02", "NM-04", "NM-05", "NM-06"}


def test_the_finding_names_the_forms_one_may_use() -> None:
    findings = check_name(CompanyName("云溪县", "沃禾", "软件", "工作室"), home=HOME, fictitious=True)
    assert "有限公司" in findings["form"][0].cure.zh


@pytest.mark.parametrize(("industry", "stated"), [("软件", True), ("量子通", True), ("实业", False), ("", False)])
def test_unknown_words_count_as_an_industry_and_fillers_do_not(industry: str, stated: bool) -> None:
    assert states_an_industry(industry) is stated


@pytest.mark.parametrize(
    ("industry", "division", "fits"),
    [("软件", "65", True), ("科技", "65", True), ("餐饮", "65", False), ("量子通", "65", True), ("商贸", "52", True)],
)
def test_the_industry_speaks_of_the_business_or_of_one_beside_it(industry: str, division: str, fits: bool) -> None:
    name = CompanyName("云溪县", "沃禾", industry, "有限公司")
    assert matches_business(name, frozenset({division})) is fits
