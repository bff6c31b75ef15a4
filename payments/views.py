"""What the API of payments takes from payers and shows them."""

from datetime import date, datetime
from uuid import UUID

from core.web.bilingual import Bilingual
from core.web.body import Body
from core.web.operation import View
from payments.catalogue import catalogue
from payments.models import Attempt, Charge
from payments.provider import Channel, Launch
from payments.queries import live_attempt, returned_fen, settling_attempt
from payments.states import AttemptState, ChargeState


class PriceView(View):
    """One entry of the public price list. `listed_fen` is the price of one unit or less."""

    code: str
    name: Bilingual
    basis: str
    kind: str
    listed_fen: int
    payable_fen: int
    payee: Bilingual
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


class PaidView(View):
    """The receipt: by which channel what was paid when, our order's number and the provider's own."""

    channel: Channel
    number: str
    trade_number: str
    paid_fen: int
    paid_at: datetime | None


class ChargeView(View):
    """`amount_fen` is what the payer owes, `listed_fen` the price before a subsidy; `receipt`, which official receipt
    the payee owes; `paid`, what settled it.
    """

    id: UUID
    subject: str
    code: str
    name: Bilingual
    basis: str
    kind: str
    payee: Bilingual
    receipt: str
    paid: PaidView | None
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


def of_attempt(attempt: Attempt) -> PaymentAttemptView:
    return PaymentAttemptView(
        id=attempt.id, channel=attempt.channel, state=attempt.state, expires_at=attempt.expires_at
    )


def of_launch(attempt: Attempt, launch: Launch) -> LaunchView:
    return LaunchView(attempt=of_attempt(attempt), channel=launch.channel, parameters=dict(launch.parameters))


def of_paid(attempt: Attempt) -> PaidView:
    return PaidView(
        channel=attempt.channel,
        number=attempt.number,
        trade_number=attempt.trade_number,
        paid_fen=attempt.paid_fen,
        paid_at=attempt.paid_at,
    )


async def of_charge(charge: Charge, channels: list[Channel]) -> ChargeView:
    live = await live_attempt(charge.id)
    return ChargeView(
        id=charge.id,
        subject=charge.subject,
        code=charge.code,
        name=Bilingual(zh=charge.name_zh, en=charge.name_en),
        basis=charge.basis,
        kind=charge.kind,
        payee=Bilingual(**catalogue().payees[charge.payee].as_dict()),
        receipt=charge.receipt,
        paid=of_paid(settled) if (settled := await settling_attempt(charge)) else None,
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
