"""The sample of the business-scope catalogue and the kinds of contribution."""

from config.reference import read, rows
from config.reference.contribution import methods
from config.reference.scope import Approval, scope_items


def test_every_item_has_words_in_both_languages_and_a_class() -> None:
    for item in scope_items().values():
        assert item.zh
        assert item.en.isascii()
        assert all(len(each) == 4 and each.isdigit() for each in item.classes), item.code


def test_the_sample_holds_each_sort_of_item() -> None:
    assert {item.approval for item in scope_items().values()} == set(Approval)


def test_an_item_that_needs_a_licence_names_it() -> None:
    assert all(bool(item.licence) == item.licensed for item in scope_items().values())


def test_codes_and_words_stand_once() -> None:
    listed = rows("scope")
    assert len({row["code"] for row in listed}) == len({row["zh"] for row in listed}) == len(listed)


def test_divisions_are_those_of_the_classes() -> None:
    assert scope_items()["F1003"].divisions == {"52"}
    assert scope_items()["F1009"].divisions == {"51", "52"}


def test_only_property_is_valued_and_what_the_law_forbids_is_listed() -> None:
    assert {m.code for m in methods().values() if not m.allowed} == {
        "labour", "credit", "personal_name", "goodwill", "franchise", "pledged_property"
    }  # fmt: skip
    assert not methods()["money"].valued
    assert all(m.valued for m in methods().values() if m.allowed and m.code != "money")


def test_limits_are_positive_numbers() -> None:
    assert all(value > 0 for value in read("limits").values())
