"""What officers see: the queue of their office, and one case whole."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.accounts.models import Officer
from app.applications.access import for_office
from app.applications.draft import findings
from app.applications.models import Application
from app.applications.states import Action
from app.documents.models import Document, current_documents
from app.review.legal_clock import working_days_left
from app.review.models import Claim, Opinion
from app.review.queue_filters import QueueFilter, QueueView, ordered, select
from app.signatories.board import BoardView, board_of
from core import audit
from core.actors import Actor, Role
from core.rules import Findings
from core.states import Transition, allowed, history
from verification.models import VerificationAttempt, VerificationTask
from verification.views import officer_attempt

LINE_FIELDS = (
    "id", "number", "kind", "office", "company_name", "state", "submitted_at", "due_at", "due_provisional", "decided_at"
)  # fmt: skip
DOUBTS = ("review", "fail")
A = Action
OF_HOLDER = {A.RELEASE, A.PROPOSE_APPROVAL, A.PROPOSE_REJECTION, A.REQUIRE_CORRECTION}
PROPOSALS = {A.PROPOSE_APPROVAL, A.PROPOSE_REJECTION}
OF_SECOND_PERSON = {A.APPROVE, A.SEND_BACK, A.REJECT}


@dataclass(frozen=True)
class QueueLine:
    """One case as the queue shows it. `returns`: how often it was sent back; `doubts`: face checks not passed."""

    application: Application
    holder: str | None
    mine: bool
    working_days_left: int | None
    returns: int
    doubts: int


@dataclass(frozen=True)
class Case:
    """The whole judgement on one page. `claims`: who held it from when to when, newest last."""

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
    return [
        QueueLine(
            application=each,
            holder=names.get(claims[each.id]) if each.id in claims else None,
            mine=claims.get(each.id) == by.id,
            working_days_left=working_days_left(each.due_at, now) if each.due_at else None,
            returns=returns[each.id],
            doubts=doubts[each.subject],
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
    """One case of the officer's office; looking is logged. Raises NotFound."""
    application = await for_office(application_id, by)
    await audit.record("case.read", by=by, now=now, subject=("Application", application.id))
    opinions = await Opinion.filter(application_id=application.id).order_by("at")
    moves = await history(application)
    claims = await Claim.filter(application_id=application.id).order_by("claimed_at")
    officers = (
        {each.officer_id for each in opinions}
        | {each.officer_id for each in claims}
        | {each.actor_id for each in moves}
    )
    return Case(
        application=application,
        findings=await findings(application, now=now, complete=True) if application.decided_at is None else {},
        seats=await board_of(application),
        attempts=await _attempts(application),
        documents=await current_documents(application.id),
        opinions=opinions,
        history=moves,
        claims=claims,
        officers=await _names(officers),
        actions=_possible(application, claims, opinions, by),
    )


def _possible(application: Application, claims: list[Claim], opinions: list[Opinion], by: Actor) -> list[Action]:
    """What this officer can do now: the table's steps, less the holder's where they hold nothing, less the decision
    on what they proposed themselves. The use cases ask the same again.
    """
    holds = any(each.officer_id == by.id and each.released_at is None for each in claims)
    proposed = any(each.officer_id == by.id and each.step in PROPOSALS for each in opinions)
    answers = {A.REQUIRE_CORRECTION} if Role.SUPERVISOR in by.roles else set()
    hidden = (set() if holds else OF_HOLDER - answers) | (OF_SECOND_PERSON if proposed else set())
    return [Action(each) for each in allowed(application, by) if each not in hidden]


async def _attempts(application: Application) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for task in await VerificationTask.filter(subject=application.subject):
        attempts = await VerificationAttempt.filter(task_id=task.id, practice=False).order_by("created_at")
        found[task.person_key] = [officer_attempt(each) for each in attempts]
    return found


async def _names(ids: set[Any]) -> dict[UUID, str]:
    return {each.id: each.display_name for each in await Officer.filter(id__in=list(ids))}
