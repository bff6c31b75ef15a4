"""What the officers' API shows of a case and of the queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.applications.content import load
from app.applications.routes import FindingView, StepView, findings_view
from app.applications.states import Action, State
from app.applications.wording import address_text, scope_text
from app.documents.routes import DocumentView, document_view
from app.review import queries
from app.review.legal_clock import working_days_left
from app.review.masking import masked
from app.review.money_views import CaseChargeView, CaseParcelView, charge_view, parcel_view
from app.review.part_views import RoundView, StandingView, round_view, standing_view
from app.signatories.board import SeatView
from core import clock
from core.actors import Actor
from core.web.bilingual import Bilingual
from core.web.operation import View
from core.web.purpose import Purpose
from verification.models import IdentityOpinion
from verification.verdicts import GROUNDS
from verification.views import AttackLimits, attack_limits

FACTS = (
    "id", "number", "kind", "office", "company_name", "state", "submitted_at", "due_at", "due_provisional",
    "decided_at", "content_sha256",
)  # fmt: skip


class CaseLine(View):
    id: UUID
    number: str
    kind: str
    company_name: str
    state: State
    submitted_at: datetime | None
    due_at: datetime | None
    due_provisional: bool
    overdue: bool
    working_days_left: int | None
    decided_at: datetime | None
    holder: str | None
    mine: bool
    returns: int
    doubts: int
    office: str
    disputed: bool


class QueuePage(View):
    cases: list[CaseLine]
    total: int


class ClaimView(View):
    officer: str
    claimed_at: datetime
    released_at: datetime | None


class OpinionView(View):
    step: str
    officer: str
    comment: str
    grounds: list[dict[str, Any]]
    at: datetime


class IdentityOpinionView(View):
    """What an officer of the identity desk found about a person, and why."""

    officer: str
    accepts: bool
    ground: str
    text: Bilingual
    comment: str
    at: datetime


class CaseView(View):
    """The whole judgement. `attempts`: person key → verification attempts with scores, limits and reasons.

    Personal numbers in `content` are masked; `POST …/disclosures` shows one, with a purpose, and is logged.
    """

    id: UUID
    number: str
    kind: str
    office: str
    company_name: str
    state: State
    submitted_at: datetime | None
    due_at: datetime | None
    due_provisional: bool
    working_days_left: int | None
    decided_at: datetime | None
    holder: str | None
    mine: bool
    claims: list[ClaimView]
    address_text: str
    scope_text: str
    content: dict[str, Any]
    content_sha256: str
    findings: dict[str, list[FindingView]]
    seats: list[SeatView]
    attempts: dict[str, list[dict[str, Any]]]
    documents: list[DocumentView]
    opinions: list[OpinionView]
    timeline: list[StepView]
    actions: list[Action]
    rounds: list[RoundView]
    signatures: dict[str, StandingView]
    identity_opinions: dict[str, list[IdentityOpinionView]]
    charges: list[CaseChargeView]
    parcels: list[CaseParcelView]
    attack_limits: AttackLimits
    purpose: Purpose


def case_view(found: queries.Case, *, by: Actor, now: datetime) -> CaseView:
    """The whole judgement as the console gets it."""
    application, holder = found.application, found.holder
    content = load(application.content)
    facts = {name: getattr(application, name) for name in FACTS}
    return CaseView(
        **facts,
        working_days_left=working_days_left(application.due_at, now) if application.due_at else None,
        holder=found.officers.get(holder.officer_id) if holder else None,
        mine=holder is not None and holder.officer_id == by.id,
        claims=_claims(found),
        address_text=address_text(content.address),
        scope_text=scope_text(content.scope),
        content=masked(application.content),
        findings=findings_view(found.findings),
        seats=found.seats.seats,
        attempts=found.attempts,
        documents=[document_view(each) for each in found.documents],
        opinions=_opinions(found),
        timeline=_timeline(found),
        actions=found.actions,
        rounds=[round_view(each, found.officers) for each in found.rounds],
        signatures={key: standing_view(each) for key, each in found.signatures.items()},
        identity_opinions={
            key: [_identity_opinion(one, found.officers) for one in said]
            for key, said in found.identity_opinions.items()
        },
        charges=[charge_view(each) for each in found.charges],
        parcels=[parcel_view(each) for each in found.parcels],
        attack_limits=attack_limits(),
        purpose=found.purpose,
    )


def _claims(found: queries.Case) -> list[ClaimView]:
    return [
        ClaimView(officer=found.officers.get(c.officer_id, ""), claimed_at=c.claimed_at, released_at=c.released_at)
        for c in found.claims
    ]


def _opinions(found: queries.Case) -> list[OpinionView]:
    return [
        OpinionView(
            step=o.step, officer=found.officers.get(o.officer_id, ""), comment=o.comment, grounds=o.grounds, at=o.at
        )
        for o in found.opinions
    ]


def _identity_opinion(said: IdentityOpinion, officers: Mapping[UUID, str]) -> IdentityOpinionView:
    return IdentityOpinionView(
        officer=officers.get(said.officer_id, ""),
        accepts=said.accepts,
        ground=said.ground,
        text=Bilingual.of(GROUNDS[said.ground]),
        comment=said.comment,
        at=said.at,
    )


def _timeline(found: queries.Case) -> list[StepView]:
    return [
        StepView(
            action=s.action, source=s.source, target=s.target, at=s.at, by=found.officers.get(s.actor_id, s.actor_role)
        )
        for s in found.history
    ]


def case_line(line: queries.QueueLine) -> CaseLine:
    """A case as lists show it."""
    application = line.application
    return CaseLine(
        id=application.id,
        number=application.number,
        kind=application.kind,
        company_name=application.company_name,
        state=application.state,
        submitted_at=application.submitted_at,
        due_at=application.due_at,
        due_provisional=application.due_provisional,
        overdue=application.decided_at is None and application.due_at is not None and application.due_at < clock.now(),
        working_days_left=line.working_days_left,
        decided_at=application.decided_at,
        holder=line.holder,
        mine=line.mine,
        returns=line.returns,
        doubts=line.doubts,
        office=application.office,
        disputed=line.disputed,
    )
