"""Issue a licence: render, sign its QR, seal, store, append to the public log, and tell the application."""

import asyncio
import hashlib
from datetime import datetime

from tortoise.connection import get_connections
from tortoise.transactions import in_transaction

from app.applications.models import Application
from app.applications.states import Action, State
from app.documents.keyring import key_ring
from app.documents.registry_papers import issue_notice
from app.documents.setup import office_of
from app.licences.events import LicenceSealed
from app.licences.models import IssueLogEntry, Licence
from app.licences.payload import machine_readable, sign_detached, sign_payload
from app.licences.render import LicenceContents, render_licence
from app.licences.states import LicenceAction, LicenceState
from app.register.events import CompanyRegistered
from app.register.models import Entity
from config.settings import settings
from core import blobs
from core.actors import SYSTEM
from core.clock import legal_date
from core.events import publish
from core.states import move

COMPANY_TYPES = {"incorporation": "有限责任公司"}
LOG_LOCK = 0x6C6F67  # "log": appending to the public log is one at a time


async def issue_licence(fact: CompanyRegistered, *, now: datetime) -> None:
    """Idempotent: a licence that is current already is left alone."""
    licence = await Licence.filter(id=fact.licence_id).select_related("entity").get()
    if licence.state is not LicenceState.ALLOTTED:
        return
    contents = contents_of(licence, licence.entity)
    qr = sign_payload(
        verify_url(licence),
        uscc=licence.entity.uscc,
        name=licence.entity.name,
        version=licence.version,
        issued_at=licence.allotted_at,
        key=key_ring().licence,
    )
    pdf = await asyncio.to_thread(_sealed, contents, qr, licence)
    blob = await blobs.store("licence", pdf, content_type="application/pdf", now=now)
    statement = machine_readable(
        contents, qr_text=qr, pdf_sha256=blob.sha256, issued_at=licence.allotted_at, sample=settings().sample
    )
    async with in_transaction():
        locked = await Licence.select_for_update().get(id=licence.id)
        if locked.state is not LicenceState.ALLOTTED:
            await blobs.erase(blob.id, because="issued already", now=now)
            return
        locked.pdf_blob_id, locked.pdf_sha256, locked.issued_at = blob.id, blob.sha256, now
        locked.statement = statement.decode()
        locked.signature = sign_detached(statement, key_ring().licence).decode()
        await locked.save(update_fields=["pdf_blob_id", "pdf_sha256", "issued_at", "statement", "signature"])
        await move(locked, LicenceAction.ISSUE, by=SYSTEM, now=now)
        await _append_to_log(locked, now)
        application = await Application.select_for_update().get(id=fact.application_id)
        if application.state is State.APPROVED:
            await move(application, Action.LICENSE, by=SYSTEM, now=now)
        await publish(LicenceSealed(locked.id, licence.entity.id, application.id))


async def issue_registration_notice(fact: CompanyRegistered, *, now: datetime) -> None:
    """The decision on paper: 准予登记通知书."""
    licence = await Licence.get(id=fact.licence_id)
    await issue_notice(fact.application_id, licence.number, now=now)


def verify_url(licence: Licence) -> str:
    """The licence's public address."""
    return f"{settings().public_url.rstrip('/')}/v/{licence.token}"


def contents_of(licence: Licence, entity: Entity) -> LicenceContents:
    """What the licence states (市场主体登记管理条例实施细则 art. 23)."""
    return LicenceContents(
        number=licence.number,
        uscc=entity.uscc,
        name=entity.name,
        company_type=COMPANY_TYPES[entity.kind],
        representative=entity.legal_representative,
        capital_fen=entity.registered_fen,
        established_on=entity.established_on,
        address=entity.address,
        scope=entity.scope,
        office=office_of(entity.office),
        issued_on=legal_date(licence.allotted_at),
        publicity_url=settings().public_url,
        version=licence.version,
    )


def _sealed(contents: LicenceContents, qr: str, licence: Licence) -> bytes:
    pdf = render_licence(contents, qr, at=licence.allotted_at, sample=settings().sample)
    from app.documents.seal import seal  # pyHanko: no process need wait for it at its start.

    return seal(pdf, key_ring().sealer(contents.office.code), reason="营业执照", at=licence.allotted_at)


async def _append_to_log(licence: Licence, now: datetime) -> None:
    await get_connections().get("default").execute_query("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])
    last = await IssueLogEntry.all().order_by("-id").first()
    event = LicenceAction.ISSUE.value
    line = f"{last.chain if last else ''}|{licence.number}|{event}|{licence.pdf_sha256}|{now.isoformat()}"
    await IssueLogEntry.create(
        licence_number=licence.number,
        event=event,
        pdf_sha256=licence.pdf_sha256,
        at=now,
        chain=hashlib.sha256(line.encode()).hexdigest(),
    )
