"""Running numbers without gaps or doubles: taken under a row lock, in the transaction that uses them."""

from tortoise.connection import get_connections

_NEXT = """
INSERT INTO running_number (series, used) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET used = running_number.used + 1
RETURNING used
"""


async def next_number(series: str) -> int:
    """The next number of a series; given back when the transaction fails."""
    rows = await get_connections().get("default").execute_query_dict(_NEXT, [series])
    return int(rows[0]["used"])
