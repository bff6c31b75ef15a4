"""A filing with every turn of money and parcels: one fee that went back with its parcel, one that is on the way."""

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
from payments.attempt import start_attempt
from payments.check import check
from payments.incidents import open_incident
from payments.models import Attempt, Difference, DifferenceKind, IncidentKind, Reason, Reconciliation, Refund
from payments.provider import Channel
from payments.refund import approve_refund, request_refund
from tests.console.scenes import filed, sample_officer, settle
from tests.filings import Filing

SMALL_FEN = 200
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
    await _waiting(second)
    return filing


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
