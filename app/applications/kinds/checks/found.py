"""The result of a check, and what many checks say: an entry is missing."""

from collections.abc import Iterator

from core.errors import Problem
from core.rules import problem

Found = Iterator[tuple[str, Problem]]
"""Pairs of dotted field path and problem."""


def required(path: str, value: object) -> Found:
    """FM-01 where an entry is absent or blank."""
    if value is None or (isinstance(value, str) and not value.strip()):
        yield path, problem("FM-01")
