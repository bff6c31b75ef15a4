"""The business scope (经营范围). Law: 市场主体登记管理条例实施细则 art. 12 (catalogue), art. 22 (prior approval)."""

from datetime import date, timedelta

from app.applications.content import Content, PriorLicence
from app.applications.kinds.checks.found import Found
from config.reference.scope import Approval, ScopeItem, scope_items
from core.rules import problem

LICENCE_WITHOUT_END_DAYS = 90
"""Art. 22: an approval that states no end counts for ninety days unless it is confirmed."""


def check_scope(content: Content, *, on: date, complete: bool) -> Found:
    scope = content.scope
    for place, code in enumerate(scope.items):
        path = f"scope.items.{place}"
        item = scope_items().get(code)
        if item is None:
            yield path, problem("SC-01")
        elif code in scope.items[:place]:
            yield path, problem("SC-01", "repeated")
        elif item.approval is Approval.AFTER:
            yield path, problem("SC-03", item=item.zh, item_en=item.en, licence=item.licence)
        elif item.approval is Approval.BEFORE:
            yield from _prior(path, item, scope.licences.get(code), on=on, complete=complete)
    if scope.main and scope.main not in scope.items:
        yield "scope.main", problem("SC-01", "main")
    if complete and not scope.items:
        yield "scope.items", problem("SC-01", "none")
    elif complete and not scope.main:
        yield "scope.main", problem("SC-01", "main")


def _prior(path: str, item: ScopeItem, licence: PriorLicence | None, *, on: date, complete: bool) -> Found:
    detail = {"item": item.zh, "item_en": item.en, "licence": item.licence}
    if licence is None or not (licence.number and (licence.valid_until or licence.issued_on)):
        if licence is None or complete:
            yield path, problem("SC-02", **detail)
    elif licence.valid_until is not None:
        if licence.valid_until < on:
            yield path, problem("SC-02", "expired", **detail)
    elif licence.issued_on and on - licence.issued_on > timedelta(days=LICENCE_WITHOUT_END_DAYS):
        yield path, problem("SC-02", "stale", **detail)
