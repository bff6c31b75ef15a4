"""A correction before it is sent: which fields can be named, and the list as the applicant will read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.applications.access import for_office
from app.applications.content import Content, load
from app.applications.draft import findings
from app.applications.labels import label
from app.review.correct import Point, items_of, late_fields
from core.actors import Actor, Role
from core.errors import Text

OF_A_PERSON = ("name", "id_number", "id_valid_until", "phone", "address")
OF_A_SHARE = ("subscribed_fen", "method", "due_on")
SECTIONS = ("name", "address", "scope", "capital", "term", "posts", "beneficial_owners")
DETAILS = (
    "name.trade_name", "name.industry", "address.phone", "posts.legal_representative", "posts.director",
    "posts.supervisor", "posts.general_manager", "posts.finance_officer", "posts.liaison",
)  # fmt: skip


async def fields(application_id: UUID, *, by: Actor) -> list[tuple[str, Text]]:
    """Every field that an officer may point at, with its name. Raises NotFound."""
    content = load((await for_office(application_id, by)).content)
    return [(path, label(path, content)) for path in _paths(content)]


@dataclass(frozen=True)
class Preview:
    """The points in the words in which they would be sent; which fields an earlier return could have named, and whether
    only a supervisor may send this.
    """

    items: list[dict[str, Any]]
    late: list[str]
    needs_supervisor: bool


async def preview(application_id: UUID, points: Sequence[Point], *, by: Actor, now: datetime) -> Preview:
    """Read a correction before it is sent. Raises NotFound, Invalid."""
    application = await for_office(application_id, by)
    found = await findings(application, now=now, complete=True)
    items = items_of(points, load(application.content), found)
    late = await late_fields(application, points)
    return Preview(items, late, bool(late) and Role.SUPERVISOR not in by.roles)


def _paths(content: Content) -> list[str]:
    people = [f"people.{key}.{leaf}" for key in content.people for leaf in OF_A_PERSON]
    shares = [f"shareholders.{key}.{leaf}" for key in content.shareholders for leaf in OF_A_SHARE]
    return [*SECTIONS, *DETAILS, *people, *shares]
