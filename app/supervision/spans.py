# ruff: noqa: S608 (nothing in these queries comes from outside; what does is a parameter)
"""How long things take: each span as one query for (case, seconds), its middle, and the cases behind it, slowest first.

An applicant's own time (本人用时) is not the time between two steps, in which they mostly do something else. It is what
lies between one recorded act of theirs and the next, at the form (`Application.edited_s`) and from the last save on
(their own steps of submission, verification and signature); a pause counts as five minutes at most, so that who goes
away and comes back is not counted as working, and who reads for a while is. It can only be too long, never too short,
by what a pause holds beyond real reading; the first look before the first save counts like a pause.
"""

from dataclasses import dataclass
from uuid import UUID

from app.applications.draft import PAUSE
from app.supervision.figures import Figure, Scope, period, rows
from core.errors import Text

_SUBMITTED = (
    "JOIN transition t ON t.subject_kind = 'Application' AND t.subject_id = a.id "
    "AND t.action = 'submit_for_verification'"
)
_STEPS = """
  SELECT a.updated_at AS at
  UNION ALL SELECT t.at FROM transition t
    WHERE t.subject_kind = 'Application' AND t.subject_id = a.id AND t.actor_id = a.applicant_id
  UNION ALL SELECT t.at FROM verification_task k JOIN transition t
    ON t.subject_kind = 'VerificationTask' AND t.subject_id = k.id AND t.actor_id = a.applicant_id
    WHERE k.subject = 'application:' || a.id
  UNION ALL SELECT t.at FROM verification_task k JOIN verification_attempt v ON v.task_id = k.id JOIN transition t
    ON t.subject_kind = 'VerificationAttempt' AND t.subject_id = v.id AND t.actor_id = a.applicant_id
    WHERE k.subject = 'application:' || a.id
  UNION ALL SELECT t.at FROM signature g JOIN transition t
    ON t.subject_kind = 'Signature' AND t.subject_id = g.id AND t.actor_id = a.applicant_id
    WHERE g.application_id = a.id
"""
_OWN = (
    "SELECT a.id, coalesce(a.edited_s, 0) + coalesce(own.s, 0) AS s FROM application a CROSS JOIN LATERAL ("
    f"SELECT sum(least(extract(epoch FROM gap), {PAUSE.total_seconds():.0f})) AS s FROM ("
    f"SELECT at - lag(at) OVER (ORDER BY at) AS gap FROM ({_STEPS}) steps) gaps WHERE gap IS NOT NULL) own "
    f"WHERE a.edited_s IS NOT NULL AND {period('submitted_at')}"
)

SPANS: dict[str, Figure] = {
    "decision": Figure(
        Text("受理到决定", "From filing to decision"),
        "SELECT a.id, extract(epoch FROM a.decided_at - a.submitted_at) AS s FROM application a "
        f"WHERE {period('decided_at')}",
    ),
    "own": Figure(Text("申请人本人用时", "The applicant's own time"), _OWN),
    "applicant": Figure(
        Text("新建到提交核实", "From draft to submission"),
        f"SELECT a.id, extract(epoch FROM min(t.at) - a.created_at) AS s FROM application a {_SUBMITTED} "
        f"WHERE {period('created_at')} GROUP BY a.id, a.created_at",
    ),
    "signing": Figure(
        Text("提交到全体签名", "From submission to the last signature"),
        f"SELECT a.id, extract(epoch FROM a.submitted_at - min(t.at)) AS s FROM application a {_SUBMITTED} "
        f"WHERE {period('submitted_at')} GROUP BY a.id, a.submitted_at",
    ),
    "face": Figure(
        Text("人脸核验到结论", "Face check to verdict"),
        "SELECT a.id, extract(epoch FROM v.judged_at - v.created_at) AS s FROM verification_attempt v "
        "JOIN verification_task k ON k.id = v.task_id JOIN application a ON k.subject = 'application:' || a.id "
        "WHERE a.office = ANY(%(offices)s) AND v.judged_at >= %(since)s AND v.judged_at < %(until)s",
    ),
}


@dataclass(frozen=True)
class Measured:
    """How often it was measured; the middle and the nine tenths that are at least as quick, in seconds."""

    count: int
    median_s: float | None
    p90_s: float | None


async def measure(name: str, scope: Scope) -> Measured:
    """One span in figures; None where nothing was measured."""
    sql = (
        "SELECT count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY s) AS middle, "
        f"percentile_cont(0.9) WITHIN GROUP (ORDER BY s) AS most FROM ({SPANS[name].sql}) f WHERE s IS NOT NULL"
    )
    row = (await rows(sql, scope))[0]
    middle, most = ((None if row[each] is None else round(float(row[each]), 1)) for each in ("middle", "most"))
    return Measured(int(row["n"]), middle, most)


async def cases_measured(
    name: str, scope: Scope, *, offset: int, limit: int
) -> tuple[list[tuple[UUID, float]], int, int]:
    """A page of the cases of a span with their seconds (the longest, where a case was measured more than once), slowest
    first; how many can be opened in all, and how many are drafts that the office may not open.
    """
    sql = (
        "SELECT f.id, max(f.s) AS s, count(*) OVER () AS n FROM "
        f"({SPANS[name].sql}) f JOIN application a ON a.id = f.id WHERE f.s IS NOT NULL AND a.submitted_at IS NOT NULL "
        "GROUP BY f.id ORDER BY s DESC, f.id OFFSET %(offset)s LIMIT %(limit)s"
    )
    found = await rows(sql, scope, offset=offset, limit=limit)
    filed = int(found[0]["n"]) if found else 0
    count = f"SELECT count(DISTINCT id) AS n FROM ({SPANS[name].sql}) f WHERE s IS NOT NULL"
    every = int((await rows(count, scope))[0]["n"])
    return [(each["id"], round(float(each["s"]), 1)) for each in found], filed, every - filed
