"""Figures as a spreadsheet opens them: CSV in UTF-8 (RFC 4180), words instead of codes."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

HEAD = ("开始", "结束", "指标", "分类", "件数", "中位数（秒）", "九成以内（秒）")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""By which spreadsheet programs know Chinese text as UTF-8."""


@dataclass(frozen=True)
class Line:
    """One number of one figure; the seconds of a span, None where nothing was measured."""

    figure: str
    key: str
    cases: int
    median_s: float | None = None
    p90_s: float | None = None


def sheet(since: date, until: date, lines: Iterable[Line]) -> bytes:
    """One row a line, under a head."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEAD)
    rows.writerows([since, until, each.figure, each.key, each.cases, each.median_s, each.p90_s] for each in lines)
    return BYTE_ORDER_MARK + text.getvalue().encode()
