"""The only place where money is credited: one statement of a provider, from a notice or a query, applied once.

It may come twice, late, before the answer to our own request, or contradict what was asked: `rules.py` says what
follows, this file does it in one transaction.
"""

from datetime import datetime

from tortoise.transactions import in_transaction

from core import audit
from core.actors import SYSTEM
from core.errors import Unavailable
from core.events import publish
from core.states import move
from payments.events import ChargeSettled
from payments.incidents import open_incident
from payments.ledger import clearing, owed, post, suspense
from payments.locks import lock_attempt
from payments.models import Attempt, Charge, IncidentKind, Reason
from payments.provider import Report, provider
from payments.refund import give_back
from payments.rules import MONEY_CAME, Expected, Verdict, contradiction, decide
from payments.states import ChargeAction


async def apply(report: Report, *, now: datetime) -> None:
    """Do what a statement means, whatever happened before; the same statement again changes nothing."""
    async with in_transaction():
        found = await Attempt.get_or_none(number=report.number, provider=report.provider)
        if found is None:
            if report.outcome in MONEY_CAME:
                await _incident(IncidentKind.UNKNOWN_NUMBER, report, now)
            return
        charge, attempt = await lock_attempt(found)
        wrong = contradiction(report, _expected(attempt))
        if wrong is not None:
            await _incident(wrong, report, now)
            return
        expired = now >= attempt.expires_at
        await _follow(
            decide(attempt.state, charge.state, report.outcome, expired=expired), charge, attempt, report, now
        )


def _expected(attempt: Attempt) -> Expected:
    asked = provider(attempt.provider)
    if asked is None:
        raise Unavailable()
    return Expected(attempt.amount_fen, asked.merchant, asked.app, attempt.trade_number)


async def _follow(verdict: Verdict, charge: Charge, attempt: Attempt, report: Report, now: datetime) -> None:
    if verdict.incident is not None:
        await _incident(verdict.incident, report, now)
    if verdict.action is None:
        return
    await move(attempt, verdict.action, by=SYSTEM, now=now)
    if verdict.credit or verdict.give_back:
        attempt.trade_number, attempt.paid_fen = report.trade_number, attempt.amount_fen
        attempt.paid_at = report.paid_at or now
        await attempt.save(update_fields=["trade_number", "paid_fen", "paid_at"])
    if verdict.credit:
        await _credit(charge, attempt, now)
    if verdict.give_back:
        await _return(verdict.give_back, charge, attempt, now)


async def _credit(charge: Charge, attempt: Attempt, now: datetime) -> None:
    await move(charge, ChargeAction.SETTLE, by=SYSTEM, now=now)
    charge.settled_at, charge.settled_by_id = now, attempt.id
    await charge.save(update_fields=["settled_at", "settled_by_id"])
    lines = {clearing(attempt.provider): attempt.paid_fen, owed(charge.payee): -attempt.paid_fen}
    await post(f"paid:{attempt.number}", lines, charge_id=charge.id, now=now)
    await publish(ChargeSettled(charge.id, charge.subject, charge.code, attempt.paid_fen))


async def _return(reason: Reason, charge: Charge, attempt: Attempt, now: datetime) -> None:
    lines = {clearing(attempt.provider): attempt.paid_fen, suspense(attempt.provider): -attempt.paid_fen}
    await post(f"paid:{attempt.number}", lines, charge_id=charge.id, now=now)
    await give_back(attempt, reason, now=now)
    subject = ("Attempt", attempt.id)
    await audit.record("payments.returned", by=SYSTEM, now=now, subject=subject, reason=reason, fen=attempt.paid_fen)


async def _incident(kind: IncidentKind, report: Report, now: datetime) -> None:
    # The numbers and amounts of the message, never whose account it was.
    detail: dict[str, str | int] = {"outcome": report.outcome, "trade_number": report.trade_number}
    if report.amount_fen is not None:
        detail["amount_fen"] = report.amount_fen
    await open_incident(kind, report.provider, report.number, now=now, **detail)
