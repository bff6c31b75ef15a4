"""Officers who decide on money read whose it is: of their own offices, by the numbers that payments use."""

from typing import Any
from uuid import uuid4

import pytest
from tortoise.transactions import in_transaction

from app.accounts.models import Officer
from app.applications.models import Application
from app.delivery.models import Delivery
from app.delivery.provider import Carrier
from app.review.payment_cases import payment_cases
from core import clock
from core.actors import SYSTEM, Actor, Role
from payments.incidents import open_incident
from payments.models import Attempt, Charge, IncidentKind, Reason, Refund
from payments.provider import Channel
from payments.refund import approve_refund, request_refund
from payments.states import AttemptState, ChargeState
from tests.app.review.rows import a_row
from tests.filings import OFFICE, officer

pytestmark = pytest.mark.usefixtures("database")
NOW = clock.now()
COURIER: dict[str, Any] = {
    "code": "courier.province", "name_zh": "寄递", "name_en": "Courier", "basis": "价目表", "kind": "service",
    "payee": "courier", "receipt": "invoice", "listed_fen": 1200, "amount_fen": 1200,
}  # fmt: skip


async def paid_for(application: Application) -> Attempt:
    """A parcel of this case, paid."""
    charge, attempt = uuid4(), uuid4()
    delivery = await Delivery.create(
        id=uuid4(), application_id=application.id, account_id=uuid4(), carrier=Carrier.EMS, number=uuid4().hex,
        charge_id=charge, chosen_at=NOW,
    )  # fmt: skip
    await Charge.create(
        id=charge, subject=delivery.subject, scope=application.office, payer_id=delivery.account_id,
        state=ChargeState.PAID, created_at=NOW, settled_at=NOW, settled_by_id=attempt, **COURIER,
    )  # fmt: skip
    return await Attempt.create(
        id=attempt, charge_id=charge, number=uuid4().hex, channel=Channel.WECHAT_NATIVE, provider="wechat_pay",
        amount_fen=1200, paid_fen=1200, state=AttemptState.PAID, created_at=NOW, expires_at=NOW, paid_at=NOW,
    )  # fmt: skip


async def back(attempt: Attempt, by: Actor) -> Refund:
    return await request_refund(attempt.charge_id, 500, Reason.NOT_RENDERED, note="快递未揽收", by=by, now=NOW)


async def test_a_refund_is_shown_with_its_case_and_who_asked_until_it_is_decided() -> None:
    approver, reader = await officer(Role.APPROVER), await officer(Role.REVIEWER)
    row = await a_row()
    asked, of_the_system = await back(await paid_for(row), approver), await back(await paid_for(row), SYSTEM)
    found = {each.number: each for each in await payment_cases(by=reader)}
    assert {number: each.application.id for number, each in found.items()} == {
        asked.number: row.id, of_the_system.number: row.id
    }  # fmt: skip
    assert found[asked.number].asked_by == (await Officer.get(id=approver.id)).display_name
    assert found[of_the_system.number].asked_by is None
    for each in (asked, of_the_system):
        await approve_refund(each.id, by=await officer(Role.SUPERVISOR), now=NOW)
    assert await payment_cases(by=reader) == []


async def test_an_incident_leads_to_its_case_by_the_number_of_the_payment() -> None:
    row, reader = await a_row(), await officer(Role.REVIEWER)
    attempt = await paid_for(row)
    async with in_transaction():
        await open_incident(IncidentKind.WRONG_AMOUNT, "wechat_pay", attempt.number, now=NOW, amount_fen=1)
        await open_incident(IncidentKind.UNKNOWN_NUMBER, "wechat_pay", "P-of-nobody", now=NOW)
    (found,) = await payment_cases(by=reader)
    assert (found.number, found.application.id, found.asked_by) == (attempt.number, row.id, None)


async def test_the_cases_of_another_office_are_left_out() -> None:
    away = await a_row(office="990123" if OFFICE != "990123" else "990124")
    await back(await paid_for(away), SYSTEM)
    assert await payment_cases(by=await officer(Role.REVIEWER)) == []
