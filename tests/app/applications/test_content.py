"""The content of a draft: strict from the first save, and discreet about what it refuses."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications.content import MAX_FEN, MAX_PEOPLE, Content, dump, load, merge
from core.errors import Invalid
from tests.app.applications.kinds.company import a_company

SECRET = "990122199003070025"


def refused(patch: object) -> dict[str, list[tuple[str, str | None]]]:
    with pytest.raises(Invalid) as caught:
        merge({}, patch)
    return {path: [(p.rule, p.detail.get("case")) for p in there] for path, there in caught.value.problems.items()}


def test_an_empty_draft_is_a_draft() -> None:
    assert load({}) == Content()
    assert dump(Content()) == {}


def test_fields_are_saved_one_by_one() -> None:
    content: dict[str, Any] = {}
    for patch in (
        {"people": {"p1": {"name": "林知远"}}},
        {"people": {"p1": {"phone": "13800000001"}}},
        {"people": {"p2": {"name": "周沐晴"}}},
        {"people": {"p1": {"phone": None}}},
        {"posts": {"director": ["p1"]}},
    ):
        content = merge(content, patch)
    assert content == {"people": {"p1": {"name": "林知远"}, "p2": {"name": "周沐晴"}}, "posts": {"director": ["p1"]}}


def test_a_person_is_removed_whole() -> None:
    content = merge(a_company(), {"people": {"p3": None}})
    assert set(load(content).people) == {"p1", "p2"}


def test_a_whole_company_survives_storing() -> None:
    company = a_company()
    assert dump(load(company)) == company
    assert json.loads(json.dumps(company)) == company


@pytest.mark.parametrize(
    ("patch", "path", "case"),
    [
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"name": {"colour": "red"}}, "name.colour", "unknown_field"),
        ({"people": {"p2": {"colour": "red"}}}, "people.p2.colour", "unknown_field"),
        ({"people": {"p2": {"name": 7}}}, "people.p2.name", None),
        ({"people": {"p2": {"name": "甲" * 61}}}, "people.p2.name", "too_long"),
        ({"people": {"p2": {"name": "甲\u0000乙"}}}, "people.p2.name", None),
        ({"people": {"p2": "x"}}, "people.p2", None),
        ({"people": {"p2": {"id_valid_until": "2031-02-30"}}}, "people.p2.id_valid_until", "date"),
        ({"people": {"p2": {"id_valid_until": 20310101}}}, "people.p2.id_valid_until", "date"),
        ({"people": {"p2": {"sex": "x"}}}, "people.p2.sex", None),
        ({"people": {"Peter": {}}}, "people", "person_key"),
        ({"shareholders": {"2": {}}}, "shareholders", "person_key"),
        ({"shareholders": {"p1": {"subscribed_fen": 1.5}}}, "shareholders.p1.subscribed_fen", None),
        ({"shareholders": {"p1": {"subscribed_fen": "5"}}}, "shareholders.p1.subscribed_fen", None),
        ({"shareholders": {"p1": {"subscribed_fen": True}}}, "shareholders.p1.subscribed_fen", None),
        ({"capital": {"registered_fen": -1}}, "capital.registered_fen", "out_of_range"),
        ({"capital": {"registered_fen": MAX_FEN + 1}}, "capital.registered_fen", "out_of_range"),
        ({"capital": {"registered_fen": 10**400}}, "capital.registered_fen", "out_of_range"),
        ({"address": {"region_code": "99012"}}, "address.region_code", None),
        ({"address": {"commitment": "true"}}, "address.commitment", None),
        ({"posts": {"director": ["p1", 2]}}, "posts.director.1", None),
        ({"posts": {"director": [f"p{n}" for n in range(MAX_PEOPLE + 1)]}}, "posts.director", "too_many"),
        ({"people": {f"p{n}": {} for n in range(MAX_PEOPLE + 1)}}, "people", "too_many"),
        ({"scope": {"items": ["a"]}}, "scope.items.0", None),
        ({"term": {"years": 0}}, "term.years", "out_of_range"),
    ],
)
def test_a_wrong_shape_is_refused_at_its_field(patch: object, path: str, case: str | None) -> None:
    assert ("FM-02", case) in refused(patch)[path]


@pytest.mark.parametrize(
    "patch",
    [
        {SECRET: 1},
        {"people": {SECRET: {"name": "甲"}}},
        {"people": {SECRET: {"name": 7}}},
        {"people": {"13800000001": {"name": 7}}},
        {"people": {"p1": {SECRET: 1}}},
        {"people": {"p1": {"sex": SECRET}}},
        {"people": {"p1": {"id_valid_until": SECRET}}},
        {"people": {"p1": {"id_number": SECRET * 3}}},
        {"applicant": SECRET},
        {"posts": {"director": [SECRET]}},
        {"scope": {"licences": {SECRET: 1}}},
    ],
)
def test_a_refusal_repeats_nothing_that_was_typed(patch: object) -> None:
    with pytest.raises(Invalid) as caught:
        merge({}, patch)
    said = repr(caught.value.problems) + str(caught.value)
    assert SECRET not in said
    assert "13800000001" not in said


def test_every_wrong_field_is_told_at_once() -> None:
    assert set(refused({"name": {"region": 1}, "term": {"years": "x"}, "colour": 1})) == {
        "name.region",
        "term.years",
        "colour",
    }


def test_a_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(Invalid):
        merge({}, {"name": {"full": "\ud800"}})


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
FIELDS = st.sampled_from(["name", "region", "people", "p1", "director", "posts", "id_number", "items", "scope", "x"])
TREES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(FIELDS, TREES, max_size=4))
def test_whatever_is_sent_is_merged_or_refused_with_a_field(patch: dict[str, Any]) -> None:
    try:
        content = merge(a_company(), patch)
    except Invalid as refusal:
        content = {}
        found = refusal.problems
    else:
        found = {"kept": []}
    assert found
    assert dump(load(content)) == content
    assert content == {} or merge(content, patch) == content
