"""Each figure as one query for (case, key): its numbers are counts by key, and a number opens the cases of its key.

Parameters of every query: `offices`, `since`, `until` (moments, the end excluded), `now`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.connection import get_connections

from core.errors import Text

OPEN = "('SUBMITTED', 'IN_REVIEW', 'PENDING_APPROVAL', 'SUSPENDED')"
IN_PERIOD = "a.office = ANY(%(offices)s) AND a.{moment} >= %(since)s AND a.{moment} < %(until)s"
MOVED = "SELECT 1 FROM transition t WHERE t.subject_kind = 'Application' AND t.subject_id = a.id AND t.action"


@dataclass(frozen=True)
class Scope:
    """Which offices, and which time."""

    offices: Sequence[str]
    since: datetime
    until: datetime
    now: datetime

    def parameters(self) -> dict[str, Any]:
        return {"offices": list(self.offices), "since": self.since, "until": self.until, "now": self.now}


@dataclass(frozen=True)
class Figure:
    """`sql` selects `id` and `key`; one case may stand under several keys."""

    title: Text
    sql: str


def period(moment: str) -> str:
    """The cases of the scope whose `moment` lies in its time, as a condition on `application a`."""
    return IN_PERIOD.format(moment=moment)


FIGURES: dict[str, Figure] = {
    "open": Figure(
        Text("在办件，按状态（此刻）", "Open cases by state (now)"),
        f"SELECT a.id, a.state AS key FROM application a WHERE a.office = ANY(%(offices)s) AND a.state IN {OPEN}",
    ),
    "clock": Figure(
        Text("在办件，按法定时限（此刻）", "Open cases by legal clock (now)"),
        "SELECT a.id, CASE WHEN a.due_at < %(now)s THEN 'overdue' WHEN a.due_at < %(now)s + interval '24 hours' "
        "THEN 'last_day' ELSE 'in_time' END AS key FROM application a "
        f"WHERE a.office = ANY(%(offices)s) AND a.state IN {OPEN}",
    ),
    "offices": Figure(
        Text("受理件，按登记机关", "Cases filed, by office"),
        f"SELECT a.id, a.office AS key FROM application a WHERE {period('submitted_at')}",
    ),
    "decided": Figure(
        Text("已决定，按是否在法定时限内", "Decided, in time or late"),
        "SELECT a.id, CASE WHEN a.decided_at <= a.due_at THEN 'in_time' ELSE 'overdue' END AS key "
        f"FROM application a WHERE {period('decided_at')}",
    ),
    "first_pass": Figure(
        Text("已决定，按是否一次通过", "Decided, at first pass or after a return"),
        f"SELECT a.id, CASE WHEN EXISTS ({MOVED} = 'require_correction') THEN 'after_return' ELSE 'first_pass' END "
        f"AS key FROM application a WHERE {period('decided_at')}",
    ),
    "returns": Figure(
        Text("补正原因", "Reasons for return"),
        "SELECT DISTINCT a.id, coalesce(nullif(g ->> 'rule', ''), 'other') AS key FROM opinion o "
        "JOIN application a ON a.id = o.application_id CROSS JOIN LATERAL jsonb_array_elements(o.grounds) g "
        "WHERE a.office = ANY(%(offices)s) AND o.step = 'require_correction' "
        "AND o.at >= %(since)s AND o.at < %(until)s",
    ),
    "faces": Figure(
        Text("人脸核验未通过的原因", "Why face checks did not pass"),
        "SELECT DISTINCT a.id, r ->> 'reason' AS key FROM verification_attempt v "
        "JOIN verification_task k ON k.id = v.task_id JOIN application a ON k.subject = 'application:' || a.id "
        "CROSS JOIN LATERAL jsonb_array_elements(v.reasons) r WHERE a.office = ANY(%(offices)s) "
        "AND v.verdict IN ('fail', 'review') AND v.judged_at >= %(since)s AND v.judged_at < %(until)s",
    ),
    "funnel": Figure(
        Text("从新建到发照（按新建时间）", "From draft to licence (by when the draft was begun)"),
        "SELECT a.id, s.key FROM application a CROSS JOIN LATERAL (VALUES ('begun', true), "
        f"('submitted', EXISTS ({MOVED} = 'submit_for_verification')), ('filed', a.submitted_at IS NOT NULL), "
        f"('approved', EXISTS ({MOVED} = 'approve')), ('licensed', EXISTS ({MOVED} = 'license'))) s(key, reached) "
        f"WHERE s.reached AND {period('created_at')}",
    ),
}


async def numbers(figure: str, scope: Scope) -> dict[str, int]:
    """Key → how many cases, most first."""
    sql = f"SELECT key, count(*) AS n FROM ({FIGURES[figure].sql}) f GROUP BY key ORDER BY n DESC, key"
    return {str(row["key"]): int(row["n"]) for row in await rows(sql, scope)}


async def cases_behind(figure: str, key: str, scope: Scope, *, offset: int, limit: int) -> tuple[list[UUID], int, int]:
    """A page of the cases which one number counts (without a key: those of the whole figure), the newest filing first;
    how many can be opened in all, and how many are drafts that the office may not open.
    """
    sql = (
        "SELECT f.id, a.submitted_at, count(*) OVER () AS n, count(a.submitted_at) OVER () AS filed "
        f"FROM (SELECT DISTINCT id FROM ({FIGURES[figure].sql}) g WHERE %(key)s IN ('', g.key)) f "
        "JOIN application a ON a.id = f.id "
        "ORDER BY a.submitted_at DESC NULLS LAST, f.id OFFSET %(offset)s LIMIT %(limit)s"
    )
    found = await rows(sql, scope, key=key, offset=offset, limit=limit)
    total, filed = (int(found[0]["n"]), int(found[0]["filed"])) if found else (0, 0)
    return [each["id"] for each in found if each["submitted_at"]], filed, total - filed


async def rows(sql: str, scope: Scope, **more: Any) -> list[dict[str, Any]]:
    """What a query of the figures finds."""
    connection = get_connections().get("default")
    found: list[dict[str, Any]] = await connection.execute_query_dict(sql, {**scope.parameters(), **more})  # type: ignore[arg-type]  # psycopg takes named parameters
    return found
