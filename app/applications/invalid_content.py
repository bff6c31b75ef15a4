"""Turn pydantic's errors into findings of the catalogue that repeat nothing a person typed."""

import re
from collections.abc import Iterator
from itertools import takewhile

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.errors import Problem
from core.rules import Findings, gather, problem

_CASES = {
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "int_parsing_size": "out_of_range",
    "date_parsing": "date",
    "date_type": "date",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
}
_PLAIN = re.compile(r"[a-z_]{1,32}|[a-z][a-z0-9_]{0,15}|[A-Z][A-Z0-9]{0,15}|[0-9]{1,3}")
"""What may be shown: a field, a person's key, an item's code, a place in a list. Any other key was typed by somebody
and may be an ID number: the path ends before it."""
_KEY = "[key]"


def findings_of(refused: ValidationError) -> Findings:
    """Each error at its dotted field path. A field that a client made up is reported at what contains it."""
    return gather(_findings(refused.errors(include_input=False, include_url=False)))


def _findings(errors: list[ErrorDetails]) -> Iterator[tuple[str, Problem]]:
    for error in errors:
        yield _path(error["loc"]), _problem(error)


def _path(loc: tuple[int | str, ...]) -> str:
    if loc and loc[-1] == _KEY:
        loc = loc[:-2]
    return ".".join(takewhile(_PLAIN.fullmatch, map(str, loc)))


def _problem(error: ErrorDetails) -> Problem:
    if error["loc"] and error["loc"][-1] == _KEY:
        return problem("FM-02", "person_key") if error["loc"][0] in ("people", "shareholders") else problem("FM-02")
    case = _CASES.get(error["type"])
    if case in ("too_long", "too_many"):
        return problem("FM-02", case, limit=str(error["ctx"]["max_length"]))
    return problem("FM-02", case)
