"""Make the papers that founders sign, once per frozen content. After a correction a paper whose rendering is the same
stays, with the signatures it bears; only changed ones are made anew, and only their signatories sign again.
"""

import asyncio
from datetime import datetime
from uuid import uuid4

from tortoise.transactions import in_transaction

from app.applications.content import load
from app.applications.events import ApplicationSubmitted
from app.applications.kinds import KINDS
from app.applications.models import Application, FrozenContent
from app.applications.states import State
from app.documents.contents import CompanySetup
from app.documents.events import PapersReady
from app.documents.models import Document, current_documents
from app.documents.papers import TITLES, SetupPaper, render_setup_paper, signatories
from app.documents.render import fingerprint
from app.documents.setup import setup_of
from config.settings import settings
from core import blobs
from core.events import publish


async def render_papers(fact: ApplicationSubmitted, *, now: datetime) -> None:
    """Render and store what the frozen content asks for; nothing when it was edited again meanwhile."""
    application = await Application.get(id=fact.application_id)
    if application.state is not State.AWAITING_SIGNATORIES or application.content_sha256 != fact.content_sha256:
        return
    setup = setup_of(application)
    needed = [SetupPaper(each.code) for each in KINDS[application.kind].documents(load(application.content))]
    rendered = {paper: await asyncio.to_thread(_render, paper, setup, application) for paper in needed}
    standing = {each.kind: each for each in await current_documents(application.id)}
    stays = {paper for paper, pdf in rendered.items() if await _stands(standing.get(paper), pdf, application)}
    changed = {paper: pdf for paper, pdf in rendered.items() if paper not in stays}
    stored = {
        paper: await blobs.store("document", pdf, content_type="application/pdf", now=now)
        for paper, pdf in changed.items()
    }
    async with in_transaction():
        locked = await Application.select_for_update().get(id=application.id)
        if locked.content_sha256 != fact.content_sha256 or locked.papers_sha256 == fact.content_sha256:
            for blob in stored.values():
                await blobs.erase(blob.id, because="content changed meanwhile, or rendered already", now=now)
            await _say_again(locked, fact)
            return
        await (
            Document.filter(application_id=application.id, superseded_at=None)
            .exclude(kind__in=needed)
            .filter(issued_by_registry=False)
            .update(superseded_at=now)
        )
        for paper, pdf in changed.items():
            await _replace(application, paper, pdf, stored[paper], setup, now)
        locked.papers_sha256 = fact.content_sha256
        await locked.save(update_fields=["papers_sha256"])
        await publish(PapersReady(application.id, fact.content_sha256))


async def _say_again(locked: Application, fact: ApplicationSubmitted) -> None:
    """A case that goes on after a stop has its papers; what hangs on them is taken up again."""
    if locked.papers_sha256 == fact.content_sha256:
        await publish(PapersReady(locked.id, fact.content_sha256))


async def _stands(paper: Document | None, pdf: bytes, application: Application) -> bool:
    """Whether the paper prints the same as before for the same persons.

    A name may stay while the person behind it changes: then the signatures on it are another person's.
    """
    if paper is None or paper.rendering_sha256 != fingerprint(pdf):
        return False
    before = (
        await FrozenContent.filter(application_id=application.id, frozen_at__lte=paper.created_at)
        .order_by("-frozen_at")
        .first()
    )
    if before is None:
        return False
    then, today = load(before.content).people, load(application.content).people
    return all(key in then and key in today and then[key].id_number == today[key].id_number for key in paper.must_sign)


def _render(paper: SetupPaper, setup: CompanySetup, application: Application) -> bytes:
    # Always the same moment for one application: an unchanged paper must keep its hash through a correction.
    return render_setup_paper(paper, setup, at=application.created_at, sample=settings().sample)


async def _replace(
    application: Application, paper: SetupPaper, pdf: bytes, blob: blobs.Blob, setup: CompanySetup, now: datetime
) -> None:
    await Document.filter(application_id=application.id, kind=paper, superseded_at=None).update(superseded_at=now)
    await Document.create(
        id=uuid4(),
        application_id=application.id,
        kind=paper,
        title=TITLES[paper],
        rendering_sha256=fingerprint(pdf),
        blob_id=blob.id,
        sha256=blob.sha256,
        must_sign=[each.field.removeprefix("sign-") for each in signatories(paper, setup)],
        created_at=now,
    )
