"""Who is named in a filing, and in what capacity."""

from collections.abc import Iterator

from app.applications.content import Content
from app.applications.kinds.kind import Capacity


def references(content: Content) -> Iterator[tuple[str, str, Capacity | None]]:
    """Every place that names a person: field path, key, capacity; None for places that give none."""
    posts = content.posts
    single = (
        ("legal_representative", posts.legal_representative, Capacity.LEGAL_REPRESENTATIVE),
        ("general_manager", posts.general_manager, Capacity.GENERAL_MANAGER),
        ("finance_officer", posts.finance_officer, Capacity.FINANCE_OFFICER),
        ("liaison", posts.liaison, Capacity.LIAISON),
        ("chair", posts.chair, None),
    )
    for post, key, capacity in single:
        if key:
            yield f"posts.{post}", key, capacity
    yield from ((f"shareholders.{key}", key, Capacity.SHAREHOLDER) for key in content.shareholders)
    yield from (("posts.director", key, Capacity.DIRECTOR) for key in posts.director)
    yield from (("posts.supervisor", key, Capacity.SUPERVISOR) for key in posts.supervisor)
    yield from (("posts.staff_supervisor", key, None) for key in posts.staff_supervisor)
    yield from (("beneficial_owners.owners", key, None) for key in content.beneficial_owners.owners)
    if content.applicant:
        yield "applicant", content.applicant, None


def capacities(content: Content) -> dict[str, tuple[Capacity, ...]]:
    """Capacities of each person in the order of papers, only of those who have one.

    The applicant who has neither share nor post acts for others and is their agent (委托代理人).
    """
    found: dict[str, set[Capacity]] = {}
    for _, key, capacity in references(content):
        if capacity and key in content.people:
            found.setdefault(key, set()).add(capacity)
    applicant = content.applicant
    if applicant in content.people and not found.get(applicant, set()) - {Capacity.LIAISON}:
        found.setdefault(applicant, set()).add(Capacity.AGENT)
    order = list(Capacity)
    return {key: tuple(sorted(held, key=order.index)) for key, held in found.items()}
