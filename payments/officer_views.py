"""What the API of payments takes from officers and shows them, and what of it each may do."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from core.actors import Actor
from core.web.body import Body
from core.web.operation import View
from payments.models import Difference, DifferenceKind, Incident, IncidentKind, Reason, Refund
from payments.queries import ComparedDay, OpenIncident, OpenRefund
from payments.scope import DECIDERS, acts_on
from payments.states import RefundAction, RefundState

Note = Annotated[str, Field(min_length=2, max_length=200)]


class RefundAsked(Body):
    amount_fen: int = Field(gt=0)
    reason: Literal[Reason.NOT_RENDERED, Reason.MISTAKE]
    note: Note


class Explained(Body):
    note: Note


class RefundView(View):
    id: UUID
    number: str
    amount_fen: int
    reason: Reason
    note: str
    state: RefundState
    provider: str
    requested_by: UUID
    approved_by: UUID | None
    created_at: datetime
    succeeded_at: datetime | None


class RefundLine(RefundView):
    """`actions`: what the caller may decide of it; `repeatable`: that they may ask for it anew."""

    actions: list[RefundAction]
    repeatable: bool


class RefundList(View):
    refunds: list[RefundLine]


class IncidentView(View):
    id: UUID
    kind: IncidentKind
    provider: str
    number: str
    detail: dict[str, str | int]
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str


class IncidentLine(IncidentView):
    """`may_resolve`: the caller may settle it. `anew`: the closed refund which the caller may ask for anew."""

    may_resolve: bool
    anew: UUID | None


class IncidentList(View):
    incidents: list[IncidentLine]


class DifferenceView(View):
    id: UUID
    kind: DifferenceKind
    number: str
    ours_fen: int
    theirs_fen: int
    explanation: str
    explained_by: UUID | None
    signed_by: UUID | None


class DifferenceLine(DifferenceView):
    """`may_explain`, `may_sign`: the caller may do it now; nobody signs what they explained themselves."""

    may_explain: bool
    may_sign: bool


class DayView(View):
    """One provider's legal day; `closed_at` is empty while a difference is open. The bill is one for all offices;
    `differences` are those the caller may see, `elsewhere` counts the others.
    """

    provider: str
    day: date
    compared_at: datetime
    bill_rows: int
    bill_paid_fen: int
    bill_refunded_fen: int
    closed_at: datetime | None
    differences: list[DifferenceLine]
    elsewhere: int


class DayList(View):
    days: list[DayView]


def of_refund(refund: Refund) -> RefundView:
    return RefundView.model_validate(refund, from_attributes=True)


def refund_line(found: OpenRefund) -> RefundLine:
    return RefundLine(**of_refund(found.refund).model_dump(), actions=found.actions, repeatable=found.repeatable)


def of_incident(incident: Incident) -> IncidentView:
    return IncidentView.model_validate(incident, from_attributes=True)


def incident_line(found: OpenIncident) -> IncidentLine:
    return IncidentLine(**of_incident(found.incident).model_dump(), may_resolve=found.mine, anew=found.anew)


def of_difference(difference: Difference) -> DifferenceView:
    return DifferenceView.model_validate(difference, from_attributes=True)


def difference_line(difference: Difference, *, by: Actor) -> DifferenceLine:
    theirs, explained = acts_on(difference.scope, by), difference.explained_by is not None
    signs = theirs and explained and difference.explained_by != by.id and bool(by.roles & DECIDERS)
    return DifferenceLine(
        **of_difference(difference).model_dump(), may_explain=theirs and not explained, may_sign=signs
    )


def of_day(found: ComparedDay, *, by: Actor) -> DayView:
    day = found.day
    return DayView(
        provider=day.provider,
        day=day.day,
        compared_at=day.compared_at,
        bill_rows=day.bill_rows,
        bill_paid_fen=day.bill_paid_fen,
        bill_refunded_fen=day.bill_refunded_fen,
        closed_at=day.closed_at,
        differences=[difference_line(each, by=by) for each in found.unsettled],
        elsewhere=found.elsewhere,
    )
