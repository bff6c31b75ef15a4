"""The erasure report (删除情况): what was destroyed when and why, and what is still kept, by purpose. No contents."""

from datetime import datetime
from typing import Any

from tortoise.connection import get_connections

from core.web.operation import View

_BY_PURPOSE = """
SELECT purpose, count(*) FILTER (WHERE erased_at IS NULL) AS kept,
  count(*) FILTER (WHERE erased_at IS NOT NULL) AS erased,
  min(created_at) FILTER (WHERE erased_at IS NULL) AS oldest_kept_at, max(erased_at) AS last_erased_at
FROM blob GROUP BY purpose ORDER BY purpose
"""
_BY_REASON = """
SELECT purpose, erased_because AS because, count(*) AS erased, max(erased_at) AS last_at
FROM blob WHERE erased_at IS NOT NULL GROUP BY purpose, erased_because ORDER BY purpose, erased DESC
"""


class Kept(View):
    purpose: str
    kept: int
    erased: int
    oldest_kept_at: datetime | None
    last_erased_at: datetime | None


class Erased(View):
    purpose: str
    because: str
    erased: int
    last_at: datetime


class ErasureReport(View):
    purposes: list[Kept]
    reasons: list[Erased]


async def erasure_report() -> ErasureReport:
    """All objects that were ever stored, by purpose and by the reason of their erasure."""
    return ErasureReport(
        purposes=[Kept(**row) for row in await _rows(_BY_PURPOSE)],
        reasons=[Erased(**row) for row in await _rows(_BY_REASON)],
    )


async def _rows(sql: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await get_connections().get("default").execute_query_dict(sql)
    return found
