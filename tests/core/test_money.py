"""Money in capital numerals, in 万元 and as shares of a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import capitals, shares, wan, yuan

_VALUES = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def _read(text: str) -> int:
    """The fen that a reader of the capitals would pay."""
    whole, _, rest = text.partition("元") if "元" in text else ("", "", text)
    total = group = digit = 0
    for character in whole:
        if character in _VALUES:
            digit = _VALUES[character]
        elif character in _UNITS:
            group, digit = group + digit * _UNITS[character], 0
        else:
            total, group, digit = total + (group + digit) * {"万": 10**4, "亿": 10**8}[character], 0, 0
    fen = (total + group + digit) * 100
    for character, unit in (("角", 10), ("分", 1)):
        if character in rest:
            fen += _VALUES[rest[rest.index(character) - 1]] * unit
    return fen


@pytest.mark.parametrize(
    ("fen", "expected"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (100_000_000, "壹佰万元整"),
        (60_000_000, "陆拾万元整"),
        (1_000_000_000, "壹仟万元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (10_001_000_000, "壹亿零壹万元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
    ],
)
def test_capitals_follow_the_rules_for_bills(fen: int, expected: str) -> None:
    assert capitals(fen) == expected


@given(st.integers(0, 10**14 - 1))
def test_capitals_read_back_as_the_amount_and_never_double_a_zero(fen: int) -> None:
    text = capitals(fen)
    assert _read(text) == fen
    assert "零零" not in text
    assert text[-1] in "整分"


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_capitals_refuse_what_no_paper_may_state(fen: int) -> None:
    with pytest.raises(ValueError, match="in capitals"):
        capitals(fen)


def test_amounts_in_wan_and_yuan_lose_nothing() -> None:
    assert [wan(100_000_000), wan(123_456_700), wan(1), wan(0)] == ["100", "123.4567", "0.000001", "0"]
    assert [yuan(100_000_000), yuan(100_000_050), yuan(7)] == ["1,000,000", "1,000,000.50", "0.07"]


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=50))
def test_shares_add_up_to_a_hundred_exactly(amounts: list[int]) -> None:
    parts = [round(float(share.rstrip("%")) * 10_000) for share in shares(amounts)]
    assert sum(parts) == 1_000_000
    assert min(parts) >= 0


def test_the_last_share_takes_the_rest() -> None:
    assert shares([1, 1, 1]) == ["33.3333%", "33.3333%", "33.3334%"]
    with pytest.raises(ValueError, match="positive"):
        shares([0, 0])
