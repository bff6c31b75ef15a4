"""What forms are offered to choose from."""

import pytest

from app.names.vocabulary import trades
from app.reference_routes import SHOWN, trades_like


@pytest.mark.parametrize(("asked", "offered"), [("软", "软件"), ("软件开发", "软件"), ("软件", "软件")])
def test_a_trade_is_found_by_a_part_of_it_and_within_more_words(asked: str, offered: str) -> None:
    assert offered in trades_like(asked)


def test_who_asks_for_nothing_is_shown_the_first_words_of_all() -> None:
    assert trades_like("") == list(trades())[:SHOWN]


def test_a_word_like_no_trade_finds_none() -> None:
    assert trades_like("qqq") == []
