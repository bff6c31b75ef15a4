"""What the API of payments takes and shows."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from core.web.body import Body
from core.web.operation import View
from payments.models import Attempt, Charge, Difference, DifferenceKind, Incident, IncidentKind, Reason, Refund
from payments.provider import Channel, Launch
from payments.queries import live_attempt, returned_fen
from payments.states import AttemptState, ChargeState, RefundState

Note = Annotated[str, Field(min_length=2, max_length=200)]


class Words(View):
    """A name in both languages."""

    zh: str
    en: str


class PriceView(View):
    """One entry of the public price list. `listed_fen` is the price of one unit or less."""

    code: str
    name: Words
    basis: str
    kind: str
    listed_fen: int
    payable_fen: int
    payee: Words
    receipt: str
    subsidised_by: str | None
    valid_from: date
    valid_to: date | None


class PriceList(View):
    """收费目录清单: nothing else may be charged."""

    on: date
    items: list[PriceView]


class PaymentAttemptView(View):
    id: UUID
    channel: Channel
    state: AttemptState
    expires_at: datetime


class ChargeView(View):
    """`amount_fen` is what the payer owes, `listed_fen` the price before a subsidy."""

    id: UUID
    subject: str
    code: str
    name: Words
    basis: str
    kind: str
    receipt: str
    listed_fen: int
    amount_fen: int
    returned_fen: int
    subsidised_by: str
    state: ChargeState
    expires_at: datetime | None
    settled_at: datetime | None
    attempt: PaymentAttemptView | None
    channels: list[Channel]


class ChargeList(View):
    charges: list[ChargeView]


class AttemptAsked(Body):
    channel: Channel


class LaunchView(View):
    """`parameters` go unchanged to wx.requestPayment or my.tradePay, or name the page or QR code to show."""

    attempt: PaymentAttemptView
    channel: Channel
    parameters: dict[str, str]


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


class RefundList(View):
    refunds: list[RefundView]


class IncidentView(View):
    id: UUID
    kind: IncidentKind
    provider: str
    number: str
    detail: dict[str, str | int]
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str


class IncidentList(View):
    incidents: list[IncidentView]


class DifferenceView(View):
    id: UUID
    kind: DifferenceKind
    number: str
    ours_fen: int
    theirs_fen: int
    explanation: str
    explained_by: UUID | None
    signed_by: UUID | None


class DayView(View):
    """One provider's legal day; `closed_at` is empty while a difference is open."""

    provider: str
    day: date
    compared_at: datetime
    bill_rows: int
    bill_paid_fen: int
    bill_refunded_fen: int
    closed_at: datetime | None
    differences: list[DifferenceView]


class DayList(View):
    days: list[DayView]


def of_attempt(attempt: Attempt) -> PaymentAttemptView:
    return PaymentAttemptView(
        id=attempt.id, channel=attempt.channel, state=attempt.state, expires_at=attempt.expires_at
    )


def of_launch(attempt: Attempt, launch: Launch) -> LaunchView:
    return LaunchView(attempt=of_attempt(attempt), channel=launch.channel, parameters=dict(launch.parameters))


async def of_charge(charge: Charge, channels: list[Channel]) -> ChargeView:
    live = await live_attempt(charge.id)
    return ChargeView(
        id=charge.id,
        subject=charge.subject,
        code=charge.code,
        name=Words(zh=charge.name_zh, en=charge.name_en),
        basis=charge.basis,
        kind=charge.kind,
        receipt=charge.receipt,
        listed_fen=charge.listed_fen,
        amount_fen=charge.amount_fen,
        returned_fen=await returned_fen(charge),
        subsidised_by=charge.subsidised_by,
        state=charge.state,
        expires_at=charge.expires_at,
        settled_at=charge.settled_at,
        attempt=of_attempt(live) if live else None,
        channels=channels if charge.state is ChargeState.OPEN else [],
    )


def of_refund(refund: Refund) -> RefundView:
    return RefundView(
        id=refund.id,
        number=refund.number,
        amount_fen=refund.amount_fen,
        reason=refund.reason,
        note=refund.note,
        state=refund.state,
        provider=refund.provider,
        requested_by=refund.requested_by,
        approved_by=refund.approved_by,
        created_at=refund.created_at,
        succeeded_at=refund.succeeded_at,
    )


def of_incident(incident: Incident) -> IncidentView:
    return IncidentView(
        id=incident.id,
        kind=incident.kind,
        provider=incident.provider,
        number=incident.number,
        detail=incident.detail,
        opened_at=incident.opened_at,
        resolved_at=incident.resolved_at,
        resolution=incident.resolution,
    )


def of_difference(difference: Difference) -> DifferenceView:
    return DifferenceView(
        id=difference.id,
        kind=difference.kind,
        number=difference.number,
        ours_fen=difference.ours_fen,
        theirs_fen=difference.theirs_fen,
        explanation=difference.explanation,
        explained_by=difference.explained_by,
        signed_by=difference.signed_by,
    )
