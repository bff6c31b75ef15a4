"""Shareholders and what they subscribe. Law: 公司法 art. 42, 47, 48; 市场主体登记管理条例 art. 13."""

from datetime import date

from app.applications.content import Content, Shareholding
from app.applications.kinds.checks.found import Found, required
from config.reference import read
from config.reference.contribution import methods
from core.money import yuan
from core.rules import problem

MAX_SHAREHOLDERS = 50
"""公司法 art. 42: 1 to 50 for a limited company."""

PAY_IN_YEARS = 5
"""公司法 art. 47: everything is paid within five years of establishment."""

ABNORMAL_CAPITAL_YUAN: int = read("limits")["abnormal_capital_yuan"]


def latest_payment(on: date) -> date:
    """The last day to pay for a company established that day; 28 February where there is no 29th (民法典 art. 202)."""
    try:
        return on.replace(year=on.year + PAY_IN_YEARS)
    except ValueError:
        return on.replace(year=on.year + PAY_IN_YEARS, day=28)


def check_capital(content: Content, *, on: date, complete: bool) -> Found:
    registered = content.capital.registered_fen
    if complete:
        yield from required("capital.registered_fen", registered)
    if registered == 0:
        yield "capital.registered_fen", problem("CP-01", "not_positive")
    if registered and registered > ABNORMAL_CAPITAL_YUAN * 100:
        yield "capital.registered_fen", problem("CP-06", limit=f"{ABNORMAL_CAPITAL_YUAN:,}")
    if len(content.shareholders) > MAX_SHAREHOLDERS or (complete and not content.shareholders):
        yield "shareholders", problem("SH-01")
    for key, holding in content.shareholders.items():
        yield from _holding(f"shareholders.{key}", holding, on=on, complete=complete)
    yield from _sum(content, complete=complete)


def _holding(path: str, holding: Shareholding, *, on: date, complete: bool) -> Found:
    if complete:
        yield from required(f"{path}.subscribed_fen", holding.subscribed_fen)
        yield from required(f"{path}.method", holding.method)
        yield from required(f"{path}.due_on", holding.due_on)
    if holding.subscribed_fen == 0:
        yield f"{path}.subscribed_fen", problem("CP-01", "not_positive")
    if holding.method:
        yield from _method(path, holding.method, holding.valuation)
    latest = latest_payment(on)
    if holding.due_on and holding.due_on > latest:
        yield f"{path}.due_on", problem("CP-02", latest=latest.isoformat())
    elif holding.due_on and holding.due_on < on:
        yield f"{path}.due_on", problem("CP-02", "past", latest=latest.isoformat())


def _method(path: str, code: str, valuation: str | None) -> Found:
    method = methods().get(code)
    if method is None:
        usable = "、".join(m.zh for m in methods().values() if m.allowed)
        yield f"{path}.method", problem("CP-04", "unknown", methods=usable)
    elif not method.allowed:
        yield f"{path}.method", problem("CP-04")
    elif method.valued and not (valuation or "").strip():
        yield f"{path}.valuation", problem("CP-05")


def _sum(content: Content, *, complete: bool) -> Found:
    """While a draft lacks shareholders or amounts, a sum that is still too small is no mistake."""
    registered = content.capital.registered_fen
    amounts = [holding.subscribed_fen for holding in content.shareholders.values()]
    if not registered or not amounts:
        return
    total = sum(amount or 0 for amount in amounts)
    if total > registered or (complete and total < registered and None not in amounts):
        yield "shareholders", problem("CP-01", difference=yuan(abs(total - registered)))
