"""Registration authorities (登记机关) of this installation and the divisions they register."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from config.reference import read


@dataclass(frozen=True)
class Office:
    """`code` is that of the division the office belongs to and stands in the codes of the companies it registers.

    `counter_street` and `counter_phone` are those of its hall, whence parcels go out. `reconsideration` and `court`
    hear those who do not accept a decision (行政复议法 art. 24, 行政诉讼法 art. 14, 18).
    """

    code: str
    name: str
    en: str
    covers: frozenset[str]
    parent: str = ""
    reconsideration: str = ""
    court: str = ""
    counter_street: str = ""
    counter_phone: str = ""
    fictitious: bool = False


def offices(*, fictitious: bool = False) -> Mapping[str, Office]:
    """Every office by its code; fictitious ones only with leave."""
    return _offices(fictitious)


def office(code: str, *, fictitious: bool = False) -> Office | None:
    """The office of this code, or None."""
    return _offices(fictitious).get(code)


def office_for(region_code: str, *, fictitious: bool = False) -> Office | None:
    """The office that registers companies with an address in this division, or None."""
    return next((o for o in _offices(fictitious).values() if region_code in o.covers), None)


@cache
def _offices(fictitious: bool) -> Mapping[str, Office]:
    found = (
        Office(
            code=entry["code"],
            name=entry["name"],
            en=entry["en"],
            covers=frozenset(entry["covers"]),
            parent=entry.get("parent", ""),
            reconsideration=entry["reconsideration"],
            court=entry["court"],
            counter_street=entry["counter_street"],
            counter_phone=entry["counter_phone"],
            fictitious=entry.get("fictitious", False),
        )
        for entry in read("offices")["office"]
    )
    return MappingProxyType({o.code: o for o in found if fictitious or not o.fictitious})
