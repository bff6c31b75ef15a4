"""A case changes hands: its reviewer gives it to a colleague, or a supervisor takes it over."""

from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.accounts.models import Officer
from app.applications.access import lock_for_office
from app.applications.models import Application
from app.applications.states import State
from app.review.claim import end_claims, require_claim
from app.review.models import Claim
from app.review.officer_notices import NoticeKind, tell
from app.review.separation import refuse_receiver
from core import audit
from core.actors import Actor, Role
from core.errors import Conflict, Forbidden, NotFound, Text

_NOT_IN_REVIEW = Text("只有审核中的申请可以移交。", "Only a case in review can change hands.")
_NOBODY = Text("请选择本机关在岗的其他审查员。", "Choose another reviewer of this office.")
_ALREADY = Text("这件申请已经由您承办。", "You hold this case already.")


async def colleagues(*, by: Actor) -> list[Officer]:
    """Other active reviewers of the officer's office, by name."""
    rows = await Officer.filter(office=by.office or "-", active=True).exclude(id=by.id).order_by("display_name")
    return [each for each in rows if Role.REVIEWER in each.roles]


async def hand_over(application_id: UUID, to: UUID, reason: str, *, by: Actor, now: datetime) -> Application:
    """Give my case to a colleague. Raises NotFound, Forbidden (not mine), Conflict (not in review)."""
    if to not in {each.id for each in await colleagues(by=by)}:
        raise NotFound(_NOBODY)
    async with in_transaction():
        application = await _in_review(application_id, by)
        await require_claim(application, by)
        taken = await _assign(application, to, now)
        await tell(to, application, NoticeKind.HANDED_OVER, taken.id, now=now)
        subject = ("Application", application.id)
        await audit.record("case.hand_over", by=by, now=now, subject=subject, to=str(to), reason=reason)
    return application


async def take_over(application_id: UUID, reason: str, *, by: Actor, now: datetime) -> Application:
    """A supervisor who may review takes a colleague's case. Raises NotFound, Forbidden, Conflict."""
    if Role.REVIEWER not in by.roles:
        raise Forbidden()
    async with in_transaction():
        application = await _in_review(application_id, by)
        if await Claim.exists(application_id=application.id, officer_id=by.id, released_at=None):
            raise Conflict(_ALREADY)
        before = await Claim.filter(application_id=application.id, released_at=None)
        taken = await _assign(application, by.id, now)
        for held in before:
            await tell(held.officer_id, application, NoticeKind.TAKEN_OVER, taken.id, now=now)
        await audit.record("case.take_over", by=by, now=now, subject=("Application", application.id), reason=reason)
    return application


async def _in_review(application_id: UUID, by: Actor) -> Application:
    application = await lock_for_office(application_id, by)
    if application.state is not State.IN_REVIEW:
        raise Conflict(_NOT_IN_REVIEW)
    return application


async def _assign(application: Application, officer_id: UUID, now: datetime) -> Claim:
    await refuse_receiver(application, officer_id)
    await end_claims(application, now)
    return await Claim.create(id=uuid4(), application_id=application.id, officer_id=officer_id, claimed_at=now)
