"""Free names near one that is taken: the same name with one character of the trade name changed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from app.names.parse import CompanyName
from app.names.rules import check_name
from app.names.vocabulary import pool

COUNT = 3
MAX_TRIED = 200


def suggest(
    name: CompanyName,
    taken: Callable[[CompanyName], bool],
    *,
    home: str | None,
    count: int = COUNT,
    fictitious: bool = False,
) -> list[CompanyName]:
    """Up to `count` names that break no rule and that `taken` does not know, always in the same order.

    `taken` is asked at most MAX_TRIED times; it should say yes to near names (levels 4 to 6) as well.
    """
    free = (
        candidate
        for candidate in islice(_candidates(name), MAX_TRIED)
        if not check_name(candidate, home=home, fictitious=fictitious) and not taken(candidate)
    )
    return list(islice(free, count))


def _candidates(name: CompanyName) -> Iterator[CompanyName]:
    """The first character kept, then the last: what people recognise their idea by. A name's own place in the pool
    differs, so that two founders refused on the same day are offered different ones."""
    trade_name = name.trade_name
    if not trade_name:
        return
    start = sum(map(ord, name.full)) % len(pool())
    turned = pool()[start:] + pool()[:start]
    for character in turned:
        if character not in trade_name:
            yield replace(name, trade_name=trade_name[0] + character)
            yield replace(name, trade_name=character + trade_name[-1])
            yield replace(name, trade_name=trade_name[0] + character + trade_name[-1])
