"""The audit log: whole, or it says where it is not."""

import asyncio
from uuid import uuid4

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from core import audit
from core.actors import SYSTEM
from core.audit import AuditEntry
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


async def _rows(count: int) -> None:
    for number in range(count):
        await audit.record("case.read", by=SYSTEM, now=NOW, subject=("Application", uuid4()), number=number)


async def test_an_untouched_chain_is_whole() -> None:
    await _rows(5)
    assert await audit.verify() is None


async def test_a_changed_row_shows() -> None:
    await _rows(5)
    third = (await AuditEntry.all().order_by("id"))[2]
    await _by_force("UPDATE audit_entry SET action = 'case.approve' WHERE id = %s", third.id)
    assert await audit.verify() == third.id


async def test_a_removed_row_shows() -> None:
    await _rows(5)
    rows = await AuditEntry.all().order_by("id")
    await _by_force("DELETE FROM audit_entry WHERE id = %s", rows[1].id)
    assert await audit.verify() == rows[2].id


async def test_the_database_itself_refuses_to_change_or_delete_a_row() -> None:
    await _rows(1)
    with pytest.raises(IntegrityError):
        await AuditEntry.all().update(action="case.approve")
    with pytest.raises(IntegrityError):
        await AuditEntry.all().delete()


async def _by_force(statement: str, entry_id: int) -> None:
    """As somebody with the database's own powers could: past its triggers."""
    async with in_transaction() as connection:
        await connection.execute_query("SET LOCAL session_replication_role = replica")
        await connection.execute_query(statement, [entry_id])


async def test_many_at_once_make_one_chain() -> None:
    await asyncio.gather(*(_rows(3) for _ in range(6)))
    assert await audit.count() == 18
    assert await audit.verify() is None
