"""From the content of an approved incorporation to what the register holds."""

from collections.abc import Iterator

from app.applications.content import Content, load
from app.applications.facts import name_in
from app.applications.kinds.capacities import capacities
from app.applications.kinds.kind import Capacity
from app.applications.models import Application
from app.applications.wording import address_text, scope_text
from app.register.enrol import RegisteredPerson, Registration


def registration_of(application: Application) -> Registration:
    """登记事项 and 备案事项 of the frozen content (市场主体登记管理条例实施细则 art. 6, 7)."""
    content = load(application.content)
    assert content.posts.legal_representative is not None
    assert content.capital.registered_fen is not None
    return Registration(
        application_id=application.id,
        kind=application.kind,
        office=application.office,
        name=name_in(content, application.office).full,
        address=address_text(content.address),
        scope=scope_text(content.scope),
        registered_fen=content.capital.registered_fen,
        legal_representative=content.people[content.posts.legal_representative].name or "",
        people=list(_people(content)),
    )


def _people(content: Content) -> Iterator[RegisteredPerson]:
    for key, held in capacities(content).items():
        person = content.people[key]
        for capacity in held:
            share = content.shareholders.get(key) if capacity is Capacity.SHAREHOLDER else None
            yield RegisteredPerson(
                role=capacity.value,
                name=person.name or "",
                id_number=person.id_number or "",
                subscribed_fen=share.subscribed_fen if share else None,
                due_on=share.due_on if share else None,
            )
