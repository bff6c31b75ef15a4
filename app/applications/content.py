"""What an application for incorporation says, as the applicant fills it in.

Everything may be absent while it is a draft; types and lengths are strict from the first save. What must be there and
fit together is for the rules of the kind (`kinds/`). Money is whole fen (0.01 yuan), dates are legal dates of China.
People stand under short keys, `p1`, `p2`, to which shareholders and posts refer, so that a merge patch (RFC 7396)
changes one field of one person.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.applications.invalid_content import findings_of
from app.applications.merge_patch import bounded, merge_patch
from app.register.id_number import Sex
from core.errors import Invalid

MAX_PEOPLE = 120
MAX_SCOPE_ITEMS = 100
MAX_FEN = 10**14 - 1
"""Just below a trillion yuan: what papers can spell in capitals, and every JSON reader keeps exactly."""

_NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"
Word = Annotated[str, StringConstraints(max_length=60, pattern=_NO_CONTROLS)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=_NO_CONTROLS)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,15}$")]
PersonKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,15}$")]
Fen = Annotated[int, Field(ge=0, le=MAX_FEN)]
Keys = Annotated[list[PersonKey], Field(max_length=MAX_PEOPLE)]


class Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Name(Part):
    """The name by its parts; `full` if it was typed as a whole, or puts the region in brackets after the trade name.

    `meaning` says what a trade name means that equals a place or a word of the trade (字号另有含义).
    """

    region: Word | None = None
    trade_name: Word | None = None
    industry: Word | None = None
    form: Word | None = None
    full: Word | None = None
    meaning: Line | None = None


class Address(Part):
    """住所. `commitment` is the applicant's promise that it is real, lawful and reachable (住所承诺制)."""

    region_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = None
    town: Word | None = None
    road: Word | None = None
    number: Word | None = None
    building: Word | None = None
    room: Word | None = None
    commitment: bool | None = None
    phone: Word | None = None
    postcode: Word | None = None


class PriorLicence(Part):
    """The document of an approval that must precede registration (前置审批)."""

    number: Word | None = None
    authority: Word | None = None
    issued_on: date | None = None
    valid_until: date | None = None


class Scope(Part):
    """经营范围: codes of the standard catalogue in the order of printing; `main` is one of them."""

    items: Annotated[list[Code], Field(max_length=MAX_SCOPE_ITEMS)] = []
    main: Code | None = None
    licences: Annotated[dict[Code, PriorLicence], Field(max_length=MAX_SCOPE_ITEMS)] = {}


class Capital(Part):
    registered_fen: Fen | None = None


class Person(Part):
    """A natural person with a Chinese ID number. `nationality` is an ISO 3166 code of two letters."""

    name: Word | None = None
    id_number: Annotated[str, StringConstraints(max_length=32, pattern=_NO_CONTROLS)] | None = None
    id_valid_until: date | None = None
    id_long_term: bool | None = None
    sex: Sex | None = None
    nationality: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "CN"
    phone: Word | None = None
    email: Annotated[str, StringConstraints(max_length=120, pattern=_NO_CONTROLS)] | None = None
    address: Line | None = None


class Shareholding(Part):
    """What one shareholder subscribes. `method` is a code of `config/reference/contribution.toml`."""

    subscribed_fen: Fen | None = None
    method: Word | None = None
    due_on: date | None = None
    valuation: Line | None = None


class Posts(Part):
    """Who holds which post. `no_supervisor` states the consent of all shareholders to have none (art. 83)."""

    director: Keys = []
    chair: PersonKey | None = None
    legal_representative: PersonKey | None = None
    supervisor: Keys = []
    staff_supervisor: Keys = []
    no_supervisor: bool | None = None
    general_manager: PersonKey | None = None
    finance_officer: PersonKey | None = None
    liaison: PersonKey | None = None


class BeneficialOwners(Part):
    """受益所有人: exempt by promise, or named by their keys."""

    exempt_promise: bool | None = None
    owners: Keys = []


class Term(Part):
    """经营期限: a number of years, or without end."""

    years: Annotated[int, Field(ge=1, le=999)] | None = None
    long_term: bool | None = None


class Content(Part):
    applicant: PersonKey | None = None
    name: Name = Name()
    address: Address = Address()
    scope: Scope = Scope()
    capital: Capital = Capital()
    people: Annotated[dict[PersonKey, Person], Field(max_length=MAX_PEOPLE)] = {}
    shareholders: Annotated[dict[PersonKey, Shareholding], Field(max_length=MAX_PEOPLE)] = {}
    posts: Posts = Posts()
    beneficial_owners: BeneficialOwners = BeneficialOwners()
    term: Term = Term()
    paper_licence: bool = False
    licence_duplicates: Annotated[int, Field(ge=0, le=20)] = 1


def load(data: Mapping[str, object]) -> Content:
    """Content from its JSON object. Raises Invalid, whose paths are dotted and whose words repeat no value."""
    try:
        return Content.model_validate_json(json.dumps(data))
    except ValidationError as refused:
        raise Invalid(findings_of(refused)) from None


def dump(content: Content) -> dict[str, object]:
    """The JSON object of what was filled in, without defaults: what is stored, frozen and hashed."""
    filled: dict[str, object] = content.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return filled


def merge(content: Mapping[str, object], patch: object) -> dict[str, object]:
    """The content after a merge patch (RFC 7396): null removes a field. The arguments stay as they are.

    Raises Invalid for a patch that is no object, too deep or too large, and for a result of the wrong shape.
    """
    return dump(load(merge_patch(content, bounded(patch))))
