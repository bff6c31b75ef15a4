"""“I have a question” (有疑问): a person named in a filing does not sign yet and says why.

It stops nobody else. The applicant reads it on the board and answers or corrects; the person takes it back, or is asked
anew with the corrected papers.
"""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.accounts.models import Account
from app.applications.models import Application
from app.applications.states import State
from app.signatories.card import own_signature
from app.signatories.models import Signature
from app.signatories.states import SignatureAction, SignatureState
from core.actors import SYSTEM, Actor
from core.errors import Conflict, Text
from core.states import move
from notifications.send import Recipient, send
from verification.models import VerificationTask
from verification.states import TaskState

_OVER = Text("这份申请现在不在等待签名。", "This filing does not wait for signatures now.")


async def ask_question(signature_id: UUID, words: str, *, by: Actor, now: datetime) -> Signature:
    """Keep the question, sealed, and tell the applicant that there is one. Raises NotFound, Conflict (signed, over)."""
    async with in_transaction():
        signature, _ = await own_signature(signature_id, by, lock=True)
        application = await Application.get(id=signature.application_id)
        if application.state is not State.AWAITING_SIGNATORIES:
            raise Conflict(_OVER)
        if signature.state is not SignatureState.REFUSED:
            await move(signature, SignatureAction.REFUSE, by=by, now=now)
        signature.question, signature.questioned_at = words.strip(), now
        await signature.save(update_fields=["question", "questioned_at"])
        await _tell_applicant(application, signature, now)
    return signature


async def take_back_question(signature_id: UUID, *, by: Actor, now: datetime) -> Signature:
    """The question is answered: the person goes on where they stopped. Raises NotFound, Conflict (there is none)."""
    async with in_transaction():
        signature, task = await own_signature(signature_id, by, lock=True)
        await move(signature, SignatureAction.ASK_AGAIN, by=by, now=now)
        signature.question, signature.questioned_at = None, None
        await signature.save(update_fields=["question", "questioned_at"])
        await _resume(signature, task, now)
    return signature


async def _resume(signature: Signature, task: VerificationTask, now: datetime) -> None:
    """Whoever was verified before they asked need not be verified again for having asked."""
    if task.state is TaskState.PASSED:
        await move(signature, SignatureAction.RECORD_IDENTITY, by=SYSTEM, now=now)


async def _tell_applicant(application: Application, signature: Signature, now: datetime) -> None:
    account = await Account.get(id=application.applicant_id)
    await send(
        "question_asked",
        to=Recipient(account_id=account.id, phone_index=account.phone_index),
        params={"company": application.company_name},
        subject=application.subject,
        once=f"question_asked:{signature.id}:{int(now.timestamp())}",
        now=now,
    )
