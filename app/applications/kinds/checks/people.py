"""The persons of a filing. Law: 市场主体登记管理条例 art. 15 (real names), 公司法 art. 178, 居民身份证法 art. 5."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from app.applications.content import Content, Person
from app.applications.kinds.capacities import capacities, references
from app.applications.kinds.checks.found import Found, required
from app.applications.kinds.kind import Bar, Capacity, Facts
from app.register import id_number
from core.errors import Problem
from core.rules import problem

ADULT = 18
EXPIRES_SOON = timedelta(days=30)
LONGEST_CARD_YEARS = 20
"""居民身份证法 art. 5: a card is valid for 5, 10 or 20 years, and without end from the age of 46."""

LONG_TERM_FROM_AGE = 46
CHINA = "CN"

_NAME = re.compile(
    r"(?=.{2,50}$)[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+(·[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+)*"
)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def check_people(content: Content, *, on: date, facts: Facts, complete: bool) -> Found:
    held = capacities(content)
    for key, person in content.people.items():
        path = f"people.{key}"
        if complete:
            yield from _missing(path, person)
        yield from _identity(path, person, on=on, facts=facts)
        yield from _card(path, person, on=on)
        yield from _contact(path, person)
        yield from _fitness(path, person, held.get(key, ()), facts.barred.get(key, frozenset()), on=on)
    yield from _twice(content)
    if complete:
        named = {key for _, key, _ in references(content)}
        yield from ((f"people.{key}", problem("PS-18")) for key in content.people if key not in named)


def _missing(path: str, person: Person) -> Found:
    for field in ("name", "id_number", "phone"):
        yield from required(f"{path}.{field}", getattr(person, field))
    if person.id_valid_until is None and not person.id_long_term:
        yield f"{path}.id_valid_until", problem("FM-01")


def _identity(path: str, person: Person, *, on: date, facts: Facts) -> Found:
    if person.name and not _NAME.fullmatch(person.name):
        yield f"{path}.name", problem("PS-01", "name")
    if person.nationality != CHINA:
        yield f"{path}.nationality", problem("PS-16")
    if not person.id_number:
        return
    fault = id_number.fault(person.id_number, on=on, fictitious=facts.fictitious)
    if fault is not None:
        yield f"{path}.id_number", problem("PS-01", fault.value)
        return
    number = id_number.normalise(person.id_number)
    if not id_number.county_is_current(number, fictitious=facts.fictitious):
        yield f"{path}.id_number", problem("PS-01", "county_unknown")
    if person.sex is not None and person.sex is not id_number.sex(number):
        yield f"{path}.sex", problem("PS-01", "sex")


def born_on(person: Person, *, on: date) -> date | None:
    """The date of birth of a person whose number is without fault; fictitious counties count here as any other."""
    if not person.id_number or id_number.fault(person.id_number, on=on, fictitious=True) is not None:
        return None
    return id_number.born_on(id_number.normalise(person.id_number))


def _card(path: str, person: Person, *, on: date) -> Found:
    until = person.id_valid_until
    if until is not None and person.id_long_term:
        yield f"{path}.id_valid_until", problem("FM-02", "either_or")
    elif until is not None and until < on:
        yield f"{path}.id_valid_until", problem("PS-02")
    elif until is not None and until < on + EXPIRES_SOON:
        yield f"{path}.id_valid_until", problem("PS-02", "soon")
    elif until is not None and until.year > on.year + LONGEST_CARD_YEARS:
        yield f"{path}.id_valid_until", problem("PS-02", "too_far")
    elif person.id_long_term:
        born = born_on(person, on=on)
        if born and id_number.age_on(born, on) < LONG_TERM_FROM_AGE:
            yield f"{path}.id_long_term", problem("PS-02", "long_term")


def _contact(path: str, person: Person) -> Found:
    if person.phone and not _MOBILE.fullmatch(person.phone):
        yield f"{path}.phone", problem("CT-01")
    if person.email and not _EMAIL.fullmatch(person.email):
        yield f"{path}.email", problem("CT-02")


def _fitness(path: str, person: Person, held: tuple[Capacity, ...], bars: frozenset[Bar], *, on: date) -> Found:
    """Age and bars. A shareholder may be a minor by law, but then a guardian signs, whom we cannot take online."""
    born = born_on(person, on=on)
    if born and id_number.age_on(born, on) < ADULT:
        if set(held) - {Capacity.SHAREHOLDER}:
            yield f"{path}.id_number", problem("PS-03")
        if Capacity.SHAREHOLDER in held:
            yield f"{path}.id_number", problem("PS-09")
    if Bar.FALSE_REGISTRATION in bars:
        yield path, problem("PS-05")
    if bars - {Bar.FALSE_REGISTRATION} and set(held) - {Capacity.SHAREHOLDER}:
        yield path, problem("PS-04")


def _twice(content: Content) -> Found:
    yield from _repeated(content, "id_number", problem("PS-17"))
    yield from _repeated(content, "phone", problem("PS-19"))


def _repeated(content: Content, field: str, found: Problem) -> Iterator[tuple[str, Problem]]:
    first: dict[str, str] = {}
    for key, person in content.people.items():
        value = getattr(person, field)
        if value and first.setdefault(id_number.normalise(value), key) != key:
            yield f"people.{key}.{field}", found
