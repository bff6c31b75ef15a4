"""Running numbers without gaps or doubles: taken under a row lock, in the transaction that uses them."""

from tortoise.connection import get_connections

_NEXT = """
INSERT INTO code_sequence (region, last) VALUES (%s, 1)
ON CONFLICT (region) DO UPDATE SET last = code_sequence.last + 1
RETURNING last
"""


async def next_number(series: str) -> int:
    """The next number of a series (at most six characters); given back when the transaction fails."""
    rows = await get_connections().get("default").execute_query_dict(_NEXT, [series])
    return int(rows[0]["last"])
