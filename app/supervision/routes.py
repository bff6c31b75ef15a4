"""HTTP of the figures: for a time and the offices a supervisor answers for; each number opens its cases; as CSV too."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from app.accounts.offices import offices_of
from app.applications.models import Application
from app.review.queries import LINE_FIELDS, lines
from app.review.views import CaseLine, case_line
from app.supervision.figures import FIGURES, Scope, cases_behind, numbers
from app.supervision.sheet import Line, sheet
from app.supervision.spans import SPANS, cases_measured, measure
from app.supervision.words import name_of
from config.reference.offices import offices
from config.settings import settings
from core import audit, clock
from core.actors import Actor, Role
from core.errors import Invalid, Problem, Text
from core.web.operation import View, operation

bp = Blueprint("supervision", url_prefix="/api/v1/supervision")
WHO = {Role.SUPERVISOR}
PAGE = 50
USUAL_DAYS = 30
EARLIEST, LATEST = date(1949, 10, 1), date(2999, 12, 31)
"""Beyond them a day has no neighbours to compute with."""
PERIOD = {"since": "first day", "until": "last day", "office": "of several, this one"}
BEHIND = {
    "figure": "its name, or that of a span",
    "key": "which of its numbers; without one, all",
    "offset": "how many to skip",
    **PERIOD,
}
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
    """`label`: what the key is called."""

    key: str
    label: dict[str, str]
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
    """A page of 50 cases, and only filed ones: the `drafts` are not the office's to open. `total` counts all pages.

    `seconds`: of a span, how long each took, the slowest first.
    """

    cases: list[CaseLine]
    seconds: dict[str, float]
    total: int
    drafts: int


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
    return raw(sheet(found.since, found.until, _lines(found)), content_type="text/csv; charset=utf-8", headers=headers)


@bp.get("/cases")
@operation("The cases behind a number", who=WHO, returns=CasesBehind, query=BEHIND)
async def show_cases(request: Request) -> CasesBehind:
    figure, key, now = request.args.get("figure", ""), request.args.get("key", ""), clock.now()
    offset, scope = _offset(request), _scope(request, now)[0]
    seconds: dict[UUID, float] = {}
    if figure in SPANS:
        measured, total, drafts = await cases_measured(figure, scope, offset=offset, limit=PAGE)
        seconds = dict(measured)
        found = list(seconds)
    elif figure in FIGURES:
        found, total, drafts = await cases_behind(figure, key, scope, offset=offset, limit=PAGE)
    else:
        raise Invalid({"figure": _UNKNOWN})
    rows = {a.id: a for a in await Application.filter(id__in=found).only(*LINE_FIELDS)}
    page = await lines([rows[each] for each in found], by=request.ctx.actor, now=now)
    return CasesBehind(
        cases=[case_line(each) for each in page],
        seconds={str(each): s for each, s in seconds.items()},
        total=total,
        drafts=drafts,
    )


def _offset(request: Request) -> int:
    text = request.args.get("offset", "")
    return int(text) if text.isdecimal() and len(text) < 8 else 0


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
                numbers=[_number(name, key, n) for key, n in (await numbers(name, scope)).items()],
            )
            for name, each in FIGURES.items()
        ],
        spans=[await _span(name, scope) for name in SPANS],
        by_office=[await _office_figures(code, scope) for code in scope.offices],
    )


def _number(figure: str, key: str, cases: int) -> Number:
    return Number(key=key, label=name_of(figure, key).as_dict(), cases=cases)


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
        decided_median_s=(await measure("decision", own)).median_s,
    )


async def _span(name: str, scope: Scope) -> SpanView:
    found = await measure(name, scope)
    title = SPANS[name].title.as_dict()
    return SpanView(span=name, title=title, measured=found.count, median_s=found.median_s, p90_s=found.p90_s)


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


def _lines(found: Figures) -> list[Line]:
    """Everything on the page, in words, for a spreadsheet."""
    names = {each.code: each.name for each in found.offices}
    lines = [
        Line(figure.title["zh"], number.label["zh"], number.cases)
        for figure in found.figures
        for number in figure.numbers
    ]
    for one in found.by_office:
        counts = {"受理": one.filed, "在办": one.open, "已超期": one.overdue, "已决定": one.decided}
        counts |= {"按时决定": one.in_time, "一次通过": one.first_pass}
        lines += [Line(f"各登记机关：{names.get(one.office, one.office)}", title, n) for title, n in counts.items()]
    return lines + [Line(each.title["zh"], "", each.measured, each.median_s, each.p90_s) for each in found.spans]
