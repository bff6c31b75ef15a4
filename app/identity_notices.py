"""What a person is told of their identity check. Whoever is still at the telephone finds it in the inbox; whoever went
away, because an officer had to look, is called back.
"""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from app.accounts.models import Account
from app.applications.models import Application, application_id_of
from app.signatories.links import invitation_link
from core.clock import legal_date
from notifications.send import Recipient, send
from verification.engine.verdict import Decision
from verification.events import IdentityConfirmed, IdentityNotConfirmed, IdentityReferred
from verification.models import VerificationAttempt, VerificationTask
from verification.states import VerificationChannel

_BY_OFFICERS = frozenset(
    {VerificationChannel.VIDEO_OFFICER, VerificationChannel.WINDOW, VerificationChannel.NOTARY}
)  # fmt: skip


async def tell_of_referral(fact: IdentityReferred, *, now: datetime) -> None:
    """An officer will look at the video; nothing is to be done."""
    await _tell(fact, "identity_referred", now, invitation_id=await _invitation(fact.task_id))


async def tell_of_confirmation(fact: IdentityConfirmed, *, now: datetime) -> None:
    """The person is who they say; whom an officer decided on learns until when to come back and sign."""
    if not await _decided_later(fact.attempt_id, fact.channel):
        await _tell(fact, "identity_confirmed", now, invitation_id=await _invitation(fact.task_id))
        return
    task = await VerificationTask.get(id=fact.task_id)
    if task.passed_attempt_id == fact.attempt_id:  # Otherwise they have been verified anew since.
        last_day = legal_date(task.passed_until - timedelta(seconds=1))
        await _tell(fact, "identity_accepted", now, until=last_day.isoformat(), link=invitation_link(task.code))


async def tell_of_failure(fact: IdentityNotConfirmed, *, now: datetime) -> None:
    """This attempt did not succeed; the next step is in the message."""
    if not await _decided_later(fact.attempt_id, fact.channel):
        await _tell(fact, "identity_failed", now, invitation_id=await _invitation(fact.task_id))
        return
    task = await VerificationTask.get(id=fact.task_id)
    await _tell(fact, "identity_declined", now, link=invitation_link(task.code))


async def _invitation(task_id: UUID) -> str:
    """To which the message leads: there is “not me”, what failed and why, and every other door."""
    return (await VerificationTask.get(id=task_id)).code


async def _decided_later(attempt_id: UUID, channel: str) -> bool:
    """Whether the person had gone when it was decided: by an officer, or because no officer came to it in time."""
    referred = VerificationAttempt.filter(id=attempt_id, verdict=Decision.REVIEW.value)
    return channel in _BY_OFFICERS or await referred.exists()


async def _tell(
    fact: IdentityConfirmed | IdentityNotConfirmed | IdentityReferred, text: str, now: datetime, **params: str
) -> None:
    application_id = application_id_of(fact.subject)
    if application_id is None:
        return
    application = await Application.get(id=application_id)
    task = await VerificationTask.get(id=fact.task_id)
    account = await Account.get_or_none(id=task.account_id) if task.account_id else None
    async with in_transaction():
        await send(
            text,
            to=Recipient(
                account_id=task.account_id,
                phone=account.phone if account else None,
                phone_index=task.phone_index,
            ),
            params={"company": application.company_name, **params},
            subject=application.subject,
            once=f"{text}:{fact.attempt_id}",
            now=now,
        )
