"""What officers see: the queue of their office, and one case whole."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.accounts.models import Officer
from app.applications.access import for_office
from app.applications.draft import findings
from app.applications.models import Application, Dispute
from app.applications.states import Action
from app.documents.models import Document, current_documents
from app.review.charges import CaseCharge, CaseParcel, charges_of
from app.review.legal_clock import working_days_left
from app.review.models import Claim, Opinion
from app.review.officer_notices import take_note_of_case
from app.review.queue_filters import QueueFilter, QueueView, ordered, select
from app.review.rounds import Round, officers_of, rounds
from app.review.separation import receivers, reviewers
from app.review.signatures import Standing, standings
from app.review.suspend import settleable
from app.signatories.board import BoardView, board_of
from core import audit
from core.actors import Actor, Role
from core.rules import Findings
from core.states import Transition, allowed, history
from core.web.purpose import Purpose
from verification.models import IdentityOpinion, VerificationAttempt, VerificationTask
from verification.views import officer_attempt

LINE_FIELDS = (
    "id", "number", "kind", "office", "company_name", "state", "submitted_at", "due_at", "due_provisional", "decided_at"
)  # fmt: skip
DOUBTS = ("review", "fail")
A = Action
OF_HOLDER = {A.RELEASE, A.PROPOSE_APPROVAL, A.PROPOSE_REJECTION, A.REQUIRE_CORRECTION}
OF_SECOND_PERSON = {A.APPROVE, A.SEND_BACK, A.REJECT}


@dataclass(frozen=True)
class QueueLine:
    """One case as the queue shows it. `returns`: how often it was sent back; `doubts`: face checks not passed;
    `disputed`: somebody said “not me”, once at least.
    """

    application: Application
    holder: str | None
    mine: bool
    working_days_left: int | None
    returns: int
    doubts: int
    disputed: bool


@dataclass(frozen=True)
class Case:
    """The whole judgement on one page. `claims`: who held it from when to when, newest last.

    `purpose` is what the caller's place in the case lets them open it for, as the audit log has it.
    """

    application: Application
    findings: Findings
    seats: BoardView
    attempts: dict[str, list[dict[str, Any]]]
    documents: list[Document]
    opinions: list[Opinion]
    history: list[Transition]
    claims: list[Claim]
    officers: dict[UUID, str]
    actions: list[Action]
    rounds: list[Round]
    signatures: dict[str, Standing]
    identity_opinions: dict[str, list[IdentityOpinion]]
    charges: list[CaseCharge]
    parcels: list[CaseParcel]
    purpose: Purpose

    @property
    def holder(self) -> Claim | None:
        """The claim that stands."""
        return next((each for each in self.claims if each.released_at is None), None)


async def queue(wanted: QueueFilter, *, by: Actor, now: datetime) -> tuple[list[QueueLine], int]:
    """One page of the officer's queue, and how many cases the filter names in all."""
    rows = select(wanted, by=by, now=now)
    # The sealed content stays where it is: a list of cases opens nobody's data.
    page = await ordered(rows, wanted).only(*LINE_FIELDS)
    return await lines(page, by=by, now=now), await rows.count()


async def lines(page: list[Application], *, by: Actor, now: datetime) -> list[QueueLine]:
    """What the queue shows beside each case, gathered for the whole page at once."""
    ids = [each.id for each in page]
    claims = {c.application_id: c.officer_id for c in await Claim.filter(application_id__in=ids, released_at=None)}
    names = await _names(set(claims.values()))
    returned = Opinion.filter(application_id__in=ids, step__in=[A.REQUIRE_CORRECTION.value, A.SEND_BACK.value])
    returns: Counter[Any] = Counter(await returned.values_list("application_id", flat=True))
    doubted = VerificationAttempt.filter(task__subject__in=[each.subject for each in page], verdict__in=DOUBTS)
    doubts: Counter[Any] = Counter(await doubted.values_list("task__subject", flat=True))
    disputed = set(await Dispute.filter(application_id__in=ids).values_list("application_id", flat=True))
    return [
        QueueLine(
            application=each,
            holder=names.get(claims[each.id]) if each.id in claims else None,
            mine=claims.get(each.id) == by.id,
            working_days_left=working_days_left(each.due_at, now) if each.due_at else None,
            returns=returns[each.id],
            doubts=doubts[each.subject],
            disputed=each.id in disputed,
        )
        for each in page
    ]


async def counts(*, by: Actor, now: datetime) -> dict[str, int]:
    """How many cases lie in each pile of the desk."""
    return {view.value: await select(QueueFilter(view=view), by=by, now=now).count() for view in QueueView}


async def version() -> str:
    """Another string whenever a case moved or changed hands; now and then also for a case of another office."""
    last = await Transition.filter(subject_kind=Application.__name__).order_by("-id").first()
    claim = await Claim.all().order_by("-claimed_at").first()
    return f"{last.id if last else 0}-{claim.claimed_at.timestamp() if claim else 0:.6f}"


async def case(application_id: UUID, *, by: Actor, now: datetime) -> Case:
    """One case of the officer's office; looking is logged with its purpose. Raises NotFound."""
    application = await for_office(application_id, by)
    claims = await Claim.filter(application_id=application.id).order_by("claimed_at")
    actions = await _possible(application, claims, by)
    purpose = purpose_of(claims, actions, by)
    subject = ("Application", application.id)
    await audit.record("case.read", by=by, now=now, subject=subject, purpose=purpose.value)
    await take_note_of_case(application.id, by=by, now=now)
    opinions = await Opinion.filter(application_id=application.id).order_by("at")
    moves, returns = await history(application), await rounds(application)
    charges, parcels = await charges_of(application, by=by)
    said = await _identity_opinions(application)
    return Case(
        application=application,
        findings=await findings(application, now=now, complete=True) if application.decided_at is None else {},
        seats=await board_of(application),
        attempts=await _attempts(application),
        documents=await current_documents(application.id),
        opinions=opinions,
        history=moves,
        claims=claims,
        officers=await _names(
            {each.officer_id for each in opinions}
            | {each.officer_id for each in claims}
            | {one.officer_id for given in said.values() for one in given}
            | {each.actor_id for each in moves}
            | officers_of(returns)
        ),
        actions=actions,
        rounds=returns,
        signatures=await standings(application),
        identity_opinions=said,
        charges=charges,
        parcels=parcels,
        purpose=purpose,
    )


def purpose_of(claims: list[Claim], actions: list[Action], by: Actor) -> Purpose:
    """Whoever works on the case, or can take it, opens it to judge it; everybody else to look over it."""
    holds = any(each.officer_id == by.id and each.released_at is None for each in claims)
    works = {A.CLAIM, A.APPROVE, A.REJECT} & set(actions)
    if {A.RESUME_REVIEW, A.RESUME_SIGNING, A.RESUME_CORRECTION, A.SETTLE_DISPUTE} & set(actions):
        return Purpose.OBJECTION
    return Purpose.REVIEW if holds or works else Purpose.SUPERVISION


async def _possible(application: Application, claims: list[Claim], by: Actor) -> list[Action]:
    """What this officer can do now: the table's steps, less the holder's where they hold nothing, less what another
    person must do because they had a hand in it. The use cases ask the same again.
    """
    holds = any(each.officer_id == by.id and each.released_at is None for each in claims)
    received = by.id in await receivers(application)
    hidden = set() if holds else OF_HOLDER - ({A.REQUIRE_CORRECTION} if Role.SUPERVISOR in by.roles else set())
    if received:
        hidden |= {A.CLAIM}
    if received or by.id in await reviewers(application):
        hidden |= OF_SECOND_PERSON
    offered = allowed(application, by) if application.office == by.office else []
    settling = [A.SETTLE_DISPUTE] if await settleable(application, by) else []
    return [*(Action(each) for each in offered if each not in hidden), *settling]


async def _attempts(application: Application) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for task in await VerificationTask.filter(subject=application.subject):
        attempts = await VerificationAttempt.filter(task_id=task.id, practice=False).order_by("created_at")
        found[task.person_key] = [officer_attempt(each) for each in attempts]
    return found


async def _identity_opinions(application: Application) -> dict[str, list[IdentityOpinion]]:
    found: dict[str, list[IdentityOpinion]] = {}
    given = IdentityOpinion.filter(task__subject=application.subject).order_by("at").select_related("task")
    for each in await given:
        found.setdefault(each.task.person_key, []).append(each)
    return found


async def _names(ids: set[Any]) -> dict[UUID, str]:
    return {each.id: each.display_name for each in await Officer.filter(id__in=list(ids))}
