"""What tests stand on: a PostgreSQL and a Valkey of their own, keys and storage in a temporary folder, no patching."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from tortoise.connection import get_connections

if TYPE_CHECKING:
    from tests.system import System

# No test may depend on how busy the machine is.
_UNHURRIED = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("unhurried", **_UNHURRIED)
hypothesis.settings.load_profile("unhurried")

SCRATCH = Path(tempfile.mkdtemp(prefix="zhaoban-test-"))
os.environ.update(
    ZHAOBAN_ENVIRONMENT="test",
    DATABASE_URL="postgresql://not-started/",
    REDIS_URL="redis://127.0.0.1:1/0",
    STORAGE_URL=f"file://{SCRATCH}/storage",
    ZHAOBAN_KEYS=str(SCRATCH / "keys"),
)


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """One PostgreSQL and one Valkey for this process of the test run, thrown away at its end."""
    from app.documents.sample_keys import open_sample_keys
    from app.up.postgres import throwaway_postgres
    from app.up.valkey import throwaway_valkey
    from config import keys
    from config.reference.offices import offices
    from config.settings import settings

    keys.create_missing(SCRATCH / "keys")
    names = {office.code: office.name for office in offices(fictitious=True).values()}
    # Older than any moment that a test signs at, whatever today is.
    open_sample_keys(SCRATCH / "keys" / "pki", names, now=datetime(2026, 1, 1, tzinfo=UTC))
    with throwaway_postgres() as database_url, throwaway_valkey() as redis_url:
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = database_url, redis_url
        settings.cache_clear()
        yield


@pytest.fixture(scope="session")
async def schema(servers: None) -> AsyncIterator[None]:
    """The migrated schema, and the ORM open for all tests of this process."""
    from config.settings import settings
    from core import database

    await database.migrate(settings().database_url)
    async with database.opened(settings().database_url, connections=8):
        yield


EMPTY = """
DO $$ DECLARE each regclass; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR each IN SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'tortoise_migrations'
    LOOP EXECUTE format('DELETE FROM %s', each); END LOOP;
    PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';
END $$
"""
"""Deletes with triggers and foreign keys asleep, in milliseconds. TRUNCATE took hundreds: it gives each of seventy
tables, and each of their indexes, a new file.
"""


@pytest.fixture
async def database(schema: None) -> None:
    """An empty database: every table of ours and of the job engine emptied; facts are wired as in production."""
    from app import wiring
    from core import events

    events.wire(wiring.SUBSCRIPTIONS)
    await get_connections().get("default").execute_script(EMPTY)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator["System"]:
    """The whole system in processes of its own; mark users with `pytest.mark.xdist_group("system")`."""
    from tests.system import whole_system

    with whole_system(tmp_path_factory.mktemp("system")) as running:
        yield running
