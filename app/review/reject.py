"""Refuse a registration: facts, articles, remedies (市场主体登记管理条例 art. 20; 行政许可法 art. 38).

One officer proposes it with facts and articles, a second one decides, as with an approval.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.access import lock_for_office
from app.applications.events import ApplicationRejected
from app.applications.models import Application, Refusal
from app.applications.states import Action
from app.names.reserve import release_of
from app.review.claim import end_claims, require_claim
from app.review.propose import record_opinion
from app.review.separation import refuse_same_person
from core.actors import SYSTEM, Actor
from core.errors import Invalid, Problem, Text
from core.events import publish
from core.states import move

_NO_FACTS = Problem(
    "RV-05",
    Text("没有写明事实。", "No fact is stated."),
    Text("请写明查明的事实，每项一条。", "State what was found, one fact a line."),
    "《中华人民共和国行政许可法》第三十八条",
)
_NO_ARTICLES = Problem(
    "RV-06",
    Text("没有写明法律依据。", "No article of law is named."),
    Text("请写明不符合的法律条款。", "Name the articles that are not met."),
    "《中华人民共和国行政许可法》第三十八条",
)


@dataclass(frozen=True)
class Grounds:
    """What was found and which articles it does not meet."""

    facts: Sequence[str]
    articles: Sequence[str]

    def check(self) -> None:
        """Raises Invalid when a refusal would lack what the law wants in it."""
        problems: dict[str, Problem | list[Problem]] = {}
        if not self.facts or not all(fact.strip() for fact in self.facts):
            problems["facts"] = _NO_FACTS
        if not self.articles or not all(article.strip() for article in self.articles):
            problems["articles"] = _NO_ARTICLES
        if problems:
            raise Invalid(problems)

    def rows(self) -> list[dict[str, str]]:
        """For the opinion. Facts may name people and stand sealed in the refusal; a proposal's are in its comment."""
        return [{"article": article} for article in self.articles]


async def propose_rejection(
    application_id: UUID, grounds: Grounds, comment: str, *, by: Actor, now: datetime
) -> Application:
    """The reviewer finds that the registration must be refused. Raises NotFound, Invalid, Forbidden, Conflict."""
    grounds.check()
    async with in_transaction():
        application = await lock_for_office(application_id, by)
        await require_claim(application, by)
        await move(application, Action.PROPOSE_REJECTION, by=by, now=now)
        await record_opinion(application, Action.PROPOSE_REJECTION, comment, by=by, now=now, grounds=grounds.rows())
    return application


async def reject(application_id: UUID, grounds: Grounds, comment: str, *, by: Actor, now: datetime) -> Application:
    """Refuse what another officer proposed; the name becomes free, the notice follows by a job.

    Raises NotFound, Invalid, Forbidden (who received or reviewed it), Conflict (not proposed).
    """
    grounds.check()
    async with in_transaction():
        application = await lock_for_office(application_id, by)
        await refuse_same_person(application, by)
        await move(application, Action.REJECT, by=by, now=now)
        application.decided_at = now
        await application.save(update_fields=["decided_at"])
        await end_claims(application, now)
        await record_opinion(application, Action.REJECT, comment, by=by, now=now, grounds=grounds.rows())
        await Refusal.create(application_id=application.id, facts=[*grounds.facts], articles=[*grounds.articles])
        await release_of(application.id, by=SYSTEM, now=now)
        await publish(ApplicationRejected(application.id))
    return application
