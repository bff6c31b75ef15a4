"""The library of taken names: which of them a new name must be compared with."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.connection import get_connections

from app.names.compare import Comparable, Standing, conflict_key, prepare, sounds
from app.names.models import NameReservation
from app.names.parse import CompanyName
from app.names.states import TAKEN, ReservationState
from config.reference.regions import registry_area

GONE_FOR = timedelta(days=365)
"""A name given up less than a year ago still blocks (企业名称登记管理规定 art. 17)."""

_NEAR = """
SELECT id FROM name_reservation
WHERE area = %s AND (state = ANY(%s) OR gone_at > %s)
  AND (expires_at IS NULL OR expires_at > %s OR state <> 'RESERVED')
  AND (conflict_key = %s OR full_name = %s OR EXISTS (
       SELECT 1 FROM jsonb_array_elements_text(sounds) AS theirs, unnest(%s::text[]) AS mine
       WHERE strpos(theirs, mine) > 0 OR strpos(mine, theirs) > 0)
       OR strpos(trade_name, %s) > 0 OR strpos(%s, trade_name) > 0)
"""


async def neighbours(
    name: CompanyName, office: str, *, now: datetime, besides: UUID | None = None
) -> list[tuple[Comparable, Standing]]:
    """Every taken name that could meet this one, ready to compare; `besides` is the application's own name."""
    area = registry_area(office)
    arguments: list[Any] = [
        area,
        [state.value for state in TAKEN],
        now - GONE_FOR,
        now,
        conflict_key(name, area),
        name.full,
        sounds(name.trade_name),
        name.trade_name,
        name.trade_name,
    ]
    rows = await get_connections().get("default").execute_query_dict(_NEAR, arguments)
    found = await NameReservation.filter(id__in=[row["id"] for row in rows]).order_by("full_name")
    return [
        (prepare(name_of(each), area), standing_of(each))
        for each in found
        if besides is None or each.application_id != besides
    ]


def name_of(row: NameReservation) -> CompanyName:
    """The parts of a name in the library."""
    return CompanyName(row.region, row.trade_name, row.industry, row.form, row.bracketed)


def standing_of(row: NameReservation) -> Standing:
    """What a row is to a newcomer."""
    if row.gone_at is not None:
        return Standing.GONE
    return Standing.RESERVED if row.state is ReservationState.RESERVED else Standing.REGISTERED
