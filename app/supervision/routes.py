"""HTTP of the figures: for a time and the offices a supervisor answers for; each number opens its cases; as CSV too."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from app.accounts.offices import offices_of
from app.applications.models import Application
from app.review.queries import LINE_FIELDS, lines
from app.review.views import CaseLine, case_line
from app.supervision.figures import FIGURES, SPANS, Scope, cases_behind, numbers, span
from config.reference.offices import offices
from config.settings import settings
from core import audit, clock
from core.actors import Actor, Role
from core.errors import Invalid, Problem, Text
from core.web.operation import View, operation

bp = Blueprint("supervision", url_prefix="/api/v1/supervision")
WHO = {Role.SUPERVISOR}
MOST_CASES = 200
USUAL_DAYS = 30
EARLIEST, LATEST = date(1949, 10, 1), date(2999, 12, 31)
"""Beyond them a day has no neighbours to compute with."""
PERIOD = {"since": "first day", "until": "last day", "office": "of several, this one"}
BEHIND = {"figure": "its name", "key": "which of its numbers", **PERIOD}
_DATES = Problem(
    "SV-01",
    Text("日期不正确。", "The dates are not right."),
    Text("请按 2026-01-31 的格式填写，且开始不晚于结束。", "Write them as 2026-01-31, the first not after the last."),
)
_UNKNOWN = Problem(
    "SV-02",
    Text("没有这个指标或登记机关。", "There is no such figure or office."),
    Text("请从列表中选择。", "Choose one from the list."),
)


class Number(View):
    key: str
    cases: int


class FigureView(View):
    figure: str
    title: dict[str, str]
    numbers: list[Number]


class SpanView(View):
    """Seconds; None where nothing was measured."""

    span: str
    title: dict[str, str]
    measured: int
    median_s: float | None
    p90_s: float | None


class OfficeView(View):
    code: str
    name: str


class OfficeFigures(View):
    """One office beside the others. `decided_median_s`: from filing to decision; None where nothing was decided."""

    office: str
    filed: int
    open: int
    overdue: int
    decided: int
    in_time: int
    first_pass: int
    decided_median_s: float | None


class Figures(View):
    since: date
    until: date
    office: str | None
    offices: list[OfficeView]
    figures: list[FigureView]
    spans: list[SpanView]
    by_office: list[OfficeFigures]


class CasesBehind(View):
    """At most 200 cases, and only filed ones: drafts are not the office's to open."""

    cases: list[CaseLine]


@bp.get("/figures")
@operation("Figures of a time", who=WHO, returns=Figures, query=PERIOD)
async def show_figures(request: Request) -> Figures:
    return await _figures(request)


@bp.get("/figures.csv")
@operation("Figures of a time as CSV", who=WHO, media="text/csv", query=PERIOD)
async def export_figures(request: Request) -> HTTPResponse:
    found = await _figures(request)
    await audit.record("figures.export", by=request.ctx.actor, now=clock.now())
    name = f"figures-{found.since}-{found.until}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return raw(_csv(found), content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/cases")
@operation("The cases behind a number", who=WHO, returns=CasesBehind, query=BEHIND)
async def show_cases(request: Request) -> CasesBehind:
    figure, key = request.args.get("figure", ""), request.args.get("key", "")
    if figure not in FIGURES:
        raise Invalid({"figure": _UNKNOWN})
    now = clock.now()
    found = await cases_behind(figure, key, _scope(request, now)[0], limit=MOST_CASES)
    rows = {a.id: a for a in await Application.filter(id__in=found).only(*LINE_FIELDS)}
    page = await lines([rows[each] for each in found], by=request.ctx.actor, now=now)
    return CasesBehind(cases=[case_line(each) for each in page])


async def _figures(request: Request) -> Figures:
    scope, since, until, office = _scope(request, clock.now())
    mine = answered_for(request.ctx.actor)
    return Figures(
        since=since,
        until=until,
        office=office,
        offices=[OfficeView(code=code, name=name) for code, name in mine.items()],
        figures=[
            FigureView(
                figure=name,
                title=each.title.as_dict(),
                numbers=[Number(key=key, cases=n) for key, n in (await numbers(name, scope)).items()],
            )
            for name, each in FIGURES.items()
        ],
        spans=[await _span(name, scope) for name in SPANS],
        by_office=[await _office_figures(code, scope) for code in scope.offices],
    )


async def _office_figures(code: str, scope: Scope) -> OfficeFigures:
    own = replace(scope, offices=[code])
    clocks, decided = await numbers("clock", own), await numbers("decided", own)
    first = await numbers("first_pass", own)
    return OfficeFigures(
        office=code,
        filed=sum((await numbers("offices", own)).values()),
        open=sum(clocks.values()),
        overdue=clocks.get("overdue", 0),
        decided=sum(decided.values()),
        in_time=decided.get("in_time", 0),
        first_pass=first.get("first_pass", 0),
        decided_median_s=(await span("decision", own))[1],
    )


async def _span(name: str, scope: Scope) -> SpanView:
    measured, median, most = await span(name, scope)
    return SpanView(span=name, title=SPANS[name].title.as_dict(), measured=measured, median_s=median, p90_s=most)


def answered_for(by: Actor) -> dict[str, str]:
    """The supervisor's own office and those below it: code → name."""
    known = offices(fictitious=settings().sample)
    return {code: known[code].name for code in offices_of(by) if code in known}


def _scope(request: Request, now: datetime) -> tuple[Scope, date, date, str | None]:
    today = clock.legal_date(now)
    since = _date(request, "since", today - timedelta(days=USUAL_DAYS - 1))
    until = _date(request, "until", today)
    if since > until:
        raise Invalid({"until": _DATES})
    mine = list(answered_for(request.ctx.actor))
    office = request.args.get("office") or None
    if office is not None and office not in mine:
        raise Invalid({"office": _UNKNOWN})
    begin = clock.end_of_legal_day(since - timedelta(days=1))
    scope = Scope([office] if office else mine, begin, clock.end_of_legal_day(until), now)
    return scope, since, until, office


def _date(request: Request, name: str, otherwise: date) -> date:
    text = request.args.get(name)
    if not text:
        return otherwise
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid({name: _DATES}) from None
    if not EARLIEST <= day <= LATEST:
        raise Invalid({name: _DATES})
    return day


def _csv(found: Figures) -> bytes:
    # With a byte order mark, by which spreadsheet programs know the Chinese text as UTF-8.
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(["开始", "结束", "指标", "分类", "件数", "中位数（秒）", "九成以内（秒）"])
    for figure in found.figures:
        for number in figure.numbers:
            sheet.writerow([found.since, found.until, figure.title["zh"], number.key, number.cases, "", ""])
    for one in found.by_office:
        for title, cases in (("受理", one.filed), ("在办", one.open), ("超期", one.overdue), ("已决定", one.decided)):
            sheet.writerow([found.since, found.until, f"{one.office} {title}", "", cases, "", ""])
    for each in found.spans:
        sheet.writerow([found.since, found.until, each.title["zh"], "", each.measured, each.median_s, each.p90_s])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
