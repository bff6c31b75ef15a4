"""Registration authorities (登记机关) of this installation and the divisions they register."""

from dataclasses import dataclass
from functools import cache

from config.reference import read


@dataclass(frozen=True)
class Office:
    """`code` is that of the division the office belongs to and stands in the codes of the companies it registers."""

    code: str
    name: str
    en: str
    covers: frozenset[str]
    parent: str = ""
    fictitious: bool = False


@cache
def _all() -> dict[str, Office]:
    return {
        entry["code"]: Office(
            code=entry["code"],
            name=entry["name"],
            en=entry["en"],
            covers=frozenset(entry["covers"]),
            parent=entry.get("parent", ""),
            fictitious=entry.get("fictitious", False),
        )
        for entry in read("offices")["office"]
    }


def all_offices(*, fictitious: bool = False) -> list[Office]:
    return [o for o in _all().values() if fictitious or not o.fictitious]


def office(code: str, *, fictitious: bool = False) -> Office | None:
    return next((o for o in all_offices(fictitious=fictitious) if o.code == code), None)


def office_for(region_code: str, *, fictitious: bool = False) -> Office | None:
    """The office that registers companies with an address in this division, or None."""
    return next((o for o in all_offices(fictitious=fictitious) if region_code in o.covers), None)
