"""The rule catalogue: what may be wrong with a filing, which article says so, and how to cure it.

The guide, the checker and the officers' list of reasons read the same entries, from `config/reference/rules/`. An
entry may have cases, which refine its words and sometimes its severity; a problem names its case in `detail["case"]`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from config.reference import FOLDER, read
from core.errors import Problem, Severity, Text

Findings = dict[str, list[Problem]]
"""Dotted field path (`people.p2.id_number`) -> everything found there, gravest first. One field can break several
rules at once, and a person who is told only the first must come back for the next."""

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True)
class Rule:
    """One entry, or one of its cases. Texts may hold {placeholders} that `detail` of a problem fills."""

    id: str
    title: Text
    text: Text
    cure: Text
    basis: str
    severity: Severity
    cases: Mapping[str, "Rule"] = field(default_factory=dict)


@cache
def catalogue() -> Mapping[str, Rule]:
    """Every rule by its id, in the order of the files; an id that stands twice is refused."""
    found: dict[str, Rule] = {}
    for path in sorted((FOLDER / "rules").glob("*.toml")):
        for rule_id, entry in read(f"rules/{path.stem}").items():
            if rule_id in found:
                raise ValueError(f"rule {rule_id} stands twice in the catalogue")
            found[rule_id] = _rule(rule_id, entry)
    return MappingProxyType(found)


def _rule(rule_id: str, entry: Mapping[str, Any]) -> Rule:
    rule = Rule(
        id=rule_id,
        title=Text(**entry["title"]),
        text=Text(entry["zh"], entry["en"]),
        cure=Text(entry["cure_zh"], entry["cure_en"]),
        basis=entry["basis"],
        severity=Severity(entry["severity"]),
    )
    return replace(rule, cases={name: _case(rule, case) for name, case in entry.get("cases", {}).items()})


def _case(rule: Rule, entry: Mapping[str, Any]) -> Rule:
    return replace(
        rule,
        text=Text(entry["zh"], entry["en"]),
        cure=Text(entry.get("cure_zh", rule.cure.zh), entry.get("cure_en", rule.cure.en)),
        basis=entry.get("basis", rule.basis),
        severity=Severity(entry.get("severity", rule.severity)),
    )


def problem(rule_id: str, case: str | None = None, /, **detail: str) -> Problem:
    """A finding in the words of the catalogue. KeyError for an unknown rule, case or missing detail.

    `detail` must never hold a personal value: it is shown, stored and printed.
    """
    rule = catalogue()[rule_id]
    if case is not None:
        rule = rule.cases[case]
        detail = {**detail, "case": case}
    return Problem(
        rule=rule.id,
        text=_filled(rule.text, detail),
        cure=_filled(rule.cure, detail),
        basis=rule.basis,
        severity=rule.severity,
        detail=detail,
    )


def _filled(text: Text, detail: Mapping[str, str]) -> Text:
    return Text(text.zh.format_map(detail), text.en.format_map(detail))


def gather(found: Iterable[tuple[str, Problem]]) -> Findings:
    """Sort findings by field, gravest first; the same finding twice at one field is said once."""
    findings: Findings = {}
    for path, one in found:
        there = findings.setdefault(path, [])
        if one not in there:
            there.append(one)
    for there in findings.values():
        there.sort(key=lambda p: _ORDER[p.severity])
    return findings


def blocking(findings: Findings) -> Findings:
    """Only the errors: what `Invalid` is raised with. Empty when the filing may go on."""
    errors = {path: [p for p in there if p.severity is Severity.ERROR] for path, there in findings.items()}
    return {path: there for path, there in errors.items() if there}
