"""From the frozen content of an incorporation to the values its papers print."""

from app.applications.content import Content, load
from app.applications.facts import name_in
from app.applications.models import Application
from app.applications.values import nationality
from app.applications.wording import address_text, scope_text
from app.documents.contents import CompanySetup, Contribution, Office, Officer, Person, Shareholder
from config.reference.contribution import methods
from config.reference.offices import offices
from config.settings import settings
from core.clock import legal_date


def setup_of(application: Application) -> CompanySetup:
    """What the five papers of a setup say. The content passed the complete check when it was frozen."""
    content = load(application.content)
    posts, address = content.posts, content.address
    assert posts.legal_representative
    assert posts.liaison
    assert posts.finance_officer
    return CompanySetup(
        application_number=application.number,
        name=name_in(content, application.office).full,
        office=office_of(application.office),
        address=address_text(content.address),
        postcode=address.postcode or "",
        phone=address.phone or content.people[posts.legal_representative].phone or "",
        scope=scope_text(content.scope),
        capital_fen=content.capital.registered_fen or 0,
        shareholders=tuple(_shareholder(content, key) for key in content.shareholders),
        legal_representative=_person(content, posts.legal_representative),
        legal_representative_post="董事" if posts.legal_representative in posts.director else "经理",
        directors=tuple(Officer(_person(content, key), "董事") for key in posts.director),
        supervisors=tuple(Officer(_person(content, key), "监事") for key in posts.supervisor),
        managers=tuple(
            Officer(_person(content, key), "经理", "聘任") for key in (posts.general_manager,) if key is not None
        ),
        liaison=_person(content, posts.liaison),
        financial_officer=_person(content, posts.finance_officer),
        made_on=legal_date(application.created_at),
        term_years=None if content.term.long_term else content.term.years,
        paper_licence=content.paper_licence,
        licence_copies=content.licence_duplicates,
    )


def office_of(code: str) -> Office:
    """The registry office as papers name it."""
    found = offices(fictitious=settings().sample)[code]
    return Office(name=found.name, code=found.code)


def _person(content: Content, key: str) -> Person:
    person = content.people[key]
    return Person(
        key=key,
        name=person.name or "",
        id_number=person.id_number or "",
        mobile=person.phone or "",
        nationality=nationality(person.nationality).zh,
        email=person.email or "",
    )


def _shareholder(content: Content, key: str) -> Shareholder:
    holding = content.shareholders[key]
    assert holding.subscribed_fen
    assert holding.due_on
    assert holding.method
    contribution = Contribution(holding.subscribed_fen, holding.due_on, methods()[holding.method].zh)
    return Shareholder(_person(content, key), (contribution,))
