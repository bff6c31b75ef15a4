"""Which papers exist, who signs each, and how contents become the values of a template."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum

from app.documents.contents import (
    CompanySetup,
    CorrectionNotice,
    FilingReceipt,
    Person,
    RefusalNotice,
    RegistrationNotice,
    RegistryPaper,
)
from app.documents.render import render
from core.clock import SHANGHAI
from core.money import capitals, shares, wan, yuan

SEAL_FIELD = "seal"
REGISTRY_TEMPLATES: Mapping[type, str] = {
    FilingReceipt: "registry/filing_receipt",
    RegistrationNotice: "registry/registration_notice",
    CorrectionNotice: "registry/correction_notice",
    RefusalNotice: "registry/refusal_notice",
}


class SetupPaper(StrEnum):
    """The papers that founders sign."""

    APPLICATION_FORM = "application_form"
    ARTICLES = "articles"
    APPOINTMENT = "appointment"
    ADDRESS_COMMITMENT = "address_commitment"
    BENEFICIAL_OWNER_PROMISE = "beneficial_owner_promise"


TITLES: Mapping[SetupPaper, str] = {
    SetupPaper.APPLICATION_FORM: "公司登记（备案）申请书",
    SetupPaper.ARTICLES: "公司章程",
    SetupPaper.APPOINTMENT: "股东会决议（任职文件）",
    SetupPaper.ADDRESS_COMMITMENT: "住所（经营场所）申报承诺书",
    SetupPaper.BENEFICIAL_OWNER_PROMISE: "受益所有人信息免予备案承诺书",
}


@dataclass(frozen=True)
class Signatory:
    """One person's signature on one paper: `field` is the PDF field, `roles` are printed below the name."""

    field: str
    name: str
    roles: tuple[str, ...]


def signatories(paper: SetupPaper, setup: CompanySetup) -> tuple[Signatory, ...]:
    """Who signs `paper`: each person once, with all the roles in which they sign it."""
    holders = [(holder.person, "股东") for holder in setup.shareholders]
    legal = [(setup.legal_representative, "法定代表人")]
    officers = [(o.person, o.post) for o in (*setup.directors, *setup.supervisors, *setup.managers)]
    others = [(setup.liaison, "登记联络员"), (setup.financial_officer, "财务负责人")]
    return _merged(
        {
            SetupPaper.APPLICATION_FORM: legal + officers + others,
            SetupPaper.ARTICLES: holders,
            SetupPaper.APPOINTMENT: holders + legal + officers,
            SetupPaper.ADDRESS_COMMITMENT: legal,
            SetupPaper.BENEFICIAL_OWNER_PROMISE: legal,
        }[paper]
    )


def render_setup_paper(paper: SetupPaper, setup: CompanySetup, *, at: datetime, sample: bool) -> bytes:
    """One of the founders' papers, unsigned, with a signature field per signatory."""
    subscribed = [holder.subscribed_fen for holder in setup.shareholders]
    data = {
        "title": TITLES[paper],
        "setup": plain(setup),
        "holdings": [
            {"share": share, **_money("subscribed", fen)}
            for share, fen in zip(shares(subscribed), subscribed, strict=True)
        ],
        "signatories": plain(signatories(paper, setup)),
    }
    return render(f"setup/{paper}", data, at=at, sample=sample)


def render_registry_paper(paper: RegistryPaper, *, at: datetime, sample: bool) -> bytes:
    """One of the registry's papers, not yet sealed; its seal goes into the field `SEAL_FIELD`."""
    return render(REGISTRY_TEMPLATES[type(paper)], {"notice": plain(paper)}, at=at, sample=sample)


def _merged(signing: list[tuple[Person, str]]) -> tuple[Signatory, ...]:
    roles: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for person, role in signing:
        names[person.key] = person.name
        if role not in roles.setdefault(person.key, []):
            roles[person.key].append(role)
    return tuple(Signatory(f"sign-{key}", names[key], tuple(roles[key])) for key in roles)


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def plain(value: object) -> object:
    """Values a template can print: dates in Chinese, moments in Shanghai's time, each `*_fen` in every spelling."""
    if is_dataclass(value) and not isinstance(value, type):
        found: dict[str, object] = {}
        for field in fields(value):
            inner = getattr(value, field.name)
            found[field.name] = plain(inner)
            if field.name.endswith("_fen"):
                found |= _money(field.name.removesuffix("_fen"), inner)
        return found
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI)
        return f"{chinese_date(local.date())} {local:%H:%M}"
    return chinese_date(value) if isinstance(value, date) else value


def _money(name: str, fen: int) -> dict[str, object]:
    return {f"{name}_capitals": capitals(fen), f"{name}_wan": wan(fen), f"{name}_yuan": yuan(fen)}
