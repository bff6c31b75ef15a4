"""The card: on one screen, in plain words, what this person agrees to, and the papers behind it."""

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from app.applications.content import load
from app.applications.kinds import KINDS
from app.applications.models import Application
from app.documents.models import Document, current_documents
from app.signatories.changes import Changes, changes_for
from app.signatories.models import Signature
from core.actors import Actor
from core.errors import NotFound, Text
from verification.models import VerificationTask


@dataclass(frozen=True)
class Card:
    """What one person sees before agreeing. `sha256` is over the words and the papers' hashes; `changes` is what
    differs from what they signed before a correction.
    """

    application: Application
    signature: Signature
    task: VerificationTask
    person_name: str
    applicant_name: str
    lines: list[Text]
    papers: list[Document]
    changes: Changes

    @property
    def sha256(self) -> str:
        content = [[line.zh, line.en] for line in self.lines] + [[p.kind, p.rendering_sha256] for p in self.papers]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    @property
    def ready(self) -> bool:
        """Whether the papers of exactly this content are there to be read."""
        return bool(self.papers) and self.application.papers_sha256 == self.application.content_sha256


async def card_of(task: VerificationTask, signature: Signature) -> Card:
    """The card of a bound person."""
    application = await Application.get(id=signature.application_id)
    content = load(application.content)
    papers = [p for p in await current_documents(application.id) if signature.person_key in p.must_sign]
    applicant = content.people[content.applicant or ""]
    return Card(
        application=application,
        signature=signature,
        task=task,
        person_name=task.name,
        applicant_name=applicant.name or "",
        lines=KINDS[application.kind].summary(content, signature.person_key),
        papers=papers,
        changes=await changes_for(application, signature, papers),
    )


async def own_signature(signature_id: UUID, by: Actor, *, lock: bool = False) -> tuple[Signature, VerificationTask]:
    """The caller's own signature and its task. Raises NotFound for anybody else's."""
    query = Signature.filter(id=signature_id)
    signature = await (query.select_for_update() if lock else query).first()
    if signature is None:
        raise NotFound()
    task = await VerificationTask.get_or_none(id=signature.task_id, account_id=by.id)
    if task is None:
        raise NotFound()
    return signature, task
