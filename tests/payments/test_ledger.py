"""The ledger: every posting sums to zero, stands once, and is never changed."""

from uuid import uuid4

import pytest
from tortoise.exceptions import IntegrityError

from payments.ledger import Unbalanced, balance, post, unbalanced
from payments.models import LedgerEntry


@pytest.mark.parametrize("lines", [{"a": 1}, {"a": 1, "b": -2}, {"a": 1, "b": 2, "c": -2}, {"a": 0, "b": 0}])
async def test_a_posting_that_does_not_balance_is_refused(database, noon, lines):
    with pytest.raises(Unbalanced):
        await post("p", lines, charge_id=uuid4(), now=noon)
    assert await LedgerEntry.all().count() == 0


async def test_no_effect_is_booked_twice(database, noon):
    await post("paid:1", {"a": 5, "b": -5}, charge_id=uuid4(), now=noon)
    with pytest.raises(IntegrityError):
        await post("paid:1", {"a": 5, "b": -5}, charge_id=uuid4(), now=noon)
    assert await balance("a") == 5


async def test_balances_add_up_and_an_unknown_account_stands_at_nothing(database, noon):
    await post("1", {"a": 5, "b": -5}, charge_id=uuid4(), now=noon)
    await post("2", {"a": -3, "b": 3}, charge_id=uuid4(), now=noon)
    assert [await balance(account) for account in ("a", "b", "c")] == [2, -2, 0]


async def test_a_line_written_past_the_program_shows(database, noon):
    await post("good", {"a": 5, "b": -5}, charge_id=uuid4(), now=noon)
    await LedgerEntry.create(posting="bad", account="a", amount_fen=7, charge_id=uuid4(), at=noon)
    assert await unbalanced() == ["bad"]


async def test_the_database_itself_lets_no_line_be_changed_or_removed(database, noon):
    await post("p", {"a": 5, "b": -5}, charge_id=uuid4(), now=noon)
    with pytest.raises(IntegrityError, match="append-only"):
        await LedgerEntry.filter(posting="p").update(amount_fen=6)
    with pytest.raises(IntegrityError, match="append-only"):
        await LedgerEntry.filter(posting="p").delete()
