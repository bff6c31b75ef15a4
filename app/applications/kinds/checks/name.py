"""The name: its parts, its neighbours, its reservation. Law: 企业名称登记管理规定 art. 5 to 12, 17, 18."""

from datetime import date

from app.applications.content import Content
from app.applications.kinds.checks.found import Found
from app.applications.kinds.kind import Facts
from app.names.parse import CompanyName, assemble
from app.names.rules import check_name, matches_business
from config.reference.scope import scope_items
from core.rules import problem


def company_name(content: Content, facts: Facts) -> tuple[CompanyName, bool]:
    """The name that is filed, and whether its parts agree with the name written as a whole."""
    name = content.name
    return assemble(
        region=name.region or "",
        trade_name=name.trade_name or "",
        industry=name.industry or "",
        form=name.form or "",
        full=name.full or "",
        home=content.address.region_code or facts.office,
        fictitious=facts.fictitious,
    )


def check_company_name(content: Content, *, entity_type: str, on: date, facts: Facts, complete: bool) -> Found:
    name, agrees = company_name(content, facts)
    if not agrees:
        yield "name.full", problem("NM-01", "mismatch")
    found = check_name(
        name,
        home=content.address.region_code or facts.office,
        entity_type=entity_type,
        meaning=bool((content.name.meaning or "").strip()),
        complete=complete,
        fictitious=facts.fictitious,
    )
    yield from ((f"name.{field}", one) for field, there in found.items() for one in there)
    yield from (("name.trade_name", conflict.problem()) for conflict in facts.name_conflicts)
    main = scope_items().get(content.scope.main or "")
    if main and not matches_business(name, main.divisions):
        yield "name.industry", problem("NM-11")
    yield from _reservation(name, on=on, facts=facts, complete=complete)


def _reservation(name: CompanyName, *, on: date, facts: Facts, complete: bool) -> Found:
    """Art. 18. A reservation of another name than the one filed is none."""
    if facts.reserved_name is None or facts.reserved_name != name.full:
        if complete:
            yield "name.full", problem("NM-09", "missing")
    elif facts.reserved_until and facts.reserved_until < on:
        yield "name.full", problem("NM-09")
