"""What officers see: the queue of their office, and one case whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.accounts.models import Officer
from app.applications.access import for_office
from app.applications.draft import findings
from app.applications.models import Application
from app.applications.rules import Findings
from app.applications.states import Action, State
from app.documents.models import Document, current_documents
from app.review.models import Claim, Opinion
from app.signatories.board import BoardView, board_of
from core import audit
from core.actors import Actor
from core.states import Transition, allowed, history
from verification.models import VerificationAttempt, VerificationTask
from verification.views import officer_attempt

OPEN = (State.SUBMITTED, State.IN_REVIEW, State.PENDING_APPROVAL, State.SUSPENDED)
MAX_PAGE = 100


@dataclass(frozen=True)
class QueueLine:
    application: Application
    holder: str | None
    mine: bool


@dataclass(frozen=True)
class Case:
    """The whole judgement on one page."""

    application: Application
    findings: Findings
    seats: BoardView
    attempts: dict[str, list[dict[str, Any]]]
    documents: list[Document]
    opinions: list[Opinion]
    history: list[Transition]
    officers: dict[UUID, str]
    actions: list[Action]


async def queue(
    *, by: Actor, states: tuple[State, ...] = OPEN, mine: bool = False, offset: int = 0, limit: int = 50
) -> tuple[list[QueueLine], int]:
    """Open cases of the officer's office, the one due first on top, and how many there are in all."""
    rows = Application.filter(office=by.office or "-", state__in=list(states), submitted_at__not_isnull=True)
    if mine:
        held = await Claim.filter(officer_id=by.id, released_at=None).values_list("application_id", flat=True)
        rows = rows.filter(id__in=list(held))
    total = await rows.count()
    page = await rows.order_by("due_at", "id").offset(offset).limit(min(limit, MAX_PAGE))
    claims = {
        claim.application_id: claim.officer_id
        for claim in await Claim.filter(application_id__in=[a.id for a in page], released_at=None)
    }
    names = await _names(set(claims.values()))
    return [
        QueueLine(each, names.get(claims.get(each.id)), claims.get(each.id) == by.id)  # type: ignore[arg-type]
        for each in page
    ], total


async def case(application_id: UUID, *, by: Actor, now: datetime) -> Case:
    """One case of the officer's office; looking is logged. Raises NotFound."""
    application = await for_office(application_id, by)
    await audit.record("case.read", by=by, now=now, subject=("Application", application.id))
    opinions = await Opinion.filter(application_id=application.id).order_by("at")
    moves = await history(application)
    officers = {each.officer_id for each in opinions} | {each.actor_id for each in moves}
    return Case(
        application=application,
        findings=await findings(application, now=now, complete=True),
        seats=await board_of(application),
        attempts=await _attempts(application),
        documents=await current_documents(application.id),
        opinions=opinions,
        history=moves,
        officers=await _names(officers),
        actions=[Action(each) for each in allowed(application, by)],
    )


async def _attempts(application: Application) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for task in await VerificationTask.filter(subject=application.subject):
        attempts = await VerificationAttempt.filter(task_id=task.id).order_by("created_at")
        found[task.person_key] = [officer_attempt(each) for each in attempts]
    return found


async def _names(ids: set[Any]) -> dict[UUID, str]:
    return {each.id: each.display_name for each in await Officer.filter(id__in=list(ids))}
