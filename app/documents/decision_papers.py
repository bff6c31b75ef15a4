"""The registry's answers that do not register: 补正通知书 and 不予登记通知书."""

from datetime import datetime

from app.applications.events import ApplicationRejected, CorrectionRequired
from app.applications.kinds import KINDS
from app.applications.models import Application, Correction, Refusal
from app.documents.contents import CorrectionItem, CorrectionNotice, RefusalNotice
from app.documents.registry_papers import CORRECTION, REFUSAL, applicant_of, issue_paper
from app.documents.setup import office_of
from config.reference.offices import offices
from config.settings import settings
from core.clock import legal_date


async def issue_correction_notice(fact: CorrectionRequired, *, now: datetime) -> None:
    """One complete list, sealed; each return has its own notice."""
    application = await Application.get(id=fact.application_id)
    correction = await Correction.get(id=fact.correction_id)

    def paper(number: str) -> CorrectionNotice:
        return CorrectionNotice(
            number=number,
            office=office_of(application.office),
            applicant=applicant_of(application),
            matter=KINDS[application.kind].title.zh,
            company_name=application.company_name,
            items=tuple(_item(each) for each in correction.items),
            issued_on=legal_date(correction.required_at),
        )

    await issue_paper(application, CORRECTION, paper, round=correction.round, now=now)


def _item(point: dict[str, object]) -> CorrectionItem:
    label, text, cure = (_chinese(point[name]) for name in ("label", "text", "cure"))
    note = str(point["note"])
    return CorrectionItem(where=label, problem=text, cure=f"{cure}{note}" if note else cure, basis=str(point["basis"]))


def _chinese(words: object) -> str:
    assert isinstance(words, dict)
    return str(words["zh"])


async def issue_refusal_notice(fact: ApplicationRejected, *, now: datetime) -> None:
    """Facts, articles, and the bodies that hear whoever does not accept the decision."""
    application = await Application.get(id=fact.application_id)
    refusal = await Refusal.get(application_id=application.id)
    office = offices(fictitious=settings().sample)[application.office]

    def paper(number: str) -> RefusalNotice:
        return RefusalNotice(
            number=number,
            office=office_of(application.office),
            applicant=applicant_of(application),
            matter=KINDS[application.kind].title.zh,
            company_name=application.company_name,
            facts=tuple(refusal.facts),
            articles=tuple(refusal.articles),
            reconsideration_body=office.reconsideration,
            court=office.court,
            decided_on=legal_date(application.decided_at),
        )

    await issue_paper(application, REFUSAL, paper, now=now)
