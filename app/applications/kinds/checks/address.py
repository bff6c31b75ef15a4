"""The registered address (住所). Law: 市场主体登记管理条例实施细则 art. 10. A commitment replaces proof of title."""

import re

from app.applications.content import Content
from app.applications.kinds.checks.found import Found, required
from app.applications.kinds.kind import Facts
from config.reference import read
from config.reference.offices import office_for
from config.reference.regions import region
from core.rules import problem

_COMPANY_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", re.ASCII)
_POSTCODE = re.compile(r"\d{6}", re.ASCII)
MAX_COMPANIES: int = read("limits")["companies_at_one_address"]


def check_address(content: Content, *, facts: Facts, complete: bool) -> Found:
    address = content.address
    if address.region_code:
        yield from _region(address.region_code, facts)
    if address.phone and not _COMPANY_PHONE.fullmatch(address.phone):
        yield "address.phone", problem("CT-01", "company")
    if address.postcode and not _POSTCODE.fullmatch(address.postcode):
        yield "address.postcode", problem("CT-03")
    if facts.address_excluded:
        yield "address", problem("AD-02", "listed")
    elif facts.companies_at_address >= MAX_COMPANIES and not address.room:
        yield "address.room", problem("AD-02", count=str(facts.companies_at_address))
    if complete:
        yield from required("address.region_code", address.region_code)
        yield from required("address.phone", address.phone)
        if not (address.town or address.road):
            yield "address.road", problem("AD-01")
        if not address.number:
            yield "address.number", problem("AD-01")
        if not address.commitment:
            yield "address.commitment", problem("AD-03")


def _region(code: str, facts: Facts) -> Found:
    if region(code, fictitious=facts.fictitious) is None:
        yield "address.region_code", problem("AD-01", "region_unknown")
        return
    office = office_for(code, fictitious=facts.fictitious)
    if office is None:
        yield "address.region_code", problem("AD-01", "no_office")
    elif facts.office and facts.office != office.code:
        yield "address.region_code", problem("AD-01", "other_office", office=office.name)
