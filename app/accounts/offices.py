"""Whose cases an officer may look into: their own office's; a supervisor also those of the offices below it.

Acting on a case stays with the officers of its own office (`app.applications.access.lock_for_office`).
"""

from collections.abc import Collection

from config.reference.offices import offices
from config.settings import settings
from core.actors import Actor, Role


def offices_of(by: Actor) -> list[str]:
    """Codes, the officer's own first."""
    return offices_seen(by.office, by.roles)


def offices_seen(office: str | None, roles: Collection[Role]) -> list[str]:
    """What an officer of this office and these roles may look into."""
    if Role.SUPERVISOR not in roles or not office:
        return [office or "-"]
    known = offices(fictitious=settings().sample).values()
    return [office, *(each.code for each in known if each.parent == office)]
