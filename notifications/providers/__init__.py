"""The providers in use. `app/wiring.py` composes them at start; nothing here reads settings."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from notifications.catalogue import card_fields, sms_templates
from notifications.provider import CardProvider, SmsProvider

AddressOf = Callable[[UUID | None, str | None], Awaitable[str | None]]
"""What the app calls a person, by account or by the index of their number; None for whoever never came in by it."""

_chosen: list[SmsProvider] = []
_cards: list[tuple[CardProvider, AddressOf]] = []


def use(provider: SmsProvider, cards: CardProvider | None = None, address_of: AddressOf | None = None) -> None:
    """Send text messages through this provider from now on, and messages inside an app through `cards`, if any.

    Raises ValueError when one lacks an approved text, or a template's field.
    """
    missing = sms_templates() - provider.templates
    if missing:
        raise ValueError(f"{provider.name} has no template id for: {', '.join(sorted(missing))}")
    _chosen[:] = [provider]
    _cards.clear()
    if cards is not None and address_of is not None:
        _check(cards)
        _cards.append((cards, address_of))


def chosen() -> SmsProvider:
    """The provider in use. Raises RuntimeError before `use` was called."""
    if not _chosen:
        raise RuntimeError("no provider of text messages was chosen; app/wiring.py calls providers.use at start")
    return _chosen[0]


def cards() -> CardProvider | None:
    """The provider of messages inside an app, None where there is none."""
    return _cards[0][0] if _cards else None


async def address_of(account_id: UUID | None, phone_index: str | None) -> str | None:
    """What the app in use calls a person; None where there is no app, or they never came in by it."""
    return await _cards[0][1](account_id, phone_index) if _cards else None


def _check(cards: CardProvider) -> None:
    for key, needed in card_fields().items():
        known = cards.templates.get(key)
        if known is None:
            raise ValueError(f"{cards.name} has no template {key}")
        if known.fields != needed:
            raise ValueError(f"{cards.name}: the template {key} must name the fields {', '.join(sorted(needed))}")
