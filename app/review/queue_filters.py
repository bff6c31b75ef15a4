"""What of the queue an officer wants to see: from the address of the page to a query."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from tortoise.expressions import Q, RawSQL, Subquery
from tortoise.queryset import QuerySet

from app.accounts.offices import offices_of
from app.applications.models import Application
from app.applications.states import Action, State
from app.review.models import Claim, Opinion
from core.actors import Actor
from core.errors import Invalid, Problem, Text

OPEN = (State.SUBMITTED, State.IN_REVIEW, State.PENDING_APPROVAL, State.SUSPENDED)
MAX_PAGE = 100
_UNKNOWN = Problem(
    "RV-01",
    Text("没有这种筛选条件。", "There is no such filter."),
    Text("请从列表中选择。", "Choose one from the list."),
)


class QueueView(StrEnum):
    """The piles on an officer's desk."""

    OPEN = "open"  # 全部在办
    MINE = "mine"  # 我承办的
    UNCLAIMED = "unclaimed"  # 待领取
    TO_APPROVE = "to_approve"  # 待我核准：由别人提出
    RETURNED = "returned"  # 补正后重新提交，或被退回审查
    OVERDUE = "overdue"  # 已超期
    WAITING = "waiting"  # 等申请人补正、重签
    DECIDED = "decided"  # 已决定


class Attention(StrEnum):
    """Why a case asks for a closer look: the risk by which an officer may sort a day's work."""

    DOUBTS = "doubts"  # 有人脸核验未过或待复核
    DISPUTED = "disputed"  # 有人声明“不是我”
    RETURNED = "returned"  # 曾被要求补正或退回
    OTHER_DOOR = "other_door"  # 有人未用人脸核验
    NONE = "none"  # 以上都没有


class Order(StrEnum):
    DUE = "due_at"
    AGE = "submitted_at"
    NAME = "company_name"
    NUMBER = "number"


PARAMETERS = {
    "view": f"pile: {', '.join(QueueView)}",
    "state": "narrow to states; may be repeated",
    "q": "the beginning of a case number, or a part of a company's name",
    "attention": f"risk: {', '.join(Attention)}",
    "age": "filed at least so many days ago",
    "office": "of several offices a supervisor answers for, this one",
    "order": f"by: {', '.join(Order)}",
    "desc": "1: the last first",
    "offset": "how many to skip",
    "limit": f"how many to show, {MAX_PAGE} at most",
}


class Arguments(Protocol):
    def get(self, name: str, default: Any = None) -> Any: ...
    def getlist(self, name: str) -> Any: ...


@dataclass(frozen=True)
class QueueFilter:
    """`words`: the beginning of a case number, or a part of a company's name. `states` narrows the view further.

    `age_days`: filed at least so long ago. `office` empty: every office the officer may look into.
    """

    view: QueueView = QueueView.OPEN
    states: tuple[State, ...] = ()
    words: str = ""
    attention: Attention | None = None
    age_days: int = 0
    office: str = ""
    order: Order = Order.DUE
    descending: bool = False
    offset: int = 0
    limit: int = 50


def read_filter(arguments: Arguments) -> QueueFilter:
    """From the query part of an address: view, state, q, order, desc, offset, limit. Raises Invalid."""
    states = arguments.getlist("state") or []
    view, order = arguments.get("view") or QueueView.OPEN, arguments.get("order") or Order.DUE
    attention = arguments.get("attention") or None
    risks = [attention] if attention else []
    asked: tuple[tuple[str, list[str], type[StrEnum]], ...] = (
        ("view", [view], QueueView),
        ("order", [order], Order),
        ("state", states, State),
        ("attention", risks, Attention),
    )
    for name, given, known in asked:
        if not set(given) <= {str(each) for each in known}:
            raise Invalid({name: _UNKNOWN})
    if arguments.get("mine") == "1":
        view = QueueView.MINE
    return QueueFilter(
        view=QueueView(view),
        states=tuple(State(each) for each in states),
        words=(arguments.get("q") or "").strip()[:60],
        attention=Attention(attention) if attention else None,
        age_days=_number(arguments, "age", 0),
        office=(arguments.get("office") or "")[:6],
        order=Order(order),
        descending=arguments.get("desc") == "1",
        offset=_number(arguments, "offset", 0),
        limit=min(_number(arguments, "limit", 50), MAX_PAGE),
    )


def select(wanted: QueueFilter, *, by: Actor, now: datetime) -> QuerySet[Application]:
    """The cases of the officer's office that the filter names, unordered."""
    # A “not me” may stop a case before it was filed: officers look into that one too.
    theirs = Q(submitted_at__not_isnull=True) | Q(state=State.SUSPENDED)
    mine = offices_of(by)
    rows = Application.filter(theirs, office__in=[wanted.office] if wanted.office in mine else mine)
    rows = _in_view(rows, wanted.view, by, now)
    if wanted.age_days:
        rows = rows.filter(submitted_at__lte=now - timedelta(days=wanted.age_days))
    if wanted.attention is not None:
        rows = _asking(rows, wanted.attention)
    if wanted.states:
        rows = rows.filter(state__in=list(wanted.states))
    if wanted.words:
        rows = rows.filter(Q(number__startswith=wanted.words) | Q(company_name__contains=wanted.words))
    return rows


def ordered(rows: QuerySet[Application], wanted: QueueFilter) -> QuerySet[Application]:
    """One page in its order; ties by id, so that pages neither repeat nor skip a case."""
    sign = "-" if wanted.descending else ""
    return rows.order_by(f"{sign}{wanted.order}", "id").offset(wanted.offset).limit(wanted.limit)


def _in_view(rows: QuerySet[Application], view: QueueView, by: Actor, now: datetime) -> QuerySet[Application]:
    if view is QueueView.UNCLAIMED:
        return rows.filter(state=State.SUBMITTED)
    if view is QueueView.WAITING:
        # Returned, and either not corrected yet or corrected and not signed again by everybody whom it concerns.
        return rows.filter(state__in=[State.CORRECTION_REQUIRED, State.AWAITING_SIGNATORIES])
    if view is QueueView.DECIDED:
        return rows.filter(decided_at__not_isnull=True)
    rows = rows.filter(state__in=list(OPEN))
    if view is QueueView.MINE:
        held = Claim.filter(officer_id=by.id, released_at=None).values("application_id")
        return rows.filter(id__in=Subquery(held))
    if view is QueueView.OVERDUE:
        return rows.filter(due_at__lt=now)
    if view is QueueView.RETURNED:
        back = Opinion.filter(step__in=[Action.REQUIRE_CORRECTION.value, Action.SEND_BACK.value])
        return rows.filter(id__in=Subquery(back.values("application_id")))
    if view is QueueView.TO_APPROVE:
        proposals = [Action.PROPOSE_APPROVAL.value, Action.PROPOSE_REJECTION.value]
        own = Opinion.filter(officer_id=by.id, step__in=proposals).values("application_id")
        return rows.filter(state=State.PENDING_APPROVAL).exclude(id__in=Subquery(own))
    return rows


_DOUBTED = (
    "EXISTS (SELECT 1 FROM verification_task k JOIN verification_attempt v ON v.task_id = k.id "
    "WHERE k.subject = 'application:' || application.id AND NOT v.practice AND v.verdict IN ('review', 'fail'))"
)
_DISPUTED = "EXISTS (SELECT 1 FROM dispute d WHERE d.application_id = application.id)"
_RETURNED = (
    "EXISTS (SELECT 1 FROM opinion o WHERE o.application_id = application.id "
    "AND o.step IN ('require_correction', 'send_back'))"
)
_OTHER_DOOR = (
    "EXISTS (SELECT 1 FROM verification_task k WHERE k.subject = 'application:' || application.id "
    "AND k.channel <> 'face')"
)
_MARKS = {
    Attention.DOUBTS: _DOUBTED,
    Attention.DISPUTED: _DISPUTED,
    Attention.RETURNED: _RETURNED,
    Attention.OTHER_DOOR: _OTHER_DOOR,
    Attention.NONE: f"NOT ({_DOUBTED} OR {_DISPUTED} OR {_RETURNED} OR {_OTHER_DOOR})",
}


def _asking(rows: QuerySet[Application], attention: Attention) -> QuerySet[Application]:
    return rows.annotate(asks=RawSQL(_MARKS[attention])).filter(asks=True)


def _number(arguments: Arguments, name: str, otherwise: int) -> int:
    text = arguments.get(name) or ""
    return int(text) if text.isdecimal() and len(text) < 8 else otherwise
