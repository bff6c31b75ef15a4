"""Legal dates and working days."""

from datetime import UTC, date, datetime

import pytest

from core.clock import add_working_days, end_of_legal_day, legal_date


def test_a_late_evening_in_utc_is_the_next_day_in_china() -> None:
    assert legal_date(datetime(2026, 11, 20, 16, 0, tzinfo=UTC)) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 11, 20), 3, date(2026, 11, 25)),  # a Friday: the weekend does not count
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # the National Day holiday
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that makes up for it counts
    ],
)
def test_holidays_and_make_up_days_follow_the_published_arrangement(day: date, count: int, due: date) -> None:
    assert add_working_days(day, count) == (due, False)


def test_a_year_without_published_holidays_counts_weekdays_and_says_so() -> None:
    due, provisional = add_working_days(date(2040, 1, 6), 1)
    assert due == date(2040, 1, 9)
    assert provisional


def test_a_time_limit_ends_with_the_legal_day() -> None:
    assert end_of_legal_day(date(2026, 11, 25)) == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
