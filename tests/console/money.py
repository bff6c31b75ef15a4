"""A filing with every turn of money and parcels: one fee that went back with its parcel, one of which a part went back
and another part could not, one that nobody has paid yet, one that nobody paid in time.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from tortoise.transactions import in_transaction

from app.delivery.cancel import cancel_delivery
from app.delivery.choose import Destination, choose
from app.delivery.models import Delivery
from app.delivery.provider import Carrier, TrackEvent
from app.delivery.states import DeliveryState
from app.delivery.track import record
from config.settings import settings
from core import clock
from core.actors import SYSTEM, Actor
from core.states import move
from payments.attempt import start_attempt
from payments.charge import create_charge, expire
from payments.check import check
from payments.incidents import open_incident
from payments.models import Attempt, Difference, DifferenceKind, IncidentKind, Reason, Reconciliation, Refund
from payments.provider import Channel, RefundOutcome, RefundReport
from payments.refund import approve_refund, request_refund
from payments.return_money import apply_refund
from payments.states import RefundAction
from tests.console.scenes import filed, sample_officer, settle
from tests.filings import Filing

SMALL_FEN, CLOSED_FEN = 200, 150
"""Less than any courier's fee."""
HOME = Destination("p2", "990122", "青禾街9号2室")
WAY = (
    (DeliveryState.PICKED_UP, "云溪县"),
    (DeliveryState.IN_TRANSIT, "清江市处理中心"),
    (DeliveryState.OUT_FOR_DELIVERY, "云溪县城关营业部"),
)


async def delivered(trade_name: str) -> Filing:
    """Approved; a courier was paid and called back, the fee returned; another parcel is out for delivery."""
    filing, officer = await filed(trade_name), await sample_officer("zhuguan")
    filing.reviewer, filing.approver = await sample_officer("shencha"), await sample_officer("hezhun")
    await filing.approve()
    await settle()
    first = await _paid(filing, Carrier.EMS)
    await cancel_delivery(first.id, by=filing.founder, now=clock.now())
    await settle()
    refund = await Refund.get(attempt__charge_id=first.charge_id)
    await approve_refund(refund.id, by=officer, now=clock.now())
    await settle()
    second = await _paid(filing, Carrier.SF)
    await _on_its_way(second)
    await _part_back(second, officer)
    await _closed(second, officer)
    await _waiting(second)
    await _unpaid(filing)
    return filing


async def _part_back(delivery: Delivery, officer: Actor) -> None:
    now = clock.now()
    asked = await request_refund(
        delivery.charge_id, SMALL_FEN, Reason.MISTAKE, note="多收", by=await sample_officer("shencha"), now=now
    )
    await approve_refund(asked.id, by=officer, now=now)
    await settle()


async def _closed(delivery: Delivery, officer: Actor) -> None:
    """A refund of which the provider says that it gave it up."""
    now, asker = clock.now(), await sample_officer("shencha")
    asked = await request_refund(delivery.charge_id, CLOSED_FEN, Reason.NOT_RENDERED, note="破损", by=asker, now=now)
    await move(asked, RefundAction.APPROVE, by=officer, now=now)
    await move(asked, RefundAction.SUBMIT, by=SYSTEM, now=now)
    await apply_refund(RefundReport(asked.provider, asked.number, RefundOutcome.CLOSED), now=now)


async def _unpaid(filing: Filing) -> None:
    """What the payer still may pay, and what they did not pay in time."""
    now, subject, payer = clock.now(), filing.application.subject, filing.founder.id
    office, soon = filing.application.office, now + timedelta(days=3)
    await create_charge(subject, "courier.province", payer_id=payer, scope=office, expires_at=soon, now=now)
    late = await create_charge(subject, "courier.national", payer_id=payer, scope=office, now=now)
    await expire(late.id, now=now)


async def _waiting(delivery: Delivery) -> None:
    """What an officer finds to decide on: two refunds that another asked for, an incident, a day with a difference."""
    asker, now = await sample_officer("hezhun"), clock.now()
    for fen, note in ((SMALL_FEN, "派送延误"), (SMALL_FEN // 2, "包装破损")):
        await request_refund(delivery.charge_id, fen, Reason.NOT_RENDERED, note=note, by=asker, now=now)
    paid = await Attempt.get(charge_id=delivery.charge_id)
    async with in_transaction():
        await open_incident(IncidentKind.WRONG_AMOUNT, paid.provider, paid.number, now=now, amount_fen=SMALL_FEN)
    yesterday = clock.legal_date(now) - timedelta(days=1)
    bill: dict[str, Any] = {"bill_rows": 1, "bill_paid_fen": SMALL_FEN, "bill_refunded_fen": 0, "compared_at": now}
    day = await Reconciliation.create(id=uuid4(), provider=paid.provider, day=yesterday, **bill)
    sides: dict[str, Any] = {"ours_fen": 0, "theirs_fen": SMALL_FEN, "found_at": now}
    await Difference.create(id=uuid4(), reconciliation=day, kind=DifferenceKind.LONG, number="P0000", **sides)


async def _paid(filing: Filing, carrier: Carrier) -> Delivery:
    """Chosen, paid at the sandbox's cashier, and booked with the courier."""
    delivery = await choose(filing.id, carrier, HOME, by=filing.founder, now=clock.now())
    started = await start_attempt(delivery.charge_id, Channel.WECHAT_NATIVE, by=filing.founder, now=clock.now())
    async with httpx.AsyncClient(trust_env=False) as phone:
        paid = await phone.post(f"{settings().sandbox_url}/cashier/wechat/{started.attempt.number}/pay")
    assert paid.is_success, paid.text
    await check(delivery.charge_id, by=filing.founder, now=clock.now())
    await settle()
    await delivery.refresh_from_db()
    return delivery


async def _on_its_way(delivery: Delivery) -> None:
    now = clock.now()
    said = [
        TrackEvent(
            delivery.waybill, "", str(state), now - timedelta(hours=9 - 3 * n), str(state), state, "快件动态", at
        )
        for n, (state, at) in enumerate(WAY)
    ]
    async with in_transaction():
        locked = await Delivery.select_for_update().get(id=delivery.id)
        await record(locked, said, now=now)
    await settle()
