"""Ask everybody whom the statutory list names: a verification task, an invitation and an unsigned signature each."""

from datetime import datetime
from uuid import uuid4

from tortoise.transactions import in_transaction

from app.applications.content import Content, load
from app.applications.events import ApplicationSubmitted
from app.applications.kinds import KINDS
from app.applications.models import Application
from app.applications.states import State
from app.documents.events import PapersReady
from app.documents.models import current_documents
from app.signatories.links import invitation_link
from app.signatories.models import Signature
from app.signatories.states import SignatureAction, SignatureState
from core.actors import SYSTEM
from core.sealed import blind_index
from core.states import move
from notifications.send import Recipient, send
from verification.invite import Invitee, invite
from verification.models import VerificationTask


async def invite_signatories(fact: ApplicationSubmitted, *, now: datetime) -> None:
    """One task and one message for each person; whoever was asked before keeps their address and their state."""
    async with in_transaction():
        application = await Application.select_for_update().get(id=fact.application_id)
        if application.state is not State.AWAITING_SIGNATORIES or application.content_sha256 != fact.content_sha256:
            return
        content = load(application.content)
        keys = [each.person_key for each in KINDS[application.kind].signatories(content)]
        asked = {each.person_key async for each in Signature.filter(application_id=application.id)}
        tasks = await invite(application.subject, [_invitee(content, key) for key in keys], scope=application.office)
        for task in tasks:
            if task.person_key in asked:
                continue
            await Signature.create(
                id=uuid4(), application_id=application.id, person_key=task.person_key, task_id=task.id
            )
            await _tell(application, content, task, now)
        await Signature.filter(application_id=application.id).exclude(person_key__in=keys).delete()


async def ask_again_where_changed(fact: PapersReady, *, now: datetime) -> None:
    """A signature stands while every paper it signed stands; whoever signs a changed paper is asked again."""
    async with in_transaction():
        await Application.select_for_update().get(id=fact.application_id)
        papers = await current_documents(fact.application_id)
        for signature in await Signature.filter(application_id=fact.application_id, state=SignatureState.SIGNED):
            stands = {(str(each.id)) for each in papers if signature.person_key in each.must_sign}
            if stands == {each["id"] for each in signature.documents}:
                continue
            await move(signature, SignatureAction.INVALIDATE, by=SYSTEM, now=now)
            await move(signature, SignatureAction.ASK_AGAIN, by=SYSTEM, now=now)


def _invitee(content: Content, key: str) -> Invitee:
    person = content.people[key]
    # The rules were complete when the content was frozen.
    assert person.name
    assert person.id_number
    assert person.phone
    return Invitee(key=key, name=person.name, id_number=person.id_number, phone=person.phone)


async def _tell(application: Application, content: Content, task: VerificationTask, now: datetime) -> None:
    person, applicant = content.people[task.person_key], content.people[content.applicant or ""]
    assert person.phone
    assert applicant.name
    await send(
        "invitation",
        to=Recipient(phone=person.phone, phone_index=blind_index("phone", person.phone)),
        params={
            "applicant": applicant.name,
            "company": application.company_name,
            "link": invitation_link(task.code),
        },
        subject=application.subject,
        once=f"invitation:{task.id}",
        now=now,
    )
