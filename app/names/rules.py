"""The rules of a company name by itself (NM-01 to NM-06). Law: 企业名称登记管理规定 (2020), art. 5 to 12.

Findings stand at the part they concern: `region`, `trade_name`, `industry`, `form`, or `full` for the whole.
"""

import re
from collections.abc import Iterator

from app.names.parse import MIN_TRADE_NAME, CompanyName, split_trade, trade_words
from app.names.vocabulary import (
    Restriction,
    forms,
    national_words,
    region_names,
    related_divisions,
    restrictions,
    standard_characters,
    trades,
)
from config.reference.regions import Region, chain
from core.errors import Problem
from core.rules import Findings, gather, problem

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_BRACKETS = frozenset("（）")

Found = Iterator[tuple[str, Problem]]


def check_name(
    name: CompanyName,
    *,
    home: str | None,
    entity_type: str = "LLC",
    meaning: bool = False,
    complete: bool = True,
    fictitious: bool = False,
) -> Findings:
    """Everything art. 5 to 12 say about a name. `home` is the region code of the address, if it is known already.

    `meaning`: the applicant stated what a trade name means that equals a place or a word of the trade. While not
    `complete`, parts not yet filled in are left in peace.
    """
    return gather(_findings(name, home, entity_type, meaning=meaning, complete=complete, fictitious=fictitious))


def _findings(
    name: CompanyName, home: str | None, entity_type: str, *, meaning: bool, complete: bool, fictitious: bool
) -> Found:
    if complete:
        yield from _missing(name)
    if name.region:
        yield from _region(name, home, fictitious=fictitious)
    for field in ("region", "trade_name", "industry", "form"):
        yield from _characters(field, getattr(name, field))
    if name.trade_name:
        yield from _trade_name(name.trade_name, meaning=meaning, fictitious=fictitious)
    if name.form and entity_type not in forms().get(name.form, ()):
        usable = "、".join(word for word, types in forms().items() if entity_type in types)
        yield "form", problem("NM-04", forms=usable)
    yield from _restricted(name)
    yield from _national(name)


def _missing(name: CompanyName) -> Found:
    if not name.region:
        yield "region", problem("NM-01", "region_missing")
    if not name.trade_name:
        yield "trade_name", problem("NM-01", "trade_name_missing")
    if not states_an_industry(name.industry):
        yield "industry", problem("NM-01", "industry_missing")
    if not name.form:
        yield "form", problem("NM-01", "form_missing")


def states_an_industry(industry: str) -> bool:
    """False for nothing, and for words that say nothing about it (实业, 发展); unknown words are taken to say it."""
    words = trade_words(industry)
    return bool(industry) and (words is None or any(word in trades() for word in words))


def _region(name: CompanyName, home: str | None, *, fictitious: bool) -> Found:
    """Art. 7: where the company has its address, county or above; a district only after its city."""
    places = _places(name.region, fictitious=fictitious)
    if not places:
        yield (
            ("full", problem("NM-01", "brackets")) if name.bracketed else ("region", problem("NM-01", "region_unknown"))
        )
        return
    if all(region.district for region in places[0]):
        yield "region", problem("NM-01", "district_alone")
    known = chain(home, fictitious=fictitious) if home else ()
    if known and not all(set(known) & set(bearers) for bearers in places):
        yield "region", problem("NM-01", "region_elsewhere", regions="、".join(r.name for r in known if not r.district))


def _places(text: str, *, fictitious: bool) -> list[tuple[Region, ...]]:
    """The divisions an expression names one after the other, each with all that bear the name; empty if any is none."""
    names = region_names(fictitious=fictitious)
    found: list[tuple[Region, ...]] = []
    start = 0
    while start < len(text):
        end = next((e for e in range(len(text), start, -1) if text[start:e] in names), None)
        if end is None:
            return []
        found.append(names[text[start:end]])
        start = end
    return found


def _characters(field: str, text: str) -> Found:
    """Art. 5. GB 2312 stands for the table of common characters: it has no traditional form and few rare ones."""
    for character in dict.fromkeys(text):
        standard = standard_characters().get(character)
        if standard:
            yield field, problem("NM-02", "traditional", char=character, standard=standard)
        elif _HAN.fullmatch(character):
            if not _common(character):
                yield field, problem("NM-02", "rare", char=character)
        elif character in _BRACKETS and field == "form":
            continue  # The forms of partnerships carry brackets of their own.
        elif character in _BRACKETS:
            yield "full", problem("NM-01", "brackets")
        else:
            yield field, problem("NM-02")


def _common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _trade_name(text: str, *, meaning: bool, fictitious: bool) -> Found:
    """Art. 8: two characters and more, neither a place nor a mere word of the trade unless it has another meaning."""
    if len(text) < MIN_TRADE_NAME:
        yield "trade_name", problem("NM-03")
    elif text in region_names(fictitious=fictitious):
        yield "trade_name", problem("NM-03", "meaning_stated" if meaning else "region")
    elif trade_words(text) is not None:
        yield "trade_name", problem("NM-03", "meaning_stated" if meaning else "industry")


def _restricted(name: CompanyName) -> Found:
    for restriction in restrictions():
        yield from _hits("trade_name", name.trade_name, restriction)
        if not restriction.trade_name_only:
            yield from _hits("industry", name.industry, restriction)


def _hits(field: str, text: str, restriction: Restriction) -> Found:
    """A word at an end of the part is meant; two characters in its midst may be an accident of two other words."""
    for harmless in restriction.harmless:
        text = text.replace(harmless, "\n" * len(harmless))
    for word in restriction.words:
        start = text.find(word)
        if start < 0:
            continue
        at_an_end = start == 0 or text.endswith(word)
        yield field, problem("NM-05", restriction.case if at_an_end or len(word) > 2 else "within", word=word)
        text = text.replace(word, "\n" * len(word))


def _national(name: CompanyName) -> Found:
    """Art. 12. The State Council's names are told by their head; elsewhere the word may only qualify the industry."""
    for word in national_words():
        if name.full.startswith(word):
            yield ("region" if name.region.startswith(word) else "trade_name"), problem("NM-06", word=word)
        elif word in name.trade_name:
            yield "trade_name", problem("NM-06", "within", word=word)
        elif word in name.industry:
            yield "industry", problem("NM-06", "within", word=word)


def matches_business(name: CompanyName, divisions: frozenset[str]) -> bool:
    """Art. 9: does the industry speak of one of these divisions of GB/T 4754, or one that goes with it?

    True as well where the words are not known: then nothing can be said against them.
    """
    words = trade_words(name.industry) or [split_trade(name.industry)[1]]
    stated = {trades()[word].split(".")[0] for word in words if word in trades()}
    if not stated or stated & divisions:
        return True
    return any(group & stated and group & divisions for group in related_divisions())
