"""Organs and posts of a limited company. Law: 公司法 art. 10, 68, 75, 76, 83, 265."""

from app.applications.content import Content, Posts
from app.applications.kinds.capacities import capacities, references
from app.applications.kinds.checks.found import Found
from app.applications.kinds.kind import Capacity
from core.rules import problem

MIN_BOARD = 3
"""公司法 art. 68 and 76: a board of directors, or of supervisors, has three members at least."""

STAFF_SHARE = 3
"""公司法 art. 76: one supervisor in three represents the staff."""

_NOT_WITH_SUPERVISOR = (Capacity.DIRECTOR, Capacity.GENERAL_MANAGER, Capacity.FINANCE_OFFICER)


def check_posts(content: Content, *, complete: bool) -> Found:
    yield from _references(content)
    posts = content.posts
    held = capacities(content)
    for key in posts.supervisor:
        if any(capacity in _NOT_WITH_SUPERVISOR for capacity in held.get(key, ())):
            yield "posts.supervisor", problem("PS-06")
    yield from _legal_representative(posts, complete=complete)
    if posts.liaison and Capacity.AGENT in held.get(posts.liaison, ()):
        yield "posts.liaison", problem("PS-10")
    if complete:
        yield from _directors(posts)
        yield from _supervisors(posts)
        if not posts.liaison:
            yield "posts.liaison", problem("PS-13")
        if not posts.finance_officer:
            yield "posts.finance_officer", problem("PS-14")
        if not content.applicant:
            yield "applicant", problem("FM-01")


def _references(content: Content) -> Found:
    seen: set[tuple[str, str]] = set()
    for path, key, _ in references(content):
        if key not in content.people:
            yield path, problem("FM-04")
        if (path, key) in seen:
            yield path, problem("FM-04", "repeated")
        seen.add((path, key))


def _legal_representative(posts: Posts, *, complete: bool) -> Found:
    """Art. 10. A draft in which neither director nor manager is chosen yet contradicts nothing."""
    key = posts.legal_representative
    if key is None:
        if complete:
            yield "posts.legal_representative", problem("PS-15")
    elif key not in posts.director and key != posts.general_manager and (complete or posts.director):
        yield "posts.legal_representative", problem("PS-07")


def _directors(posts: Posts) -> Found:
    count = len(posts.director)
    if count == 0:
        yield "posts.director", problem("PS-08", "no_director")
    elif 1 < count < MIN_BOARD:
        yield "posts.director", problem("PS-08")
    elif count >= MIN_BOARD and posts.chair not in posts.director:
        yield "posts.chair", problem("PS-08", "chair")


def _supervisors(posts: Posts) -> Found:
    count = len(posts.supervisor)
    if count == 0 and not posts.no_supervisor:
        yield "posts.supervisor", problem("PS-08", "no_supervisor")
    elif count and posts.no_supervisor:
        yield "posts.no_supervisor", problem("FM-02", "either_or")
    elif 1 < count < MIN_BOARD:
        yield "posts.supervisor", problem("PS-08", "supervisors")
    elif count >= MIN_BOARD:
        needed = -(-count // STAFF_SHARE)
        if len(set(posts.staff_supervisor) & set(posts.supervisor)) < needed:
            yield "posts.staff_supervisor", problem("PS-08", "staff", needed=str(needed))
