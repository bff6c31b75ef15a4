"""Ask everybody whom the statutory list names: a verification task, an invitation and an unsigned signature each.

After a correction only those are asked again whose papers changed, and those whose place another person took.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from tortoise.transactions import in_transaction

from app.applications.content import Content, load
from app.applications.events import ApplicationSubmitted
from app.applications.kinds import KINDS
from app.applications.kinds.kind import Signatory
from app.applications.models import Application, Dispute
from app.applications.states import State
from app.documents.events import PapersReady
from app.documents.models import current_documents
from app.signatories.links import invitation_link
from app.signatories.models import Signature
from app.signatories.progress import file_if_complete
from app.signatories.reach import tell_signatory
from app.signatories.risk import risk_of
from app.signatories.states import SignatureAction, SignatureState
from core.actors import SYSTEM
from core.states import move
from verification.invite import Invitee, invite, replaced
from verification.models import VerificationTask
from verification.states import TaskState

ASKABLE = {SignatureState.READY, SignatureState.VIEWED, SignatureState.REFUSED}


async def invite_signatories(fact: ApplicationSubmitted, *, now: datetime) -> None:
    """One task and one message for each person; whoever was asked before keeps their address and their state."""
    async with in_transaction():
        application = await Application.select_for_update().get(id=fact.application_id)
        if application.state is not State.AWAITING_SIGNATORIES or application.content_sha256 != fact.content_sha256:
            return
        content = load(application.content)
        disputed = {each.person_key async for each in Dispute.filter(application_id=application.id)}
        signatories = KINDS[application.kind].signatories(content)
        people = [_invitee(content, each, disputed) for each in signatories]
        keys = [each.person_key for each in signatories]
        for key in await replaced(application.subject, people):
            await _begin_anew(application, key, now)
        asked = {each.person_key async for each in Signature.filter(application_id=application.id)}
        for task in await invite(application.subject, people, scope=application.office, now=now):
            if task.person_key not in asked:
                await Signature.create(
                    id=uuid4(), application_id=application.id, person_key=task.person_key, task_id=task.id
                )
            await _tell(application, content, task, "invitation", f"invitation:{task.id}:{task.phone_index[:16]}", now)
        await Signature.filter(application_id=application.id).exclude(person_key__in=keys).delete()
        await file_if_complete(application, now=now)


async def ask_again_where_changed(fact: PapersReady, *, now: datetime) -> None:
    """A signature stands while every paper it signed stands; whoever signs a changed paper is asked again.

    Where nobody is to be asked, the filing goes to the office at once.
    """
    async with in_transaction():
        application = await Application.select_for_update().get(id=fact.application_id)
        content = load(application.content)
        papers = await current_documents(fact.application_id)
        for signature in await Signature.filter(application_id=fact.application_id, state=SignatureState.SIGNED):
            stands = {(str(each.id)) for each in papers if signature.person_key in each.must_sign}
            if stands == {each["id"] for each in signature.documents}:
                continue
            await _ask_again(signature, now)
            task = await VerificationTask.get(id=signature.task_id)
            if task.person_key in content.people:
                once = f"sign_again:{signature.id}:{fact.content_sha256}"
                await _tell(application, content, task, "sign_again", once, now)
        await _answer_questions(application, content, fact.content_sha256, now)
        await file_if_complete(application, now=now)


async def _answer_questions(application: Application, content: Content, content_sha256: str, now: datetime) -> None:
    """Whoever asked a question instead of signing is asked anew with the new papers."""
    for signature in await Signature.filter(application_id=application.id, state=SignatureState.REFUSED):
        await _ask_again(signature, now)
        task = await VerificationTask.get(id=signature.task_id)
        if task.state is TaskState.PASSED:
            await move(signature, SignatureAction.RECORD_IDENTITY, by=SYSTEM, now=now)
        once = f"answered:{signature.id}:{content_sha256}"
        await _tell(application, content, task, "invitation_nudge", once, now)


async def _begin_anew(application: Application, key: str, now: datetime) -> None:
    """Another person stands under this key now: nothing of the one before counts for them."""
    signature = await Signature.get_or_none(application_id=application.id, person_key=key)
    if signature is not None:
        await _ask_again(signature, now)


async def _ask_again(signature: Signature, now: datetime) -> None:
    if signature.state is SignatureState.SIGNED:
        await move(signature, SignatureAction.INVALIDATE, by=SYSTEM, now=now)
    if signature.state in {SignatureState.VOID, *ASKABLE}:
        await move(signature, SignatureAction.ASK_AGAIN, by=SYSTEM, now=now)
    signature.embedded_at, signature.attempt_id, signature.card_sha256 = None, None, ""
    signature.question, signature.questioned_at = None, None
    await signature.save(update_fields=["embedded_at", "attempt_id", "card_sha256", "question", "questioned_at"])


def _invitee(content: Content, signatory: Signatory, disputed: Collection[str]) -> Invitee:
    key = signatory.person_key
    person = content.people[key]
    # The rules found all of it when the content was frozen.
    assert person.name
    assert person.id_number
    assert person.phone
    risk = risk_of(content, signatory, disputed=key in disputed)
    return Invitee(key=key, name=person.name, id_number=person.id_number, phone=person.phone, risk=risk)


async def _tell(
    application: Application, content: Content, task: VerificationTask, text: str, once: str, now: datetime
) -> None:
    person, applicant = content.people[task.person_key], content.people[content.applicant or ""]
    assert person.phone
    assert applicant.name
    params = {"company": application.company_name, "link": invitation_link(task.code)}
    if text in {"invitation", "invitation_nudge"}:
        params["applicant"] = applicant.name
    await tell_signatory(text, phone=person.phone, params=params, subject=application.subject, once=once, now=now)
