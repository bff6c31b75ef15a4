"""Whose money it is to look into and to decide on. A charge belongs to the officers of one office (its `scope`), and
so do the refunds, contradictions and differences about it.

Looking may reach further than acting: which offices an officer sees is said by whoever knows how offices stand to each
other. A number that is none of ours belongs to no office: those who decide on money see and settle it wherever they
sit, since nobody else could.
"""

from collections.abc import Callable, Collection, Iterable

from core.actors import Actor, Role
from core.errors import NotFound
from payments.models import Attempt, Refund

NOBODYS = ""
DECIDERS = frozenset({Role.APPROVER, Role.SUPERVISOR})

Sees = Callable[[Actor], Collection[str]]
"""An officer → the offices whose money they may look into."""

_sees: list[Sees] = []


def wire(sees: Sees) -> None:
    """Take the word on offices from `app/wiring.py`. Without one, an officer sees their own office's money."""
    _sees[:] = [sees]


def shown_to(by: Actor) -> list[str]:
    """The scopes that the caller may look into."""
    seen = _sees[0](by) if _sees else [by.office or "-"]
    return [*seen, NOBODYS] if by.roles & DECIDERS else [*seen]


def acts_on(scope: str, by: Actor) -> bool:
    """Whether the caller may do something about what has this scope: the office's own officers, and the system."""
    if Role.SYSTEM in by.roles:
        return True
    return scope == by.office if scope else bool(by.roles & DECIDERS)


def refuse_other_scope(scope: str, by: Actor) -> None:
    """Raise NotFound unless the caller may do something about it."""
    if not acts_on(scope, by):
        raise NotFound()


async def scopes_of(numbers: Iterable[str]) -> dict[str, str]:
    """Number of a payment or a refund → the scope of its charge. What is no number of ours is left out."""
    wanted = list(numbers)
    paid = await Attempt.filter(number__in=wanted).values_list("number", "charge__scope")
    returned = await Refund.filter(number__in=wanted).values_list("number", "attempt__charge__scope")
    return {str(number): str(scope) for number, scope in (*paid, *returned)}
