"""What the papers of a limited company's setup say, as plain values.

The content of an application fills these once; templates read nothing else. Amounts are fen, dates are legal dates.
`key` of a person is stable within one application and names the person's signature field: letters, digits, `_`, `-`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Office:
    """The registry office (登记机关). `code` is its administrative division (GB/T 2260)."""

    name: str
    code: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Person:
    """A natural person named in the filing. Numbers and addresses stay out of `repr`, hence out of logs."""

    key: str
    name: str
    id_number: str = field(repr=False)
    mobile: str = field(repr=False)
    id_kind: str = "居民身份证"
    nationality: str = "中国"
    landline: str = field(default="", repr=False)
    email: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError("a person's key is 1 to 64 letters, digits, '_' or '-'")


@dataclass(frozen=True)
class Contribution:
    """One subscribed contribution (认缴出资) and when it is due (Company Law art. 46, 47)."""

    amount_fen: int
    due_on: date
    method: str = "货币"


@dataclass(frozen=True)
class Shareholder:
    """A shareholder; a contribution per method and date."""

    person: Person
    contributions: tuple[Contribution, ...]

    @property
    def subscribed_fen(self) -> int:
        return sum(contribution.amount_fen for contribution in self.contributions)


@dataclass(frozen=True)
class Officer:
    """A director, supervisor or manager: `post` as printed (董事, 监事, 经理), `appointed_by` 选举, 委派 or 聘任."""

    person: Person
    post: str
    appointed_by: str = "选举"


@dataclass(frozen=True)
class Agent:
    """Who files on the company's behalf (委托代理人) and what they may correct (annex 5 of the form)."""

    name: str
    id_number: str = field(repr=False)
    mobile: str = field(repr=False)
    valid_from: date
    valid_to: date
    may_check: bool = True
    may_correct_documents: bool = False
    may_correct_form: bool = True
    may_collect: bool = True


@dataclass(frozen=True)
class CompanySetup:
    """Everything the five papers of a setup (有限责任公司设立) need.

    One director, who stands for a board, and at most one supervisor (Company Law art. 75, 83); a company with a board
    needs other articles. `term_years` None is 长期. `legal_representative_post` is 董事 or 经理 (art. 10).
    """

    application_number: str
    name: str
    office: Office
    address: str
    postcode: str
    phone: str
    scope: str
    capital_fen: int
    shareholders: tuple[Shareholder, ...]
    legal_representative: Person
    legal_representative_post: str
    directors: tuple[Officer, ...]
    supervisors: tuple[Officer, ...]
    managers: tuple[Officer, ...]
    liaison: Person
    financial_officer: Person
    made_on: date
    term_years: int | None = None
    paper_licence: bool = False
    licence_copies: int = 1
    agent: Agent | None = None

    def __post_init__(self) -> None:
        if len(self.directors) != 1 or len(self.supervisors) > 1 or len(self.managers) > 1:
            raise ValueError("these articles are for one director, at most one supervisor and at most one manager")
        if not 1 <= len(self.shareholders) <= 50:
            raise ValueError("a limited company has 1 to 50 shareholders (Company Law art. 42)")
        if sum(holder.subscribed_fen for holder in self.shareholders) != self.capital_fen:
            raise ValueError("the contributions do not add up to the registered capital (Company Law art. 47)")
        keys: dict[str, Person] = {}
        for person in self.people():
            if keys.setdefault(person.key, person) != person:
                raise ValueError("two different persons of one filing share a key")

    def people(self) -> Iterator[Person]:
        """Every person named, once per role, in the order in which papers list roles."""
        yield from (holder.person for holder in self.shareholders)
        yield self.legal_representative
        yield from (officer.person for officer in (*self.directors, *self.supervisors, *self.managers))
        yield self.liaison
        yield self.financial_officer


@dataclass(frozen=True)
class FilingReceipt:
    """接收申请材料凭证: what the registry received and until when it decides."""

    number: str
    office: Office
    applicant: str
    matter: str
    company_name: str
    materials: tuple[str, ...]
    received_at: datetime
    decide_by: date
    query_url: str = ""


@dataclass(frozen=True)
class RegistrationNotice:
    """准予登记通知书."""

    number: str
    office: Office
    applicant: str
    matter: str
    company_name: str
    uscc: str
    licence_number: str
    decided_on: date


@dataclass(frozen=True)
class CorrectionItem:
    """One thing to correct: where, what is wrong, what to do, and by which rule."""

    where: str
    problem: str
    cure: str
    basis: str


@dataclass(frozen=True)
class CorrectionNotice:
    """补正通知书: one complete list (一次性告知)."""

    number: str
    office: Office
    applicant: str
    matter: str
    company_name: str
    items: tuple[CorrectionItem, ...]
    issued_on: date

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a correction notice without an item asks for nothing")


@dataclass(frozen=True)
class RefusalNotice:
    """不予登记通知书: the facts, the article, and the remedies with the bodies that hear them."""

    number: str
    office: Office
    applicant: str
    matter: str
    company_name: str
    facts: tuple[str, ...]
    articles: tuple[str, ...]
    reconsideration_body: str
    court: str
    decided_on: date

    def __post_init__(self) -> None:
        if not self.facts or not self.articles:
            raise ValueError("a refusal states its facts and its articles (条例 art. 20)")


RegistryPaper = FilingReceipt | RegistrationNotice | CorrectionNotice | RefusalNotice
