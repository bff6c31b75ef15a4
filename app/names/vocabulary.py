"""The words company names are made of, from `config/reference/names/`: forms, trades, characters, restricted words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from config.reference import read
from config.reference.regions import Region, all_regions


@dataclass(frozen=True)
class Restriction:
    """One category of art. 11. `case` is its case of rule NM-05; `harmless` are longer words that may hold a word."""

    case: str
    trade_name_only: bool
    words: tuple[str, ...]
    harmless: tuple[str, ...]


@cache
def forms() -> Mapping[str, frozenset[str]]:
    """Organisation form -> types of entity it may stand for; longest first, so that the first match is right."""
    found = {entry["word"]: frozenset(entry["types"]) for entry in read("names/forms")["form"]}
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: -len(item[0]))))


@cache
def trades() -> Mapping[str, str]:
    """Word of the trade -> its group of synonyms, `65.1`: division of GB/T 4754-2017 and place in the list."""
    return MappingProxyType(
        {
            word: f"{division}.{place}"
            for division, groups in read("names/industries")["division"].items()
            for place, group in enumerate(groups, start=1)
            for word in group.split()
        }
    )


@cache
def related_divisions() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(each) for each in read("names/industries")["related"])


@cache
def fillers() -> frozenset[str]:
    """Words that say nothing about the industry: 发展, 实业, 服务."""
    return frozenset(read("names/industries")["filler"])


@cache
def endings() -> str:
    closing: str = read("names/industries")["endings"]
    return closing


@cache
def standard_characters() -> Mapping[str, str]:
    """Traditional character -> standard one."""
    table = read("names/characters")
    return MappingProxyType(dict(zip(table["traditional"], table["standard"], strict=True)))


@cache
def pool() -> str:
    characters: str = read("names/characters")["pool"]
    return characters


@cache
def restrictions() -> tuple[Restriction, ...]:
    return tuple(
        Restriction(
            case=entry["case"],
            trade_name_only=entry["where"] == "trade_name",
            words=tuple(sorted(entry["words"], key=len, reverse=True)),
            harmless=tuple(entry.get("except", ())),
        )
        for entry in read("names/restricted")["category"]
    )


@cache
def national_words() -> tuple[str, ...]:
    return tuple(read("names/restricted")["national"]["words"])


@cache
def ordinary_places() -> frozenset[str]:
    """Spoken names of cities that are ordinary words too, 东方 and 安康."""
    return frozenset(read("names/places")["ordinary"])


@cache
def region_names(*, fictitious: bool = False) -> Mapping[str, tuple[Region, ...]]:
    """Name -> the divisions that bear it: in full, and as it is spoken for all but districts (清江 for 清江市)."""
    found: dict[str, list[Region]] = {}
    for region in all_regions(fictitious=fictitious):
        for name in dict.fromkeys((region.name, region.name if region.district else region.short_name)):
            found.setdefault(name, []).append(region)
    return MappingProxyType({name: tuple(bearers) for name, bearers in found.items()})
