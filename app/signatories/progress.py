"""What verified identities and embedded signatures mean for the filing."""

from datetime import datetime

from tortoise.transactions import in_transaction

from app.applications.content import load
from app.applications.file import file
from app.applications.kinds import KINDS
from app.applications.models import Application, application_id_of
from app.applications.states import State
from app.documents.events import DocumentsEmbedded
from app.documents.models import current_documents
from app.signatories.models import Signature
from app.signatories.states import SignatureAction, SignatureState
from core.actors import SYSTEM
from core.states import move
from verification.events import IdentityConfirmed
from verification.models import VerificationTask


async def record_identity(fact: IdentityConfirmed, *, now: datetime) -> None:
    """The person may read and sign now; a signature that rests on an earlier attempt is moved to this one."""
    if application_id_of(fact.subject) is None:
        return
    async with in_transaction():
        if not await VerificationTask.exists(id=fact.task_id, passed_attempt_id=fact.attempt_id):
            return  # Told late: the person verified anew, or another person stands there now.
        signature = await Signature.filter(task_id=fact.task_id).select_for_update().first()
        if signature is None or signature.state in {SignatureState.SIGNED, SignatureState.VOID}:
            return
        signature.attempt_id = fact.attempt_id
        await signature.save(update_fields=["attempt_id"])
        if signature.state is SignatureState.WAITING:
            await move(signature, SignatureAction.RECORD_IDENTITY, by=SYSTEM, now=now)


async def awaits_people(subject: str) -> bool:
    """Whether this filing waits for people to verify and sign; what is no filing is not ours to judge."""
    application_id = application_id_of(subject)
    if application_id is None:
        return True
    return await Application.exists(id=application_id, state=State.AWAITING_SIGNATORIES)


async def file_when_complete(fact: DocumentsEmbedded, *, now: datetime) -> None:
    """File once every person has signed and every paper bears their signature."""
    async with in_transaction():
        application = await Application.select_for_update().get(id=fact.application_id)
        await file_if_complete(application, now=now)


async def file_if_complete(application: Application, *, now: datetime) -> None:
    """File a locked application when nothing is missing any more, in the caller's transaction."""
    if application.state is State.AWAITING_SIGNATORIES and await _complete(application):
        await file(application.id, now=now)


async def _complete(application: Application) -> bool:
    """Whether the papers of exactly this content are there, and everybody on the list has signed theirs.

    After a correction the old signatures are still there while the new papers are being made: hence the hash.
    """
    if application.papers_sha256 != application.content_sha256:
        return False
    papers = await current_documents(application.id)
    if not all(set(each.must_sign) <= set(each.signed) for each in papers):
        return False
    required = {each.person_key for each in KINDS[application.kind].signatories(load(application.content))}
    signatures = await Signature.filter(application_id=application.id)
    signed = {s.person_key for s in signatures if s.state is SignatureState.SIGNED and s.embedded_at}
    return bool(required) and required <= signed and len(signatures) == len(required)
