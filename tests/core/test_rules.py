"""The catalogue: complete, in two languages, and spoken with details filled in."""

import re
import string
from pathlib import Path

import pytest

from core.errors import Severity, Text
from core.rules import Rule, blocking, catalogue, gather, problem

ROOT = Path(__file__).parents[2]
REQUIRED = {
    *(f"NM-{n:02d}" for n in range(1, 12)),
    *(f"PS-{n:02d}" for n in (*range(1, 11), *range(13, 21))),
    *(f"CP-{n:02d}" for n in (1, 2, 4, 5, 6)),
    "SH-01", "AD-01", "AD-02", "AD-03", "SC-01", "SC-02", "SC-03", "BO-01", "BO-02",
    "CT-01", "CT-02", "CT-03", "FM-01", "FM-02", "FM-03", "FM-04",
}  # fmt: skip


def entries() -> list[Rule]:
    return [each for rule in catalogue().values() for each in (rule, *rule.cases.values())]


def placeholders(text: Text) -> set[str]:
    return {name for part in (text.zh, text.en) for _, name, _, _ in string.Formatter().parse(part) if name}


def test_the_catalogue_holds_the_rules_of_an_incorporation_and_no_other() -> None:
    assert set(catalogue()) == REQUIRED


@pytest.mark.parametrize("rule", entries(), ids=lambda rule: f"{rule.id}:{rule.text.en[:24]}")
def test_an_entry_says_what_is_wrong_how_to_cure_it_and_by_which_article(rule: Rule) -> None:
    for text in (rule.title, rule.text, rule.cure):
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
        assert re.search(r"[A-Za-z]{3}", text.en)
    for text in (rule.text, rule.cure):
        assert text.zh.endswith("。")
        assert text.en.endswith(".")
    assert re.match(r"《.+》", rule.basis)
    assert rule.text.zh != rule.cure.zh


def test_both_languages_of_a_text_tell_the_same_details() -> None:
    for rule in entries():
        for text in (rule.text, rule.cure):
            names = placeholders(text)
            in_chinese = placeholders(Text(text.zh, ""))
            in_english = placeholders(Text("", text.en))
            assert {n.removesuffix("_en") for n in in_english} == in_chinese, rule.id
            assert names <= {*in_chinese, *in_english}


def test_a_problem_fills_in_its_details_and_keeps_them() -> None:
    found = problem("NM-07", conflict="云溪县红光软件有限公司")
    assert "云溪县红光软件有限公司" in found.text.zh
    assert "云溪县红光软件有限公司" in found.text.en
    assert found.detail == {"conflict": "云溪县红光软件有限公司"}


def test_a_case_takes_what_it_leaves_out_from_its_rule() -> None:
    plain, reserved = problem("NM-07", conflict="甲"), problem("NM-07", "reserved", conflict="甲")
    assert plain.text != reserved.text
    assert (plain.cure, plain.basis, plain.severity) == (reserved.cure, reserved.basis, reserved.severity)
    assert reserved.detail["case"] == "reserved"


def test_a_detail_with_braces_is_printed_as_it_is() -> None:
    assert "{conflict}" in problem("NM-07", conflict="{conflict}").text.zh


@pytest.mark.parametrize("wrong", [("XX-99",), ("NM-07", "nowhere")])
def test_an_unknown_rule_or_case_is_a_mistake_of_the_program(wrong: tuple[str, ...]) -> None:
    with pytest.raises(KeyError):
        problem(*wrong, conflict="甲")


def test_a_missing_detail_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError, match="conflict"):
        problem("NM-07")


def test_findings_of_one_field_are_all_kept_gravest_first_and_said_once() -> None:
    soft, hard = problem("NM-10", conflict="甲"), problem("NM-07", conflict="乙")
    findings = gather([("name", soft), ("name", hard), ("name", soft), ("term", problem("FM-01"))])
    assert [p.rule for p in findings["name"]] == ["NM-07", "NM-10"]
    assert [p.rule for p in findings["term"]] == ["FM-01"]


def test_only_errors_block() -> None:
    findings = gather([("name", problem("NM-10", conflict="甲")), ("name", problem("NM-03")), ("x", problem("PS-19"))])
    assert {path: [p.severity for p in there] for path, there in blocking(findings).items()} == {
        "name": [Severity.ERROR]
    }


def test_the_document_for_people_lists_every_rule() -> None:
    listed = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    for rule in catalogue().values():
        assert f"| {rule.id} | {rule.severity} | {rule.title.zh} | {rule.title.en} | {rule.basis} |" in listed
