"""GB 32100-2015 and GB 11714-1997: codes of well-known companies as printed on their licences, and what we issue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.register.uscc import (
    ALPHABET,
    BODY_PREFIX,
    MAX_SEQUENCE,
    EntityKind,
    Fault,
    check_character,
    fault,
    is_valid,
    issue,
    organisation_check_character,
    parse,
)

REAL = [
    "914403001922038216",
    "9144030071526726XG",
    "9152000071430580XT",
    "91110000710925462X",
    "91440300192317458F",
    "91100000100003962T",
    "91440300192181490G",
    "91350900587527783P",
    "92420106MA4L000113",
]
SEQUENCES = st.integers(1, MAX_SEQUENCE)
REGIONS = st.from_regex(r"[1-9][0-9]{5}", fullmatch=True)


@pytest.mark.parametrize("code", REAL)
def test_printed_codes_pass(code: str) -> None:
    assert is_valid(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", Fault.LENGTH),
        ("91440300192203821", Fault.LENGTH),
        ("9144030019220382166", Fault.LENGTH),
        ("91440300192203821O", Fault.CHARACTER),
        ("9144030019220382١6", Fault.CHARACTER),
        ("91440300192203821a", Fault.CHARACTER),
        ("91A403001922038216", Fault.CHARACTER),
        ("914403001922038226", Fault.ORGANISATION_CHECK),
        ("914403001922038217", Fault.CHECK),
        ("914403011922038216", Fault.CHECK),
        ("91350100M0001TGQXM", Fault.CHECK),
    ],
)
def test_a_wrong_code_says_what_is_wrong(code: str, expected: Fault) -> None:
    assert fault(code) is expected


def test_a_code_of_the_early_pilots_is_doubted_for_its_last_character_only() -> None:
    code = "91350211M0000XUF46"
    assert fault(code) is Fault.CHECK
    assert check_character(code[:17]) == "R"


def test_parse_takes_a_code_apart() -> None:
    code = parse("9144030071526726XG")
    assert (code.department, code.kind, code.region_code) == ("9", "1", "440300")
    assert (code.organisation_code, code.check) == ("71526726X", "G")


def test_a_refusal_does_not_repeat_the_code() -> None:
    with pytest.raises(ValueError) as refused:
        parse("914403001922038217")
    assert "1922" not in str(refused.value)


@given(REGIONS, SEQUENCES, st.sampled_from(EntityKind))
def test_every_code_we_issue_is_valid_and_from_our_block(region: str, sequence: int, kind: EntityKind) -> None:
    code = parse(issue(region, sequence, kind))
    assert (code.region_code, code.kind) == (region, kind.value)
    assert code.organisation_code.startswith(BODY_PREFIX)


@given(SEQUENCES, SEQUENCES)
def test_two_entities_never_share_an_organisation_code(one: int, other: int) -> None:
    same = parse(issue("990122", one)).organisation_code == parse(issue("990100", other)).organisation_code
    assert same == (one == other)


@given(REGIONS, SEQUENCES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_mistyped_character_is_noticed(region: str, sequence: int, place: int, typed: str) -> None:
    code = issue(region, sequence)
    mistyped = code[:place] + typed + code[place + 1 :]
    assert is_valid(mistyped) == (mistyped == code)


@pytest.mark.parametrize("sequence", [0, -1, MAX_SEQUENCE + 1])
def test_a_sequence_outside_the_block_is_refused(sequence: int) -> None:
    with pytest.raises(ValueError, match="sequence"):
        issue("990122", sequence)


@pytest.mark.parametrize("region", ["99012", "9901222", "99012X", "٩٩٠١٢٢", ""])
def test_a_region_that_is_no_code_is_refused(region: str) -> None:
    with pytest.raises(ValueError, match="region"):
        issue(region, 1)


@pytest.mark.parametrize(
    ("body", "check"), [("71526726", "X"), ("19220382", "1"), ("10000396", "2"), ("MA4L0001", "1")]
)
def test_the_organisation_code_has_its_own_check_character(body: str, check: str) -> None:
    assert organisation_check_character(body) == check
