"""`zhaoban audit verify` as an operator runs it: on a whole log, on one that was tampered with, on one cut off."""

import asyncio
import os
import re
import sys
from uuid import uuid4

import pytest
from tortoise.transactions import in_transaction

from core import audit
from core.actors import SYSTEM
from core.audit import AuditEntry
from tests.factories import NOW
from tests.system import PROJECT

pytestmark = pytest.mark.usefixtures("database")


async def rows(count: int) -> list[AuditEntry]:
    for _ in range(count):
        await audit.record("case.read", by=SYSTEM, now=NOW, subject=("Application", uuid4()), purpose="review")
    return await AuditEntry.all().order_by("id")


async def verify(*options: str) -> tuple[int, str]:
    """Exit status and output of the command, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", "audit", "verify", *options, cwd=PROJECT, env=dict(os.environ),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def by_force(*statements: str) -> None:
    """As a superuser of the database could: the triggers that refuse it are switched off, and on again."""
    async with in_transaction() as connection:
        await connection.execute_script("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
        for statement in statements:
            await connection.execute_script(statement)
        await connection.execute_script("ALTER TABLE audit_entry ENABLE TRIGGER ALL")


async def test_a_whole_log_is_said_to_be_whole_and_names_its_head() -> None:
    last = (await rows(4))[-1]
    status, said = await verify()
    assert status == 0
    assert "审计日志完整，共 4 行" in said
    assert f"{last.id}:{last.chain[:16]}" in said


@pytest.mark.parametrize(
    "tampering",
    [
        'UPDATE audit_entry SET detail = \'{"purpose": "supervision"}\' WHERE id = {id}',
        "UPDATE audit_entry SET actor_id = gen_random_uuid() WHERE id = {id}",
        "DELETE FROM audit_entry WHERE id = {id}",
    ],
)
async def test_a_row_changed_or_removed_past_the_triggers_is_named_and_the_status_is_one(tampering: str) -> None:
    written = await rows(4)
    await by_force(tampering.replace("{id}", str(written[1].id)))
    status, said = await verify()
    assert status == 1
    broken_at = int((re.search(r"在第 (\d+) 行断开", said) or pytest.fail(said)).group(1))
    assert broken_at in {written[1].id, written[2].id}


async def test_an_end_that_was_cut_off_shows_against_a_head_that_was_noted_before() -> None:
    written = await rows(4)
    _, said = await verify()
    noted = (re.search(r"head: (\d+:\w+)", said) or pytest.fail(said)).group(1)
    await rows(1)
    assert (await verify("--seen", noted))[0] == 0
    await by_force("DELETE FROM audit_entry WHERE id >= {id}".replace("{id}", str(written[2].id)))
    assert (await verify())[0] == 0
    status, said = await verify("--seen", noted)
    assert status == 2
    assert "末尾的行被删除" in said
