"""What the signatures of a case are worth (电子签名法 art. 13): does each still speak of what is filed, who
proved to be there when it was given, and are the signed papers themselves unbroken.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.applications.access import for_office
from app.applications.models import Application
from app.documents.check import SignatureStatus, UnreadablePdf, check
from app.documents.keyring import key_ring
from app.documents.models import Document, current_documents
from app.signatories.models import Signature
from app.signatories.states import SignatureState
from core import audit, blobs
from core.actors import Actor
from core.web.purpose import Purpose
from verification.models import VerificationTask


@dataclass(frozen=True)
class Standing:
    """One person's signature. `content_stands`, `papers_stand`: what was signed is what is filed now.

    `after_s`: seconds from the proof of identity to the signature; None before one of them.
    """

    signature: Signature
    content_stands: bool
    papers_stand: bool
    channel: str
    passed_at: datetime | None
    after_s: int | None


@dataclass(frozen=True)
class PaperCheck:
    """One paper; `signatures` is None where the file could not be read as a signed PDF."""

    document: Document
    signatures: list[SignatureStatus] | None


async def standings(application: Application) -> dict[str, Standing]:
    """Person key → what their signature is worth, for everybody who was asked."""
    papers = await current_documents(application.id)
    tasks = {each.id: each for each in await VerificationTask.filter(subject=application.subject)}
    return {
        each.person_key: _standing(each, tasks.get(each.task_id), application, papers)
        for each in await Signature.filter(application_id=application.id)
    }


async def check_papers(application_id: UUID, purpose: Purpose, *, by: Actor, now: datetime) -> list[PaperCheck]:
    """Open every signed paper and check its signatures; it is logged, since papers name people. Raises NotFound."""
    application = await for_office(application_id, by)
    subject = ("Application", application.id)
    await audit.record("signatures.checked", by=by, now=now, subject=subject, purpose=purpose.value)
    return [await _checked(each, now) for each in await current_documents(application.id)]


def _standing(
    signature: Signature, task: VerificationTask | None, application: Application, papers: list[Document]
) -> Standing:
    signed = signature.state is SignatureState.SIGNED
    due = {(str(each.id), each.rendering_sha256) for each in papers if signature.person_key in each.must_sign}
    given = {(each["id"], each["sha256"]) for each in signature.documents}
    passed_at = task.passed_at if task and signed else None
    return Standing(
        signature=signature,
        content_stands=signed and signature.content_sha256 == application.content_sha256,
        papers_stand=signed and due == given,
        channel=task.channel.value if task else "",
        passed_at=passed_at,
        after_s=int((signature.signed_at - passed_at).total_seconds()) if passed_at and signature.signed_at else None,
    )


async def _checked(document: Document, now: datetime) -> PaperCheck:
    pdf = await blobs.load(document.blob_id)
    try:
        return PaperCheck(document, await asyncio.to_thread(check, pdf, key_ring().roots, now=now))
    except UnreadablePdf:
        return PaperCheck(document, None)
