"""The cast's papers are valid in form and belong to nobody."""

from sandbox.people import PEOPLE
from sandbox.people.cast import COUNTY, id_number
from sandbox.people.photographs import manifest

WOMEN = {"su", "ke", "fang", "wei", "tang"}


def test_there_are_at_least_six_people_and_each_has_two_pictures() -> None:
    assert len(PEOPLE) >= 6
    assert {person.key for person in PEOPLE} == set(manifest()["people"])
    assert all({"video", "portrait", "relation"} <= set(entry) for entry in manifest()["people"].values())


def test_names_numbers_and_phones_are_each_their_own() -> None:
    for field in ("key", "name", "id_number", "phone"):
        assert len({getattr(person, field) for person in PEOPLE}) == len(PEOPLE)


def test_an_id_number_has_the_standards_check_digit() -> None:
    assert id_number("19491231", 2)[:6] == COUNTY
    for person in PEOPLE:
        digits = [10 if digit == "X" else int(digit) for digit in person.id_number]
        # ISO 7064, MOD 11-2, computed the other way round than the code does.
        assert sum(digit * pow(2, 17 - place, 11) for place, digit in enumerate(digits)) % 11 == 1


def test_the_sequence_says_woman_or_man() -> None:
    assert {person.key for person in PEOPLE if int(person.id_number[16]) % 2 == 0} == WOMEN


def test_every_file_of_the_manifest_names_package_hash_and_licence() -> None:
    for entry in manifest()["files"].values():
        assert entry["package"] in manifest()["packages"]
        assert len(bytes.fromhex(entry["sha256"])) == 32
        assert entry["licence"]
