"""Yuan and fen: exact in both directions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.providers.money import fen, yuan


@given(st.integers(-(10**12), 10**12))
def test_fen_survive_the_way_to_yuan_and_back(amount):
    assert fen(yuan(amount)) == amount


@pytest.mark.parametrize("text", ["0.001", "", "one", "NaN", "Infinity", "1,200.00", "1e-3"])
def test_what_is_no_whole_number_of_fen_is_refused(text):
    with pytest.raises(ValueError, match="not a"):
        fen(text)
