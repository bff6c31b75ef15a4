"""RFC 7396: the examples of its appendix, its laws, and our bounds."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications.merge_patch import MAX_CHARACTERS, MAX_DEPTH, MAX_VALUES, bounded, merge_patch
from core.errors import Invalid

APPENDIX_A: list[tuple[Any, Any, Any]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]

JSON = st.recursive(
    st.booleans() | st.integers() | st.text("ab", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), JSON, max_size=3)
PATCHES = st.dictionaries(st.sampled_from("abc"), st.none() | JSON, max_size=3)


@pytest.mark.parametrize(("target", "patch", "result"), APPENDIX_A)
def test_the_examples_of_the_standard(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


@given(OBJECTS, PATCHES)
def test_a_patch_applied_twice_is_applied_once(target: dict[str, Any], patch: dict[str, Any]) -> None:
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once


@given(OBJECTS, PATCHES)
def test_neither_argument_is_changed(target: dict[str, Any], patch: dict[str, Any]) -> None:
    before = copy.deepcopy((target, patch))
    merge_patch(target, patch)
    assert (target, patch) == before


@given(OBJECTS)
def test_the_empty_patch_changes_nothing_and_an_object_is_its_own_patch(target: dict[str, Any]) -> None:
    assert merge_patch(target, {}) == target
    assert merge_patch({}, target) == target


@pytest.mark.parametrize("patch", [None, [], [1], "x", 1, True])
def test_what_is_no_object_is_refused(patch: object) -> None:
    with pytest.raises(Invalid) as refused:
        bounded(patch)
    assert refused.value.problems[""][0].rule == "FM-03"


def nested(depth: int) -> dict[str, Any]:
    return {"a": nested(depth - 1)} if depth > 1 else {}


@pytest.mark.parametrize(
    ("patch", "case"),
    [
        (nested(MAX_DEPTH + 1), "too_deep"),
        (nested(900), "too_deep"),
        ({"a": "x" * (MAX_CHARACTERS + 1)}, "too_large"),
        ({"x" * (MAX_CHARACTERS + 1): 1}, "too_large"),
        ({"a": [0] * MAX_VALUES}, "too_large"),
        ({str(n): None for n in range(MAX_VALUES)}, "too_large"),
    ],
    ids=["deep", "very deep", "long value", "long key", "long list", "many keys"],
)
def test_a_patch_beyond_the_bounds_is_refused(patch: object, case: str) -> None:
    with pytest.raises(Invalid) as refused:
        bounded(patch)
    assert refused.value.problems[""][0].detail["case"] == case


def test_a_patch_at_the_bounds_passes() -> None:
    for patch in (nested(MAX_DEPTH), {"a": "x" * (MAX_CHARACTERS - 1)}, {"a": [0] * (MAX_VALUES - 2)}):
        assert bounded(patch) is patch
