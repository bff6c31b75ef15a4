"""HTTP of papers: the applicant reads all of their application's, officers those of their office's cases."""

from datetime import datetime
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from app.applications.access import for_office, own
from app.applications.models import Application
from app.documents.models import Document, current_documents
from core import audit, blobs, clock
from core.actors import Actor, Role
from core.errors import NotFound
from core.web.operation import View, operation
from core.web.purpose import STATING, stated

bp = Blueprint("documents", url_prefix="/api/v1/applications")
READERS = {Role.PERSON, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR}


class DocumentView(View):
    id: UUID
    kind: str
    number: str
    title: str
    rendering_sha256: str
    sha256: str
    must_sign: list[str]
    signed: list[str]
    issued_by_registry: bool
    created_at: datetime


class DocumentList(View):
    documents: list[DocumentView]


@bp.get("/<application_id:uuid>/documents")
@operation("List the papers of an application", who=READERS, returns=DocumentList)
async def list_documents(request: Request, application_id: UUID) -> DocumentList:
    application = await _readable(application_id, request.ctx.actor)
    return DocumentList(documents=[document_view(each) for each in await current_documents(application.id)])


@bp.get("/<application_id:uuid>/documents/<document_id:uuid>")
@operation("Read a paper of an application; officers state why", who=READERS, media="application/pdf", query=STATING)
async def read_document(request: Request, application_id: UUID, document_id: UUID) -> HTTPResponse:
    actor = request.ctx.actor
    application = await _readable(application_id, actor)
    document = await Document.get_or_none(id=document_id, application_id=application.id)
    if document is None:
        raise NotFound()
    if actor.is_officer:
        subject = ("Document", document.id)
        why = stated(request).value
        await audit.record("document.read", by=actor, now=clock.now(), subject=subject, kind=document.kind, purpose=why)
    return raw(await blobs.load(document.blob_id), content_type="application/pdf")


async def _readable(application_id: UUID, by: Actor) -> Application:
    return await (for_office if by.is_officer else own)(application_id, by)


def document_view(document: Document) -> DocumentView:
    return DocumentView(
        id=document.id,
        kind=document.kind,
        number=document.number,
        title=document.title,
        rendering_sha256=document.rendering_sha256,
        sha256=document.sha256,
        must_sign=document.must_sign,
        signed=document.signed,
        issued_by_registry=document.issued_by_registry,
        created_at=document.created_at,
    )
