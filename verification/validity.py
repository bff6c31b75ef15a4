"""How long a confirmation of identity may be used."""

from datetime import datetime, timedelta

from core.clock import add_working_days, end_of_legal_day, legal_date

SITTING = timedelta(minutes=10)
"""The person is at the telephone and goes on at once."""
WORKING_DAYS_AFTER_A_DECISION = 3
"""An officer decides while the person does something else; they need time to hear of it and to come back."""


def until_end_of_sitting(now: datetime) -> datetime:
    """For a verdict that the person waited for."""
    return now + SITTING


def after_a_decision(now: datetime) -> datetime:
    """For what an officer decided."""
    return in_working_days(now, WORKING_DAYS_AFTER_A_DECISION)


def in_working_days(moment: datetime, count: int) -> datetime:
    """The end of the `count`-th working day after a moment."""
    day, _provisional = add_working_days(legal_date(moment), count)
    return end_of_legal_day(day)
