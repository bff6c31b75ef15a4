"""The reviewer's judgement: propose approval, and hand the case to a second person."""

from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.applications.access import lock_for_office
from app.applications.models import Application
from app.applications.states import Action
from app.review.claim import require_claim
from app.review.models import Opinion
from core import audit
from core.actors import Actor
from core.states import move


async def propose_approval(application_id: UUID, comment: str, *, by: Actor, now: datetime) -> Application:
    """The reviewer finds the filing complete and in legal form (市场主体登记管理条例 art. 19: formal review)."""
    async with in_transaction():
        application = await lock_for_office(application_id, by)
        await require_claim(application, by)
        await move(application, Action.PROPOSE_APPROVAL, by=by, now=now)
        await record_opinion(application, Action.PROPOSE_APPROVAL, comment, by=by, now=now)
    return application


async def record_opinion(
    application: Application,
    step: Action,
    comment: str,
    *,
    by: Actor,
    now: datetime,
    grounds: list[dict[str, str]] | None = None,
) -> Opinion:
    """Keep an officer's opinion and its line in the audit log."""
    opinion = await Opinion.create(
        id=uuid4(),
        application_id=application.id,
        officer_id=by.id,
        step=step,
        comment=comment,
        grounds=grounds or [],
        at=now,
    )
    await audit.record(f"case.{step}", by=by, now=now, subject=("Application", application.id))
    return opinion
