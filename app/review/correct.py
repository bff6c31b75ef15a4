"""Return a case once, with one complete list of what is to be corrected (一次性告知).

市场主体登记管理条例 art. 19 para 2; 行政许可法 art. 32: everything at once, and what was not named then may not be
asked for later, unless the applicant changed it. So a second return that names anything unchanged is a supervisor's
to answer for, and is counted.
"""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.applications.access import lock_for_office
from app.applications.content import Content, load
from app.applications.correct import latest_correction, unchanged_since
from app.applications.draft import findings
from app.applications.events import CorrectionRequired
from app.applications.labels import is_field, label
from app.applications.models import Application, Correction
from app.applications.states import Action
from app.review.claim import end_claims, require_claim
from app.review.propose import record_opinion
from core.actors import Actor, Role
from core.errors import Forbidden, Invalid, Problem, Text
from core.events import publish
from core.rules import Findings, Rule, catalogue
from core.states import move

MAX_POINTS = 100

_NO_RULE = Problem(
    "RV-02",
    Text("规则目录中没有这一条。", "The catalogue has no such rule."),
    Text("请从规则目录或审查发现中选择。", "Choose one from the catalogue or from the findings."),
)
_NO_FIELD = Problem(
    "RV-03",
    Text("申请内容中没有这个位置。", "The application has no such field."),
    Text("请选择申请表中的一项。", "Choose a field of the form."),
)
_EMPTY = Problem(
    "RV-04",
    Text("补正清单为空。", "The list of corrections is empty."),
    Text("请至少列出一项需要补正的内容；没有则不能退回。", "Name at least one point, or do not return the case."),
)
_NO_WORDS = Problem(
    "RV-08",
    Text("自行书写的补正要求没有内容。", "A point in your own words has none."),
    Text(
        "请写明需要补正什么；或者从规则目录中选一条。",
        "Write what is to be corrected, or choose a rule of the catalogue.",
    ),
)
_OWN_CURE = Text("请按上述要求修改后重新提交。", "Please correct this and submit again.")
_OWN_BASIS = "市场主体登记管理条例第十九条第二款"
_LATE = Text(
    "这次退回含有上次退回后没有改动的内容，应由主管退回并计入一次性告知考核。",
    "This return names content that has not changed since the last one: only a supervisor may do that, and it counts.",
)


@dataclass(frozen=True)
class Point:
    """One thing to correct: the rule, the field it concerns, and what the officer adds in their own words.

    Without a rule the officer's own words are all there is.
    """

    rule: str
    field: str
    note: str = ""


async def require_correction(
    application_id: UUID, points: Sequence[Point], comment: str, *, by: Actor, now: datetime
) -> Correction:
    """Hand the case back to its applicant.

    Raises NotFound, Invalid (an empty list, an unknown rule or field), Forbidden (another officer's case; a point that
    an earlier return could have named, unless a supervisor asks), Conflict (not under review).
    """
    async with in_transaction():
        application = await lock_for_office(application_id, by)
        if Role.SUPERVISOR not in by.roles:
            await require_claim(application, by)
        items = items_of(points, load(application.content), await findings(application, now=now, complete=True))
        last = await latest_correction(application.id)
        late = await late_fields(application, points)
        if late and Role.SUPERVISOR not in by.roles:
            raise Forbidden(_LATE)
        reviewed = application.content_sha256
        await move(
            application, Action.REQUIRE_CORRECTION, by=by, now=now, note={"points": len(items), "late": len(late)}
        )
        application.content_sha256, application.due_at = "", None
        await application.save(update_fields=["content_sha256", "due_at"])
        correction = await Correction.create(
            id=uuid4(),
            application_id=application.id,
            round=last.round + 1 if last else 1,
            officer_id=by.id,
            content_sha256=reviewed,
            items=items,
            late=len(late),
            required_at=now,
        )
        await _hand_back(application, correction, comment, by=by, now=now)
    return correction


async def late_fields(application: Application, points: Sequence[Point]) -> list[str]:
    """The fields among the points that an earlier return could have named: they have not changed since."""
    last = await latest_correction(application.id)
    return await unchanged_since(last, application, [point.field for point in points])


async def _hand_back(
    application: Application, correction: Correction, comment: str, *, by: Actor, now: datetime
) -> None:
    await end_claims(application, now)
    grounds = [{"rule": each["rule"], "field": each["field"]} for each in correction.items]
    await record_opinion(application, Action.REQUIRE_CORRECTION, comment, by=by, now=now, grounds=grounds)
    await publish(CorrectionRequired(application.id, correction.id))


def items_of(points: Sequence[Point], content: Content, found: Findings) -> list[dict[str, Any]]:
    """Each point as the applicant reads it. Raises Invalid for an empty list, an unknown rule or field."""
    if not points:
        raise Invalid({"items": _EMPTY})
    problems: dict[str, Problem | list[Problem]] = {}
    for number, point in enumerate(points):
        if point.rule and point.rule not in catalogue():
            problems[f"items.{number}.rule"] = _NO_RULE
        if not point.rule and not point.note.strip():
            problems[f"items.{number}.note"] = _NO_WORDS
        if not is_field(point.field):
            problems[f"items.{number}.field"] = _NO_FIELD
    if problems:
        raise Invalid(problems)
    return [_item(point, content, found) for point in points]


def _item(point: Point, content: Content, found: Findings) -> dict[str, Any]:
    """The words of the finding at that field, where the checker found it; else the catalogue's, or the officer's."""
    text, cure, basis = _said(point, found)
    return {
        "rule": point.rule,
        "field": point.field,
        "label": label(point.field, content).as_dict(),
        "text": text.as_dict(),
        "cure": cure.as_dict(),
        "basis": basis,
        "note": point.note if point.rule else "",
    }


def _said(point: Point, found: Findings) -> tuple[Text, Text, str]:
    if not point.rule:
        return Text(point.note.strip(), point.note.strip()), _OWN_CURE, _OWN_BASIS
    finding = next((each for each in found.get(point.field, []) if each.rule == point.rule), None)
    return (finding.text, finding.cure, finding.basis) if finding else _words(catalogue()[point.rule])


def _words(rule: Rule) -> tuple[Text, Text, str]:
    """A rule's own words; its title where they have gaps that only the checker can fill."""
    text = rule.title if _has_gaps(rule.text) else rule.text
    cure = rule.title if _has_gaps(rule.cure) else rule.cure
    return text, cure, rule.basis


def _has_gaps(text: Text) -> bool:
    return any(name is not None for _, name, _, _ in string.Formatter().parse(text.zh))
