"""The clock: moments are aware and in UTC, legal dates are those of Asia/Shanghai, and working days follow the
State Council's yearly arrangement (行政许可法 art. 82: time limits count working days, public holidays excluded).
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC. Called at the edges only; use cases take `now` as an argument."""
    return datetime.now(UTC)


def legal_date(moment: datetime) -> date:
    """The calendar date of `moment` where the law applies."""
    return moment.astimezone(SHANGHAI).date()


def is_working_day(day: date) -> tuple[bool, bool]:
    """(working day?, provisional?). A year without published holidays counts plain weekdays."""
    try:
        return bool(chinese_calendar.is_workday(day)), False
    except NotImplementedError:
        return day.weekday() < 5, True


def add_working_days(day: date, count: int) -> tuple[date, bool]:
    """The `count`-th working day after `day`, and whether a provisional year was counted."""
    provisional = False
    while count > 0:
        day += timedelta(days=1)
        working, unsure = is_working_day(day)
        provisional = provisional or unsure
        count -= working
    return day, provisional


def end_of_legal_day(day: date) -> datetime:
    """The last moment of a legal date, as a UTC moment: when a time limit runs out."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI).astimezone(UTC)
