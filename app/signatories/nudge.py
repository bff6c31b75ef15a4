"""Remind somebody who has not signed yet (提醒): the same link once more, at most once an hour."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.access import lock_own
from app.applications.content import load
from app.applications.states import State
from app.signatories.links import invitation_link
from app.signatories.models import Signature
from app.signatories.reach import tell_signatory
from app.signatories.states import SignatureState
from core.actors import Actor
from core.errors import Conflict, NotFound, Text
from core.web.limits import limit
from verification.models import VerificationTask

PER_SECONDS = 3600
_NO_NEED = Text("这位不需要提醒了。", "This person needs no reminder any more.")


async def nudge(application_id: UUID, person_key: str, *, by: Actor, now: datetime) -> None:
    """Send the reminder. Raises NotFound, Conflict (signed, or not waiting), TooMany (reminded within the hour)."""
    async with in_transaction():
        application = await lock_own(application_id, by)
        signature = await Signature.get_or_none(application_id=application.id, person_key=person_key)
        if signature is None:
            raise NotFound()
        if application.state is not State.AWAITING_SIGNATORIES or signature.state is SignatureState.SIGNED:
            raise Conflict(_NO_NEED)
        await limit("nudge", str(signature.id), times=1, per_seconds=PER_SECONDS)
        content, task = load(application.content), await VerificationTask.get(id=signature.task_id)
        person, applicant = content.people[person_key], content.people[content.applicant or ""]
        assert person.phone
        await tell_signatory(
            "invitation_nudge",
            phone=person.phone,
            params={
                "company": application.company_name,
                "applicant": applicant.name or "",
                "link": invitation_link(task.code),
            },
            subject=application.subject,
            once=f"nudge:{signature.id}:{int(now.timestamp()) // PER_SECONDS}",
            now=now,
        )
