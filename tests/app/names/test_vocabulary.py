"""The tables of words agree with themselves."""

from pypinyin import Style, pinyin

from app.names.vocabulary import (
    fillers,
    forms,
    ordinary_places,
    pool,
    region_names,
    restrictions,
    standard_characters,
    trades,
)
from core.rules import catalogue


def readings(character: str) -> set[str]:
    return set(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


def test_a_traditional_character_shares_a_reading_with_its_standard_one() -> None:
    for traditional, standard in standard_characters().items():
        assert traditional != standard
        assert readings(traditional) & readings(standard), traditional


def test_standard_characters_are_common_and_themselves_unchanged() -> None:
    for standard in standard_characters().values():
        assert standard.encode("gb2312")
        assert standard not in standard_characters()


def test_a_longer_form_is_found_before_the_one_inside_it() -> None:
    words = list(forms())
    assert [w for i, w in enumerate(words) if any(w.endswith(shorter) for shorter in words[:i])] == []


def test_a_word_of_the_trade_belongs_to_one_group_and_is_no_filler() -> None:
    assert not set(trades()) & fillers()
    assert all(len(group.split(".")[0]) == 2 for group in trades().values())


def test_every_category_of_restricted_words_has_its_case_in_the_catalogue() -> None:
    cases = catalogue()["NM-05"].cases
    assert {r.case for r in restrictions()} | {"within"} == set(cases)


def test_no_restricted_word_stands_in_two_categories() -> None:
    words = [word for r in restrictions() for word in r.words]
    assert len(words) == len(set(words))


def test_a_harmless_word_holds_a_restricted_one() -> None:
    for restriction in restrictions():
        for harmless in restriction.harmless:
            assert any(word in harmless for word in restriction.words), harmless


def test_ordinary_words_are_spoken_names_of_real_places() -> None:
    assert [word for word in ordinary_places() if word not in region_names()] == []


def test_suggested_characters_are_common_and_stand_once() -> None:
    assert pool().encode("gb2312")
    assert len(set(pool())) == len(pool())
