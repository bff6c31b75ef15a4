"""The migrations make exactly the schema that the models describe."""

import re
from pathlib import Path

from tortoise import Tortoise
from tortoise.migrations.autodetector import MigrationAutodetector

from config.database import TORTOISE_ORM

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted(MIGRATIONS.glob("[0-9]*.py"))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", path.name) for path in MIGRATIONS.glob("[0-9]*.py"))


async def test_no_model_has_drifted_from_the_migrations(schema: None) -> None:
    detector = MigrationAutodetector(Tortoise.apps, TORTOISE_ORM["apps"])
    assert await detector.changes() == []
