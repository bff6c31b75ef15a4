"""Beneficial owners (受益所有人). Law: 受益所有人信息管理办法 art. 3 (exemption by promise), art. 6 (who they are)."""

from app.applications.content import Content
from app.applications.kinds.checks.found import Found
from core.rules import problem

EXEMPT_UP_TO_FEN = 1_000_000_000
"""Ten million yuan of registered capital."""

OWNER_FROM_PERCENT = 25


def check_beneficial_owners(content: Content, *, complete: bool) -> Found:
    stated = content.beneficial_owners
    registered = content.capital.registered_fen or 0
    if stated.exempt_promise and registered > EXEMPT_UP_TO_FEN:
        yield "beneficial_owners.exempt_promise", problem("BO-01")
    if stated.exempt_promise and stated.owners:
        yield "beneficial_owners.owners", problem("BO-01", "both")
    if complete and not stated.exempt_promise and not stated.owners:
        yield "beneficial_owners.exempt_promise", problem("BO-01", "undecided")
    if stated.owners and registered and not stated.exempt_promise:
        for key, holding in content.shareholders.items():
            large = (holding.subscribed_fen or 0) * 100 >= registered * OWNER_FROM_PERCENT
            if large and key not in stated.owners:
                yield f"shareholders.{key}", problem("BO-02")
