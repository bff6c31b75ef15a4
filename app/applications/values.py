"""Values of a content in the words in which people read them: no codes, no keys, amounts in yuan."""

from collections.abc import Callable, Mapping
from typing import Any

from app.applications.content import Content
from app.register.id_number import Sex
from config.reference.contribution import methods
from config.reference.regions import chain
from config.reference.scope import scope_items
from core.errors import Text
from core.money import yuan

_NATIONALITIES = {"CN": Text("中国", "China")}
_SEXES = {Sex.MALE: Text("男", "male"), Sex.FEMALE: Text("女", "female")}


def in_words(path: str, value: Any, content: Content) -> Text | None:
    """The value of the field at a dotted path as a person reads it; None where there is none."""
    if value is None:
        return None
    if value == []:
        return Text("无", "none")
    if isinstance(value, list):
        each = [in_words(path, one, content) or Text("", "") for one in value]
        return Text("、".join(one.zh for one in each), ", ".join(one.en for one in each))
    section, _, leaf = path.partition(".")
    if leaf.endswith("long_term"):
        return Text("长期", "without end") if value else Text("有期限", "limited")
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if path.endswith("_fen"):
        return Text(f"{yuan(value)} 元", f"{yuan(value)} yuan")
    known = _CODES.get(f"{section}.{leaf.rpartition('.')[2]}")
    if known:
        return known(value)
    if section in {"posts", "beneficial_owners", "applicant"}:
        return _same(_name(value, content))
    return _same(str(value))


def _same(word: str) -> Text:
    return Text(word, word)


def _name(key: str, content: Content) -> str:
    person = content.people.get(key)
    return (person.name if person else None) or key


def _scope(code: str) -> Text:
    item = scope_items().get(code)
    return Text(item.zh, item.en) if item else _same(code)


def _method(code: str) -> Text:
    method = methods().get(code)
    return Text(method.zh, method.en) if method else _same(code)


def _region(code: str) -> Text:
    """A stored code was admitted when it was saved, so a fictitious one may be named."""
    places = chain(code, fictitious=True)
    if not places:
        return _same(code)
    return Text("".join(each.name for each in places), ", ".join(each.en or each.name for each in reversed(places)))


def _sex(code: str) -> Text:
    return _SEXES[Sex(code)]


def nationality(code: str) -> Text:
    """The country of an ISO 3166 code; the code itself for those that the rules do not admit yet."""
    return _NATIONALITIES.get(code, _same(code))


_CODES: Mapping[str, Callable[[str], Text]] = {
    "address.region_code": _region,
    "scope.items": _scope,
    "scope.main": _scope,
    "shareholders.method": _method,
    "people.sex": _sex,
    "people.nationality": nationality,
}
"""By section and last part of the path."""
