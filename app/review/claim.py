"""Take a case from the queue: one officer at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.applications.access import lock_for_office
from app.applications.models import Application
from app.applications.states import Action
from app.review.models import Claim
from app.review.separation import refuse_receiver
from core import audit
from core.actors import Actor
from core.errors import Conflict, Forbidden, NotFound, Text
from core.states import move

_NOT_YOURS = Text("这件申请由另一位同事承办。", "Another officer holds this case.")


async def claim(application_id: UUID, *, by: Actor, now: datetime) -> Application:
    """Claim a submitted case. Raises NotFound (another office's), Conflict (claimed by somebody else meanwhile),
    Forbidden (who decided on an identity in this case)."""
    async with in_transaction():
        application = await lock_for_office(application_id, by)
        await refuse_receiver(application, by.id)
        await move(application, Action.CLAIM, by=by, now=now)
        await Claim.create(id=uuid4(), application_id=application.id, officer_id=by.id, claimed_at=now)
        await audit.record("case.claim", by=by, now=now, subject=("Application", application.id))
    return application


@dataclass(frozen=True)
class Claimed:
    """What became of claiming several: those that are mine now, and why not the others."""

    mine: list[Application]
    refused: dict[UUID, Text]


async def claim_several(ids: Sequence[UUID], *, by: Actor, now: datetime) -> Claimed:
    """Claim each by itself: what somebody else was quicker with keeps nobody from the rest."""
    mine, refused = [], {}
    for each in dict.fromkeys(ids):
        try:
            mine.append(await claim(each, by=by, now=now))
        except (NotFound, Conflict, Forbidden) as why:
            refused[each] = why.text
    return Claimed(mine, refused)


async def release(application_id: UUID, *, by: Actor, now: datetime) -> Application:
    """Give a claimed case back to the queue."""
    async with in_transaction():
        application = await lock_for_office(application_id, by)
        await require_claim(application, by)
        await move(application, Action.RELEASE, by=by, now=now)
        await end_claims(application, now)
        await audit.record("case.release", by=by, now=now, subject=("Application", application.id))
    return application


async def require_claim(application: Application, by: Actor) -> None:
    """Raise Forbidden unless the caller holds the case."""
    if not await Claim.exists(application_id=application.id, officer_id=by.id, released_at=None):
        raise Forbidden(_NOT_YOURS)


async def end_claims(application: Application, now: datetime) -> None:
    """The case leaves its reviewer's desk."""
    await Claim.filter(application_id=application.id, released_at=None).update(released_at=now)
