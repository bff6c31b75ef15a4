"""Opening the database for a process, and bringing its schema up to date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from procrastinate.schema import SchemaManager
from tortoise import Tortoise
from tortoise.connection import get_connections
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.recorder import MigrationRecorder

from config.database import tortoise_config

MIGRATION_LOCK = 0x7A62
LOCK_TIMEOUT = "5s"
"""A migration that cannot get its lock gives up rather than queueing everybody behind it."""


@asynccontextmanager
async def opened(database_url: str, *, connections: int = 10) -> AsyncIterator[None]:
    """The ORM with its pool, for all tasks of this process."""
    await start(database_url, connections=connections)
    try:
        yield
    finally:
        await Tortoise.close_connections()


async def start(database_url: str, *, connections: int = 10) -> None:
    """Open the ORM; `Tortoise.close_connections` ends it."""
    await Tortoise.init(config=tortoise_config(database_url, connections=connections), _enable_global_fallback=True)


async def migrate(database_url: str) -> None:
    """Create or update the schema: the job engine's, then ours. Several processes may ask at once; one does it."""
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        await connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        if not await _exists(connection, "procrastinate_jobs"):
            await connection.execute(SchemaManager.get_schema())
        await _apply(tortoise_config(database_url, connections=1))


class _PsycopgRecorder(MigrationRecorder):
    """Tortoise 1.1 writes asyncpg's placeholders (`$1`) for every PostgreSQL driver; psycopg wants `%s`."""

    def _placeholder(self, pos: int) -> str:
        return "%s"


async def _apply(config: dict[str, Any]) -> None:
    await Tortoise.init(config=config)
    try:
        connection = get_connections().get("default")
        await connection.execute_query(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        executor = MigrationExecutor(connection, config["apps"])
        executor.recorder = executor.loader.recorder = _PsycopgRecorder(connection)
        await executor.migrate()
    finally:
        await Tortoise.close_connections()


async def _exists(connection: psycopg.AsyncConnection[Any], table: str) -> bool:
    row = await (await connection.execute("SELECT to_regclass(%s)", [table])).fetchone()
    return row is not None and row[0] is not None
