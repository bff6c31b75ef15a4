"""What follows from a provider's statement: tables, and the property that money once seen never goes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.actors import SYSTEM
from payments.models import IncidentKind, Reason
from payments.provider import Outcome, Report
from payments.rules import NOTHING, Expected, Verdict, contradiction, decide
from payments.states import ATTEMPT_MOVES, AttemptAction, AttemptState, ChargeState

CREATED, SUBMITTED, UNKNOWN = AttemptState.CREATED, AttemptState.SUBMITTED, AttemptState.UNKNOWN
PAID, CLOSED = AttemptState.PAID, AttemptState.CLOSED
OPEN = ChargeState.OPEN
CREDIT = Verdict(AttemptAction.PAY, credit=True)
LATE = Verdict(AttemptAction.PAY, give_back=Reason.PAID_AFTER_CLOSE)
SECOND = Verdict(AttemptAction.PAY, give_back=Reason.SECOND_PAYMENT)
AFTER_CLOSE = Verdict(AttemptAction.PAY_LATE, give_back=Reason.PAID_AFTER_CLOSE)
SHUT = Verdict(AttemptAction.CLOSE)
ELSEWHERE = Verdict(AttemptAction.CLOSE, incident=IncidentKind.REFUNDED_ELSEWHERE)


@pytest.mark.parametrize(
    ("attempt", "charge", "outcome", "expired", "verdict"),
    [
        (CREATED, OPEN, Outcome.PAID, False, CREDIT),
        (SUBMITTED, OPEN, Outcome.PAID, False, CREDIT),
        (SUBMITTED, OPEN, Outcome.PAID, True, CREDIT),
        (UNKNOWN, OPEN, Outcome.PAID, False, CREDIT),
        (PAID, ChargeState.PAID, Outcome.PAID, False, NOTHING),
        (PAID, ChargeState.REFUNDED, Outcome.PAID, False, NOTHING),
        (PAID, ChargeState.PAID, Outcome.REFUNDED, False, NOTHING),
        (PAID, ChargeState.PAID, Outcome.CLOSED, True, NOTHING),
        (PAID, ChargeState.PAID, Outcome.PENDING, False, NOTHING),
        (PAID, ChargeState.PAID, Outcome.ABSENT, True, NOTHING),
        (SUBMITTED, ChargeState.PAID, Outcome.PAID, False, SECOND),
        (SUBMITTED, ChargeState.PART_REFUNDED, Outcome.PAID, False, SECOND),
        (SUBMITTED, ChargeState.REFUNDED, Outcome.PAID, False, SECOND),
        (SUBMITTED, ChargeState.CANCELLED, Outcome.PAID, False, LATE),
        (UNKNOWN, ChargeState.EXPIRED, Outcome.PAID, True, LATE),
        (CLOSED, OPEN, Outcome.PAID, True, AFTER_CLOSE),
        (CLOSED, ChargeState.PAID, Outcome.PAID, True, AFTER_CLOSE),
        (SUBMITTED, OPEN, Outcome.REFUNDED, False, ELSEWHERE),
        (SUBMITTED, OPEN, Outcome.CLOSED, False, SHUT),
        (UNKNOWN, OPEN, Outcome.CLOSED, True, SHUT),
        (CLOSED, OPEN, Outcome.CLOSED, True, NOTHING),
        (SUBMITTED, OPEN, Outcome.ABSENT, False, NOTHING),
        (SUBMITTED, OPEN, Outcome.ABSENT, True, SHUT),
        (CREATED, OPEN, Outcome.PENDING, False, Verdict(AttemptAction.SUBMIT)),
        (UNKNOWN, OPEN, Outcome.PENDING, True, NOTHING),
        (CLOSED, OPEN, Outcome.PENDING, True, NOTHING),
    ],
)
def test_each_statement_has_one_consequence(attempt, charge, outcome, expired, verdict):
    assert decide(attempt, charge, outcome, expired=expired) == verdict


@given(
    st.sampled_from(AttemptState),
    st.sampled_from(ChargeState),
    st.lists(st.tuples(st.sampled_from(Outcome), st.booleans()), max_size=20),
)
def test_statements_in_any_order_follow_the_table_and_never_unpay(attempt, charge, said):
    credits = 0
    for outcome, expired in said:
        before = attempt
        verdict = decide(attempt, charge, outcome, expired=expired)
        if verdict.action:
            step = ATTEMPT_MOVES[verdict.action]
            assert before in step.sources
            assert SYSTEM.roles & step.roles
            attempt = step.target
        if verdict.credit:
            credits += 1
            charge = ChargeState.PAID
        assert not (verdict.credit and verdict.give_back)
        assert before is not PAID or attempt is PAID
    assert credits <= 1


def said(**changes: object) -> Report:
    fields = {
        "provider": "bank",
        "number": "P1",
        "outcome": Outcome.PAID,
        "trade_number": "T1",
        "amount_fen": 1200,
        "currency": "CNY",
        "merchant": "m",
        "app": "a",
    }
    return Report(**{**fields, **changes})


@pytest.mark.parametrize(
    ("report", "wrong"),
    [
        (said(), None),
        (said(currency=None, merchant=None, app=None), None),
        (said(amount_fen=1), IncidentKind.WRONG_AMOUNT),
        (said(amount_fen=None), IncidentKind.WRONG_AMOUNT),
        (said(currency="USD"), IncidentKind.WRONG_CURRENCY),
        (said(currency=""), IncidentKind.WRONG_CURRENCY),
        (said(merchant="another"), IncidentKind.WRONG_MERCHANT),
        (said(merchant=""), IncidentKind.WRONG_MERCHANT),
        (said(app="another"), IncidentKind.WRONG_APP),
        (said(trade_number="T2"), IncidentKind.WRONG_TRADE),
        (said(outcome=Outcome.PENDING, amount_fen=None, merchant=""), None),
        (said(outcome=Outcome.REFUNDED, amount_fen=1), IncidentKind.WRONG_AMOUNT),
    ],
)
def test_a_signed_statement_must_say_what_we_asked_for(report, wrong):
    assert contradiction(report, Expected(1200, "m", "a", "T1")) is wrong
