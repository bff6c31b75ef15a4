"""What the officers' API shows of money and parcels of a case."""

from datetime import datetime
from uuid import UUID

from app.delivery.provider import Carrier
from app.delivery.states import DeliveryState
from app.review.charges import CaseCharge, CaseParcel
from core.web.bilingual import Bilingual
from core.web.operation import View
from payments.models import Reason
from payments.provider import Channel
from payments.queries import OpenRefund
from payments.states import ChargeState, RefundState


class CasePaymentView(View):
    channel: Channel
    paid_fen: int
    paid_at: datetime | None


class CaseRefundView(View):
    """`repeatable`: the provider closed it, and the caller may ask for it anew."""

    id: UUID
    amount_fen: int
    reason: Reason
    state: RefundState
    created_at: datetime
    succeeded_at: datetime | None
    repeatable: bool


class CaseChargeView(View):
    """`listed_fen` is the price before a subsidy, `amount_fen` what is owed. `refundable_fen`: what the caller may ask
    to send back.
    """

    id: UUID
    code: str
    name: Bilingual
    basis: str
    listed_fen: int
    amount_fen: int
    subsidised_by: str
    returned_fen: int
    refundable_fen: int
    state: ChargeState
    expires_at: datetime | None
    settled_at: datetime | None
    payments: list[CasePaymentView]
    refunds: list[CaseRefundView]


class ParcelStepView(View):
    at: datetime
    state: DeliveryState
    place: str


class CaseParcelView(View):
    """`track`: what the carrier said, the newest first."""

    carrier: Carrier
    state: DeliveryState
    waybill: str
    chosen_at: datetime
    ordered_at: datetime | None
    ended_at: datetime | None
    track: list[ParcelStepView]


def charge_view(found: CaseCharge) -> CaseChargeView:
    charge = found.charge
    return CaseChargeView(
        id=charge.id,
        code=charge.code,
        name=Bilingual(zh=charge.name_zh, en=charge.name_en),
        basis=charge.basis,
        listed_fen=charge.listed_fen * charge.quantity,
        amount_fen=charge.amount_fen,
        subsidised_by=charge.subsidised_by,
        returned_fen=found.returned_fen,
        refundable_fen=found.refundable_fen,
        state=charge.state,
        expires_at=charge.expires_at,
        settled_at=charge.settled_at,
        payments=[CasePaymentView.model_validate(each, from_attributes=True) for each in found.paid],
        refunds=[_refund(each) for each in found.refunds],
    )


def _refund(found: OpenRefund) -> CaseRefundView:
    refund = found.refund
    return CaseRefundView(
        id=refund.id,
        amount_fen=refund.amount_fen,
        reason=refund.reason,
        state=refund.state,
        created_at=refund.created_at,
        succeeded_at=refund.succeeded_at,
        repeatable=found.repeatable,
    )


def parcel_view(found: CaseParcel) -> CaseParcelView:
    parcel = found.delivery
    return CaseParcelView(
        carrier=parcel.carrier,
        state=parcel.state,
        waybill=parcel.waybill,
        chosen_at=parcel.chosen_at,
        ordered_at=parcel.ordered_at,
        ended_at=parcel.ended_at,
        track=[ParcelStepView.model_validate(each, from_attributes=True) for each in found.events],
    )
