"""What every kind of application offers to the use cases, and what it asks of the world outside its content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from app.applications.content import Content
from app.names.compare import Conflict
from core.errors import Text
from core.rules import Findings


class Capacity(StrEnum):
    """In what capacity a person is named; the order is that in which papers list them."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    SHAREHOLDER = "shareholder"
    DIRECTOR = "director"
    SUPERVISOR = "supervisor"
    GENERAL_MANAGER = "general_manager"
    FINANCE_OFFICER = "finance_officer"
    LIAISON = "liaison"
    AGENT = "agent"


class Bar(StrEnum):
    """What an outside register says against a person."""

    DISHONEST_DEBTOR = "dishonest_debtor"
    DISQUALIFIED = "disqualified"
    FALSE_REGISTRATION = "false_registration"


@dataclass(frozen=True)
class Facts:
    """What a check must be told: it reads no database, no register and no clock.

    `barred` is by person key. `fictitious` gives leave to the counties that exist outside production only.
    """

    fictitious: bool = False
    office: str | None = None
    name_conflicts: tuple[Conflict, ...] = ()
    reserved_name: str | None = None
    reserved_until: date | None = None
    barred: Mapping[str, frozenset[Bar]] = field(default_factory=dict)
    companies_at_address: int = 0
    address_excluded: bool = False


@dataclass(frozen=True)
class Signatory:
    """A person who must prove who they are and sign, every capacity of theirs, and why the law asks it."""

    person_key: str
    capacities: tuple[Capacity, ...]
    reason: Text
    basis: str


@dataclass(frozen=True)
class Document:
    """One document of the filing and the keys of those who sign it; `code` is also its template's name."""

    code: str
    title: Text
    signers: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class Post:
    """One post that a filing fills, by the field of the content that names its holders. `several`: more than one may
    hold it. `waiver`: the field that states that there is none, with what the founders say thereby.
    """

    code: str
    several: bool = False
    waiver: str = ""
    waived: Text | None = None


class Check(Protocol):
    def __call__(self, content: Content, *, on: date, facts: Facts, complete: bool) -> Findings:
        """Findings by dotted field path. While not `complete`, only what is there so far is judged."""


@dataclass(frozen=True)
class Kind:
    """One kind of application. Every function is pure.

    `summary` says to one person, by their key, what they agree to, line by line.
    """

    code: str
    entity_type: str
    title: Text
    check: Check
    signatories: Callable[[Content], list[Signatory]]
    documents: Callable[[Content], list[Document]]
    summary: Callable[[Content, str], list[Text]]
    posts: tuple[Post, ...] = ()
