"""Compare a company name with one that is registered, reserved or lately gone.

Law: 企业名称登记管理规定 art. 17 (same trade name and industry within one registration authority) and the comparison
rules of 工商企注字〔2017〕133号. Levels 1 to 3 are the same name and block (NM-07); 4 to 6 are near and go to an
officer (NM-08); 7 is the same trade name in another industry, for information (NM-10). Between companies tied by
investment the law allows what is refused here: the caller leaves those out.

`conflict_key` is what to look up and lock by. Equal keys are a question, not yet a conflict: 沃禾软件 and 沃禾餐饮
share one. `compare` gives the answer, the same at reservation and at review.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice, product

from app.names.parse import CompanyName, normalise, trade_words
from app.names.vocabulary import endings, fillers, region_names, standard_characters, trades
from core.errors import Problem
from core.rules import problem

MAX_SOUNDS = 64
"""Spellings kept of one trade name: six characters of two readings each."""

MIN_SHARED_SOUND = 3
"""Fewer syllables in common are shared by too many names to confuse anybody."""


class Standing(StrEnum):
    """What the other name is: borne, kept for somebody, or borne until less than a year ago."""

    REGISTERED = "registered"
    RESERVED = "reserved"
    GONE = "gone"


@dataclass(frozen=True)
class Comparable:
    """A name made ready: standard characters, the industry without what says nothing, every reading of each character.

    `groups` are the groups of synonyms the industry speaks of; `core` is empty where the name states no industry.
    """

    full: str
    trade_name: str
    industry: str
    region: str
    form: str
    area: str
    core: str
    groups: frozenset[str]
    readings: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Conflict:
    """A finding against one other name; `part` is what both have in common, as the other name writes it."""

    level: int
    name: str
    part: str
    standing: Standing = Standing.REGISTERED

    @property
    def blocks(self) -> bool:
        return self.level <= 3

    @property
    def rule(self) -> str:
        return "NM-07" if self.blocks else "NM-08" if self.level <= 6 else "NM-10"

    @property
    def span(self) -> tuple[int, int]:
        """Where to highlight in the other name: first and last place, the last excluded."""
        start = self.name.find(self.part)
        return (start, start + len(self.part))

    def problem(self) -> Problem:
        """The finding in the words of the catalogue."""
        if self.blocks:
            case = None if self.standing is Standing.REGISTERED else self.standing.value
        else:
            case = {4: "meaning", 5: "sound", 6: "contained"}.get(self.level)
        return problem(self.rule, case, conflict=self.name, part=self.part, level=str(self.level))


def prepare(name: CompanyName, area: str) -> Comparable:
    """`area` is what counts as one registration authority: `config.reference.regions.registry_area`."""
    trade_name, industry = _standard(name.trade_name), _standard(name.industry)
    words = trade_words(industry) or [industry]
    return Comparable(
        full=_standard(name.full),
        trade_name=trade_name,
        industry=industry,
        region=_spoken(name.region),
        form=name.form,
        area=area,
        core=_core(words),
        groups=frozenset(trades()[word] for word in words if word in trades()),
        readings=readings(trade_name),
    )


def conflict_key(name: CompanyName, area: str) -> str:
    """Names with different keys never block each other; those with the same one must be compared, one at a time."""
    return f"{area}:{_standard(name.trade_name)}"


def sounds(trade_name: str) -> list[str]:
    """Every way to read a trade name, `niu lan shan`, up to MAX_SOUNDS: names that share one may sound the same."""
    spellings = product(*(sorted(each) for each in readings(_standard(trade_name))))
    return [" ".join(spelling) for spelling in islice(spellings, MAX_SOUNDS)]


def readings(text: str) -> tuple[frozenset[str], ...]:
    """The toneless readings of each character by itself: 长 is read chang and zhang."""
    return tuple(_readings(character) for character in text)


def compare(mine: Comparable, other: Comparable, standing: Standing = Standing.REGISTERED) -> Conflict | None:
    """The gravest level at which the two meet, or None."""
    found = _level(mine, other)
    return Conflict(found[0], other.full, found[1], standing) if found else None


def conflicts(mine: Comparable, others: Iterable[tuple[Comparable, Standing]]) -> list[Conflict]:
    """Every conflict, gravest first; the order of the others decides among equals."""
    found = [c for other, standing in others if (c := compare(mine, other, standing))]
    return sorted(found, key=lambda c: c.level)


def _level(mine: Comparable, other: Comparable) -> tuple[int, str] | None:
    if mine.full == other.full:
        return 1, other.full
    if mine.area != other.area or not mine.trade_name or not other.trade_name:
        return None
    if mine.trade_name == other.trade_name:
        return _same_trade_name(mine, other), other.trade_name
    alike = mine.core == other.core or bool(mine.groups & other.groups)
    if (alike or not mine.core or not other.core) and _sounds_the_same(mine.readings, other.readings):
        return 5, other.trade_name
    part = _shared_part(mine, other) if alike else ""
    return (6, part) if part else None


def _same_trade_name(mine: Comparable, other: Comparable) -> int:
    if (mine.region, mine.industry, mine.form) == (other.region, other.industry, other.form):
        return 2
    if mine.core == other.core or not mine.core or not other.core:
        return 3
    return 4 if mine.groups & other.groups else 7


def _sounds_the_same(mine: tuple[frozenset[str], ...], other: tuple[frozenset[str], ...]) -> bool:
    return len(mine) == len(other) and all(a & b for a, b in zip(mine, other, strict=True))


def _shared_part(mine: Comparable, other: Comparable) -> str:
    """What the other's trade name contains of mine or lends to mine, by its characters or by three sounds and more."""
    if mine.trade_name in other.trade_name:
        return mine.trade_name
    if other.trade_name in mine.trade_name:
        return other.trade_name
    short, long = sorted((mine.readings, other.readings), key=len)
    if len(short) < MIN_SHARED_SOUND:
        return ""
    for start in range(len(long) - len(short) + 1):
        if _sounds_the_same(short, long[start : start + len(short)]):
            inside = other.readings is long
            return other.trade_name[start : start + len(short)] if inside else other.trade_name
    return ""


@lru_cache(maxsize=20_000)
def _readings(character: str) -> frozenset[str]:
    from pypinyin import Style, pinyin  # Its dictionaries take a quarter of a second, which no start need wait for.

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


def _standard(text: str) -> str:
    table = standard_characters()
    return "".join(table.get(character, character) for character in normalise(text))


def _core(words: list[str]) -> str:
    core = "".join(word for word in words if word not in fillers())
    return core.rstrip(endings()) if len(core) > 1 else core


def _spoken(region: str) -> str:
    """清江 for 清江市; the last of several divisions says which place is meant."""
    names = region_names(fictitious=True)
    tail = next((region[i:] for i in range(len(region)) if region[i:] in names), region)
    found = names.get(tail, ())
    return found[0].short_name if found else re.sub(r"[省市县区]$", "", region)
