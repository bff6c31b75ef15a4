"""What follows from a provider's statement: pure, and monotone (paid never goes back).

Notices and queries come late, twice and in any order; the same statement applied again changes nothing.
"""

from dataclasses import dataclass

from payments.models import IncidentKind, Reason
from payments.provider import Outcome, Report
from payments.states import UNDECIDED, AttemptAction, AttemptState, ChargeState

MONEY_CAME = frozenset({Outcome.PAID, Outcome.REFUNDED})
CURRENCY = "CNY"


@dataclass(frozen=True)
class Expected:
    """What we asked for, and what we know of the attempt."""

    amount_fen: int
    merchant: str
    app: str
    trade_number: str


@dataclass(frozen=True)
class Verdict:
    """One step of the attempt, and what it means for the money: credit the charge, send it back, tell officers."""

    action: AttemptAction | None = None
    credit: bool = False
    give_back: Reason | None = None
    incident: IncidentKind | None = None


NOTHING = Verdict()


def contradiction(report: Report, expected: Expected) -> IncidentKind | None:
    """What a validly signed statement about money says that we did not ask for. None: it agrees."""
    if report.outcome not in MONEY_CAME:
        return None
    if report.merchant is not None and report.merchant != expected.merchant:
        return IncidentKind.WRONG_MERCHANT
    if report.app is not None and report.app != expected.app:
        return IncidentKind.WRONG_APP
    if report.currency is not None and report.currency != CURRENCY:
        return IncidentKind.WRONG_CURRENCY
    if report.amount_fen != expected.amount_fen:
        return IncidentKind.WRONG_AMOUNT
    if expected.trade_number and report.trade_number != expected.trade_number:
        return IncidentKind.WRONG_TRADE
    return None


def decide(attempt: AttemptState, charge: ChargeState, outcome: Outcome, *, expired: bool) -> Verdict:
    """The consequence of an outcome that does not contradict what we asked for."""
    if outcome is Outcome.PAID:
        return _paid(attempt, charge)
    if attempt not in UNDECIDED:
        return NOTHING
    if outcome is Outcome.REFUNDED:
        # Money that came and went before we heard of it was sent back by somebody outside this program.
        return Verdict(AttemptAction.CLOSE, incident=IncidentKind.REFUNDED_ELSEWHERE)
    if outcome is Outcome.CLOSED or (outcome is Outcome.ABSENT and expired):
        # Before its end an absent order may still come to be: some channels make it when the payer opens the cashier.
        return Verdict(AttemptAction.CLOSE)
    if outcome is Outcome.PENDING and attempt is AttemptState.CREATED:
        return Verdict(AttemptAction.SUBMIT)
    return NOTHING


def _paid(attempt: AttemptState, charge: ChargeState) -> Verdict:
    if attempt is AttemptState.PAID:
        return NOTHING
    if attempt is AttemptState.CLOSED:
        return Verdict(AttemptAction.PAY_LATE, give_back=Reason.PAID_AFTER_CLOSE)
    if charge is ChargeState.OPEN:
        return Verdict(AttemptAction.PAY, credit=True)
    if charge in {ChargeState.CANCELLED, ChargeState.EXPIRED}:
        return Verdict(AttemptAction.PAY, give_back=Reason.PAID_AFTER_CLOSE)
    return Verdict(AttemptAction.PAY, give_back=Reason.SECOND_PAYMENT)
