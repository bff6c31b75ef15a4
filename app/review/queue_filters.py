"""What of the queue an officer wants to see: from the address of the page to a query."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

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
    WAITING = "waiting"  # 等申请人补正
    DECIDED = "decided"  # 已决定


class Order(StrEnum):
    DUE = "due_at"
    AGE = "submitted_at"
    NAME = "company_name"
    NUMBER = "number"


class Arguments(Protocol):
    def get(self, name: str, default: Any = None) -> Any: ...
    def getlist(self, name: str) -> Any: ...


@dataclass(frozen=True)
class QueueFilter:
    """`words`: the beginning of a case number, or a part of a company's name. `states` narrows the view further."""

    view: QueueView = QueueView.OPEN
    states: tuple[State, ...] = ()
    words: str = ""
    order: Order = Order.DUE
    descending: bool = False
    offset: int = 0
    limit: int = 50


def read_filter(arguments: Arguments) -> QueueFilter:
    """From the query part of an address: view, state, q, order, desc, offset, limit. Raises Invalid."""
    states = arguments.getlist("state") or []
    view, order = arguments.get("view") or QueueView.OPEN, arguments.get("order") or Order.DUE
    for name, given, known in (("view", [view], QueueView), ("order", [order], Order), ("state", states, State)):
        if not set(given) <= {str(each) for each in known}:
            raise Invalid({name: _UNKNOWN})
    if arguments.get("mine") == "1":
        view = QueueView.MINE
    return QueueFilter(
        view=QueueView(view),
        states=tuple(State(each) for each in states),
        words=(arguments.get("q") or "").strip()[:60],
        order=Order(order),
        descending=arguments.get("desc") == "1",
        offset=_number(arguments, "offset", 0),
        limit=min(_number(arguments, "limit", 50), MAX_PAGE),
    )


def select(wanted: QueueFilter, *, by: Actor, now: datetime) -> QuerySet[Application]:
    """The cases of the officer's office that the filter names, unordered."""
    # A “not me” may stop a case before it was filed: officers look into that one too.
    theirs = Q(submitted_at__not_isnull=True) | Q(state=State.SUSPENDED)
    rows = Application.filter(theirs, office=by.office or "-")
    rows = _in_view(rows, wanted.view, by, now)
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
        return rows.filter(state=State.CORRECTION_REQUIRED)
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


def _number(arguments: Arguments, name: str, otherwise: int) -> int:
    text = arguments.get(name) or ""
    return int(text) if text.isdecimal() and len(text) < 8 else otherwise
