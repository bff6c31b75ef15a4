"""The legal clock of a case, in working days (行政许可法 art. 82): what is left, as officers read it."""

from datetime import datetime, timedelta

from core.clock import is_working_day, legal_date


def working_days_left(due_at: datetime, now: datetime) -> int:
    """Working days after today up to and including the last day: 0 on that day, negative when it has passed."""
    # The limit is the last moment of its day, which as a moment belongs to the day after.
    last, today = legal_date(due_at - timedelta(microseconds=1)), legal_date(now)
    day, end = min(today, last), max(today, last)
    count = 0
    while day < end:
        day += timedelta(days=1)
        count += is_working_day(day)[0]
    return count if last >= today else -max(count, 1)
