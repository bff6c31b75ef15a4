"""Sealed values: unreadable, bound to their place, findable by index."""

import pytest

from app.accounts.models import Account
from core.sealed import Unreadable, blind_index, seal, unseal
from tests.factories import PHONES, account

pytestmark = pytest.mark.usefixtures("servers")
NUMBER = "13800000001"


def test_what_is_sealed_opens_in_its_own_place_only() -> None:
    sealed = seal(NUMBER.encode(), "Account.phone")
    assert unseal(sealed, "Account.phone") == NUMBER.encode()
    with pytest.raises(Unreadable):
        unseal(sealed, "Officer.phone")


def test_equal_values_are_sealed_differently() -> None:
    assert seal(b"same", "A.b") != seal(b"same", "A.b")


@pytest.mark.parametrize("position", [0, 1, 5, 20, -1])
def test_a_changed_byte_does_not_open(position: int) -> None:
    sealed = bytearray(seal(NUMBER.encode(), "A.b"))
    sealed[position] ^= 1
    with pytest.raises(Unreadable):
        unseal(bytes(sealed), "A.b")


def test_nothing_short_opens() -> None:
    for length in (0, 1, 13, 14):
        with pytest.raises(Unreadable):
            unseal(b"\x01" * length, "A.b")


def test_an_index_finds_equal_values_of_one_purpose() -> None:
    assert blind_index("phone", NUMBER) == blind_index("phone", NUMBER)
    assert blind_index("phone", NUMBER) != blind_index("id number", NUMBER)
    assert NUMBER not in blind_index("phone", NUMBER)


async def test_a_field_is_read_back_from_the_database_and_stands_there_unreadable(database: None) -> None:
    made = await account(PHONES["p1"])
    rows = await Account.filter(id=made.id).values("id")
    assert rows
    assert (await Account.get(id=made.id)).phone == PHONES["p1"]
