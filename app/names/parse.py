"""Take a company name apart: region, trade name (字号), industry, organisation form.

企业名称登记管理规定 art. 6 gives the order; the region may also stand in brackets after the trade name. What a person
states by parts is taken as stated; a whole name is read with the tables in `config/reference/names/` and is a guess
only where the trade name meets the industry.
"""

import re
import unicodedata
from dataclasses import dataclass

from app.names.vocabulary import fillers, forms, ordinary_places, region_names, trades
from config.reference.regions import Region, chain

_BRACKETS = str.maketrans({"(": "（", ")": "）", "[": "（", "]": "）", "【": "（", "】": "）", "〔": "（", "〕": "）"})
_REGION_IN_BRACKETS = re.compile(r"^(?P<trade_name>[^（）]+)（(?P<region>[^（）]+)）(?P<industry>[^（）]*)$")
_LONGEST_TRADE_WORD = 6
MIN_TRADE_NAME = 2


@dataclass(frozen=True)
class CompanyName:
    """The parts as written; absent ones are empty. `bracketed`: the region stands in brackets after the trade name."""

    region: str = ""
    trade_name: str = ""
    industry: str = ""
    form: str = ""
    bracketed: bool = False

    @property
    def full(self) -> str:
        if self.bracketed and self.region:
            return f"{self.trade_name}（{self.region}）{self.industry}{self.form}"
        return f"{self.region}{self.trade_name}{self.industry}{self.form}"


def normalise(text: str) -> str:
    """One width for every character and one kind of bracket; blanks at the ends fall away."""
    return unicodedata.normalize("NFKC", text).translate(_BRACKETS).strip()


def parse(full: str, *, home: str | None = None, fictitious: bool = False) -> CompanyName:
    """Read a whole name. `home` is the region code of the address: its county, city and province are known by their
    spoken names too (云溪 for 云溪县), which elsewhere would be taken for a trade name.
    """
    text = normalise(full)
    form = next((word for word in forms() if text.endswith(word)), "")
    rest = text[: len(text) - len(form)]
    bracketed = _REGION_IN_BRACKETS.match(rest)
    if bracketed:
        industry = bracketed["industry"]
        trade_name = bracketed["trade_name"]
        if not industry:
            trade_name, industry = split_trade(trade_name)
        return CompanyName(bracketed["region"], trade_name, industry, form, bracketed=True)
    region = _leading_region(rest, home, fictitious=fictitious)
    trade_name, industry = split_trade(rest[len(region) :])
    return CompanyName(region, trade_name, industry, form)


def assemble(
    *, region: str, trade_name: str, industry: str, form: str, full: str, home: str | None, fictitious: bool
) -> tuple[CompanyName, bool]:
    """The name from what was filled in, and whether the parts agree with the whole where both are given."""
    parts = CompanyName(normalise(region), normalise(trade_name), normalise(industry), normalise(form))
    whole = normalise(full)
    if not whole:
        return parts, True
    if not parts.full:
        return parse(whole, home=home, fictitious=fictitious), True
    for bracketed in (False, True):
        name = CompanyName(parts.region, parts.trade_name, parts.industry, parts.form, bracketed)
        if name.full == whole:
            return name, True
    return parts, False


def split_trade(text: str) -> tuple[str, str]:
    """Trade name and industry: words of the trade are taken from the end while two characters remain before them.

    A single character (酒) counts only at the very end, where it cannot be part of a longer trade name.
    """
    start = len(text)
    while length := _word_before(text, start):
        start -= length
    return text[:start], text[start:]


def trade_words(text: str) -> list[str] | None:
    """The words of an expression made of nothing but known words of the trade, or None."""
    words: list[str] = []
    end = len(text)
    while end:
        length = _word_before(text, end, keep=0)
        if not length:
            return None
        words.insert(0, text[end - length : end])
        end -= length
    return words


def _word_before(text: str, end: int, keep: int = MIN_TRADE_NAME) -> int:
    shortest = 1 if end == len(text) else 2
    for length in range(min(_LONGEST_TRADE_WORD, end - keep), shortest - 1, -1):
        word = text[end - length : end]
        if word in trades() or word in fillers():
            return length
    return 0


def _leading_region(text: str, home: str | None, *, fictitious: bool) -> str:
    """The divisions at the head of a name, 清江市云溪县 as well as 清江; at least a trade name must remain."""
    known = chain(home, fictitious=fictitious) if home else ()
    found = ""
    within: tuple[Region, ...] = ()
    while True:
        name, bearers = _longest_region(text[len(found) :], known, within, fictitious=fictitious)
        if not name or len(text) - len(found) - len(name) < MIN_TRADE_NAME:
            return found
        found += name
        within = bearers


def _longest_region(
    text: str, known: tuple[Region, ...], within: tuple[Region, ...], *, fictitious: bool
) -> tuple[str, tuple[Region, ...]]:
    names = region_names(fictitious=fictitious)
    for length in range(min(len(text), 15), 1, -1):
        name = text[:length]
        bearers = tuple(r for r in names.get(name, ()) if _may_stand_here(r, name, known, within))
        if bearers:
            return name, bearers
    return "", ()


def _may_stand_here(region: Region, name: str, known: tuple[Region, ...], within: tuple[Region, ...]) -> bool:
    if within:
        return any(region.code != above.code and region.code.startswith(above.stem) for above in within)
    if name == region.name or region in known:
        return True
    return not region.is_county and name not in ordinary_places()
