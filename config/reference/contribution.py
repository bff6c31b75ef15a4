"""Kinds of contribution to a company's capital (出资方式)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from config.reference import read


@dataclass(frozen=True)
class Method:
    """`valued`: the law asks for a valuation of what is contributed."""

    code: str
    zh: str
    en: str
    allowed: bool
    valued: bool


@cache
def methods() -> Mapping[str, Method]:
    return MappingProxyType({entry["code"]: Method(**entry) for entry in read("contribution")["method"]})
