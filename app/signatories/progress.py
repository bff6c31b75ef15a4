"""What verified identities and embedded signatures mean for the filing."""

from datetime import datetime

from tortoise.transactions import in_transaction

from app.applications.file import file
from app.applications.models import Application, application_id_of
from app.applications.states import State
from app.documents.events import DocumentsEmbedded
from app.signatories.models import Signature
from app.signatories.states import SignatureAction, SignatureState
from core.actors import SYSTEM
from core.states import move
from verification.events import IdentityConfirmed


async def record_identity(fact: IdentityConfirmed, *, now: datetime) -> None:
    """The person may read and sign now; a signature that rests on an earlier attempt is moved to this one."""
    if application_id_of(fact.subject) is None:
        return
    async with in_transaction():
        signature = await Signature.filter(task_id=fact.task_id).select_for_update().first()
        if signature is None or signature.state in {SignatureState.SIGNED, SignatureState.VOID}:
            return
        signature.attempt_id = fact.attempt_id
        await signature.save(update_fields=["attempt_id"])
        if signature.state is SignatureState.WAITING:
            await move(signature, SignatureAction.RECORD_IDENTITY, by=SYSTEM, now=now)


async def file_when_complete(fact: DocumentsEmbedded, *, now: datetime) -> None:
    """File once every person has signed and every paper bears their signature."""
    async with in_transaction():
        application = await Application.select_for_update().get(id=fact.application_id)
        if application.state is not State.AWAITING_SIGNATORIES:
            return
        signatures = await Signature.filter(application_id=application.id)
        if signatures and all(s.state is SignatureState.SIGNED and s.embedded_at for s in signatures):
            await file(application.id, now=now)
