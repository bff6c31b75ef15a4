"""The registry's own papers: rendered, sealed, stored once."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.applications.content import load
from app.applications.events import ApplicationFiled
from app.applications.kinds import KINDS
from app.applications.models import Application, Correction
from app.documents.contents import FilingReceipt, RegistrationNotice, RegistryPaper
from app.documents.keyring import key_ring
from app.documents.models import Document, current_documents
from app.documents.papers import render_registry_paper
from app.documents.render import fingerprint
from app.documents.setup import office_of
from app.register.models import Entity
from app.register.numbers import next_number
from config.settings import settings
from core import blobs
from core.clock import legal_date

RECEIPT, NOTICE = "filing_receipt", "registration_notice"
CORRECTION, REFUSAL = "correction_notice", "refusal_notice"
TITLES = {RECEIPT: "接收申请材料凭证", NOTICE: "准予登记通知书", CORRECTION: "补正通知书", REFUSAL: "不予登记通知书"}
_MARKS = {RECEIPT: "收", NOTICE: "准", CORRECTION: "补", REFUSAL: "驳"}
PaperMaker = Callable[[str], RegistryPaper]
"""Makes a paper from its number."""


async def issue_receipt(fact: ApplicationFiled, *, now: datetime) -> None:
    """接收申请材料凭证: what was received, when, and until when it is decided; one for each time it was filed."""
    application = await Application.get(id=fact.application_id)
    returns = await Correction.filter(application_id=application.id, answered_at__not_isnull=True).count()
    materials = [each.title for each in await current_documents(application.id) if not each.issued_by_registry]

    def paper(number: str) -> FilingReceipt:
        return FilingReceipt(
            number=number,
            office=office_of(application.office),
            applicant=applicant_of(application),
            matter=KINDS[application.kind].title.zh,
            company_name=application.company_name,
            materials=tuple(materials),
            received_at=application.submitted_at,
            decide_by=legal_date(application.due_at),
            query_url=settings().public_url,
        )

    await issue_paper(application, RECEIPT, paper, round=returns + 1, now=now)


async def issue_notice(application_id: UUID, licence_number: str, *, now: datetime) -> None:
    """准予登记通知书, when the company stands in the register."""
    application = await Application.get(id=application_id)
    entity = await Entity.get(application_id=application_id)

    def paper(number: str) -> RegistrationNotice:
        return RegistrationNotice(
            number=number,
            office=office_of(application.office),
            applicant=applicant_of(application),
            matter=KINDS[application.kind].title.zh,
            company_name=entity.name,
            uscc=entity.uscc,
            licence_number=licence_number,
            decided_on=legal_date(application.decided_at),
        )

    await issue_paper(application, NOTICE, paper, now=now)


async def issue_paper(application: Application, kind: str, paper: PaperMaker, *, round: int = 1, now: datetime) -> None:
    """Number, render, seal and store one paper; nothing when the application has it already.

    `round` counts papers of one kind where a case may have several: every return, every time it was filed.
    """
    from app.documents.seal import seal  # pyHanko: no process need wait for it at its start.

    stored_as = kind if round == 1 else f"{kind}_{round}"
    async with in_transaction():
        await Application.select_for_update().get(id=application.id)
        if await Document.exists(application_id=application.id, kind=stored_as, superseded_at=None):
            return
        number = await paper_number(application.office, _MARKS[kind], now)
        pdf = await asyncio.to_thread(render_registry_paper, paper(number), at=now, sample=settings().sample)
        sealer = key_ring().sealer(application.office)
        sealed = await asyncio.to_thread(seal, pdf, sealer, reason=TITLES[kind], at=now)
        blob = await blobs.store("document", sealed, content_type="application/pdf", now=now)
        await Document.create(
            id=uuid4(),
            application_id=application.id,
            kind=stored_as,
            number=number,
            title=TITLES[kind],
            rendering_sha256=fingerprint(pdf),
            blob_id=blob.id,
            sha256=blob.sha256,
            issued_by_registry=True,
            created_at=now,
        )


async def paper_number(office: str, mark: str, now: datetime) -> str:
    """The number of a paper: office, mark, year in its brackets, and a count that runs without gaps."""
    year = legal_date(now).year
    running = await next_number(f"paper {office} {mark} {year}")
    return f"（{office}）登记{mark}〔{year}〕第{running}号"


def applicant_of(application: Application) -> str:
    """The name of the person whom the registry addresses."""
    content = load(application.content)
    return content.people[content.applicant or ""].name or ""
