"""Objects that were begun and then named by nothing: a request or a process died half-way, or another was quicker.

Each capability says in a table which of its models name objects of which purpose; `app/wiring.py` puts them together.
An object is only ever swept where its purpose stands in the table, so that a purpose somebody forgot is kept for ever
rather than lost; an architecture test finds the forgotten one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.connection import get_connections
from tortoise.models import Model
from tortoise.transactions import in_transaction

from core import blobs

ORPHAN_AFTER = timedelta(hours=2)
"""An object that nothing names so long after it was begun will be named by nothing."""
SOUGHT_FOR = timedelta(days=30)
AT_ONCE = 500


@dataclass(frozen=True)
class Named:
    """The column of a model that names objects."""

    model: type[Model]
    field: str


Holders = Mapping[str, Sequence[Named]]
"""Purpose → where its objects are named."""

_holders: dict[str, Sequence[Named]] = {}


def wire(holders: Holders) -> None:
    """Take the table of `app/wiring.py`. A second call replaces the first."""
    _holders.clear()
    _holders.update(holders)


async def erase_orphans(*, now: datetime) -> int:
    """Erase what nothing names; how many objects."""
    return sum([await _erase(purpose, named, now) for purpose, named in _holders.items()])


async def _erase(purpose: str, named: Sequence[Named], now: datetime) -> int:
    unnamed = " AND ".join(
        f'NOT EXISTS (SELECT 1 FROM "{each.model._meta.db_table}" n WHERE n."{_column(each)}" = blob.id)'  # noqa: S608  (names of our own models, no value of anybody's)
        for each in named
    )
    found = await (
        get_connections()
        .get("default")
        .execute_query_dict(
            "SELECT id FROM blob WHERE purpose = %s AND erased_at IS NULL "  # noqa: S608  (the same)
            f"AND created_at BETWEEN %s AND %s AND {unnamed} LIMIT {AT_ONCE}",
            [purpose, now - SOUGHT_FOR, now - ORPHAN_AFTER],
        )
    )
    async with in_transaction():
        for each in found:
            await blobs.erase(each["id"], because="named by nothing", now=now)
    return len(found)


def _column(named: Named) -> str:
    return str(named.model._meta.fields_db_projection[named.field])
