"""The second person's decision. Approval enters the register, allots the code and the licence's number, and enqueues
all the rest, in one transaction (市场主体登记管理条例 art. 19, 21).
"""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.access import lock_for_office
from app.applications.models import Application
from app.applications.registration import registration_of
from app.applications.states import Action
from app.licences.allot import allot
from app.names.reserve import use_name
from app.register.enrol import enrol
from app.register.events import CompanyRegistered
from app.review.claim import end_claims
from app.review.models import Claim
from app.review.officer_notices import NoticeKind, tell
from app.review.propose import record_opinion
from app.review.separation import refuse_same_person
from core.actors import Actor
from core.clock import legal_date
from core.events import publish
from core.states import move


async def approve(application_id: UUID, comment: str, *, by: Actor, now: datetime) -> Application:
    """Approve what another officer proposed. Raises Forbidden (who received or reviewed it), Conflict, NotFound."""
    async with in_transaction():
        application = await lock_for_office(application_id, by)
        await refuse_same_person(application, by)
        await move(application, Action.APPROVE, by=by, now=now)
        application.decided_at = now
        await application.save(update_fields=["decided_at"])
        await end_claims(application, now)
        await record_opinion(application, Action.APPROVE, comment, by=by, now=now)
        entity = await enrol(registration_of(application), on=legal_date(now), now=now)
        await use_name(application.id, now=now)
        licence = await allot(entity, now=now)
        await publish(CompanyRegistered(entity.id, application.id, licence.id))
    return application


async def send_back(application_id: UUID, comment: str, *, by: Actor, now: datetime) -> Application:
    """Return a proposal to its reviewer with a comment."""
    async with in_transaction():
        application = await lock_for_office(application_id, by)
        await refuse_same_person(application, by)
        await move(application, Action.SEND_BACK, by=by, now=now)
        opinion = await record_opinion(application, Action.SEND_BACK, comment, by=by, now=now)
        for held in await Claim.filter(application_id=application.id, released_at=None):
            await tell(held.officer_id, application, NoticeKind.SENT_BACK, opinion.id, now=now)
    return application
