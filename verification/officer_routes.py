"""HTTP of the officers who verify persons: borderline verdicts, recorded statements, window, notary's documents."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sanic.response.types import ResponseStream

from core import clock
from core.actors import Actor, Role
from core.web import live
from core.web.bilingual import Bilingual
from core.web.body import Body
from core.web.operation import View, operation
from core.web.purpose import STATING, stated
from verification import reviews, views
from verification.channels import decide, desk
from verification.channels.states import AppointmentState
from verification.channels.tasks import door_of
from verification.models import Appointment, VerificationTask
from verification.states import TaskState, VerificationChannel, VerificationRisk
from verification.verdicts import GROUNDS

bp = Blueprint("verification_desk", url_prefix="/api/v1/verification-desk")
OFFICERS = {Role.REVIEWER}


class GroundView(View):
    ground: str
    text: Bilingual


class ReviewView(View):
    """A borderline verdict. `attempt` holds scores, limits and reasons; video and evidence are fetched apart."""

    attempt_id: UUID
    task_id: UUID
    subject: str
    name: str
    risk: VerificationRisk
    judged_at: datetime
    attempt: dict[str, Any]
    attack_limits: views.AttackLimits
    accepting: list[GroundView]
    declining: list[GroundView]


class AppointmentLine(View):
    """One use of another door. The ID number is shown to the officer who has taken it, for the comparison."""

    id: UUID
    task_id: UUID
    subject: str
    channel: VerificationChannel
    state: AppointmentState
    mine: bool
    name: str
    id_number: str | None
    risk: VerificationRisk
    code: str
    has_material: bool
    handed_in_at: datetime | None
    accepting: list[GroundView]
    declining: list[GroundView]


class DeskView(View):
    reviews: list[ReviewView]
    appointments: list[AppointmentLine]


class IdentityDecision(Body):
    """`ground`: one of those offered. `comment` stays with the officers."""

    accept: bool
    ground: str = Field(max_length=32)
    comment: str = Field("", max_length=1000)


class WindowCode(Body):
    code: str = Field(pattern=r"^\d{8}$")


class Decided(View):
    """`state` of the person's task; `settled` False: a second officer must agree."""

    task_id: UUID
    state: TaskState
    settled: bool


@bp.get("/")
@operation("What waits for me: borderline verdicts and other doors", who=OFFICERS, returns=DeskView)
async def show_desk(request: Request) -> DeskView:
    return await _desk(request.ctx.actor)


@bp.get("/events")
@operation("Follow my desk (server-sent events)", who=OFFICERS, media="text/event-stream")
async def follow_desk(request: Request) -> ResponseStream:
    actor = request.ctx.actor

    async def look() -> live.Seen:
        shown = await _desk(actor)
        figures = {"reviews": len(shown.reviews), "appointments": len(shown.appointments)}
        return live.Seen(hashlib.sha256(shown.model_dump_json().encode()).hexdigest()[:16], figures)

    return await live.stream(request, [f"desk:{actor.office}"], look)


@bp.get("/reviews/<attempt_id:uuid>/video")
@operation("See a video under review; the look is logged", who=OFFICERS, media="video/mp4", query=STATING)
async def show_video(request: Request, attempt_id: UUID) -> HTTPResponse:
    video, kind = await reviews.video_of(attempt_id, stated(request), by=request.ctx.actor, now=clock.now())
    return raw(video, content_type=kind)


@bp.get("/reviews/<attempt_id:uuid>/evidence")
@operation("See the evidence frame of a review; the look is logged", who=OFFICERS, media="image/jpeg", query=STATING)
async def show_review_evidence(request: Request, attempt_id: UUID) -> HTTPResponse:
    frame = await reviews.evidence_of(attempt_id, stated(request), by=request.ctx.actor, now=clock.now())
    return raw(frame, content_type="image/jpeg")


@bp.get("/reviews/<attempt_id:uuid>/portrait")
@operation("See the register's portrait of a person under review", who=OFFICERS, media="image/jpeg", query=STATING)
async def show_review_portrait(request: Request, attempt_id: UUID) -> HTTPResponse:
    portrait = await reviews.portrait_for_review(attempt_id, stated(request), by=request.ctx.actor, now=clock.now())
    return raw(portrait, content_type="image/jpeg")


@bp.post("/reviews/<attempt_id:uuid>/decision")
@operation("Decide a borderline verdict", who=OFFICERS, body=IdentityDecision, returns=Decided)
async def decide_review(request: Request, attempt_id: UUID, body: IdentityDecision) -> Decided:
    task = await reviews.decide_review(
        attempt_id,
        accept=body.accept,
        ground=body.ground,
        comment=body.comment,
        by=request.ctx.actor,
        now=clock.now(),
    )
    return Decided(task_id=task.id, state=task.state, settled=task.state is not TaskState.IN_REVIEW)


@bp.post("/appointments/<appointment_id:uuid>/taking")
@operation("Take one from the queue", who=OFFICERS, returns=AppointmentLine)
async def take_appointment(request: Request, appointment_id: UUID) -> AppointmentLine:
    appointment, task = await desk.take(appointment_id, by=request.ctx.actor, now=clock.now())
    return _line(appointment, task, request.ctx.actor)


@bp.post("/window")
@operation("Take the person at the window by their code", who=OFFICERS, body=WindowCode, returns=AppointmentLine)
async def take_at_window(request: Request, body: WindowCode) -> AppointmentLine:
    appointment, task = await desk.take_at_window(body.code, by=request.ctx.actor, now=clock.now())
    return _line(appointment, task, request.ctx.actor)


@bp.delete("/appointments/<appointment_id:uuid>/taking")
@operation("Give one back to the queue", who=OFFICERS)
async def release_appointment(request: Request, appointment_id: UUID) -> None:
    await desk.release(appointment_id, by=request.ctx.actor, now=clock.now())


@bp.get("/appointments/<appointment_id:uuid>/material")
@operation("See what was handed in; the look is logged", who=OFFICERS, media="application/octet-stream", query=STATING)
async def show_material(request: Request, appointment_id: UUID) -> HTTPResponse:
    content, kind = await desk.material(appointment_id, stated(request), by=request.ctx.actor, now=clock.now())
    return raw(content, content_type=kind)


@bp.get("/appointments/<appointment_id:uuid>/portrait")
@operation("See the register's portrait of a person I have taken", who=OFFICERS, media="image/jpeg", query=STATING)
async def show_desk_portrait(request: Request, appointment_id: UUID) -> HTTPResponse:
    by, purpose = request.ctx.actor, stated(request)
    portrait = await desk.portrait_at_desk(appointment_id, purpose, by=by, now=clock.now())
    return raw(portrait, content_type="image/jpeg")


@bp.post("/appointments/<appointment_id:uuid>/decision")
@operation("Confirm or decline what I have taken", who=OFFICERS, body=IdentityDecision, returns=Decided)
async def decide_appointment(request: Request, appointment_id: UUID, body: IdentityDecision) -> Decided:
    appointment = await decide.decide(
        appointment_id,
        accept=body.accept,
        ground=body.ground,
        comment=body.comment,
        by=request.ctx.actor,
        now=clock.now(),
    )
    task = await VerificationTask.get(id=appointment.task_id)
    return Decided(task_id=task.id, state=task.state, settled=appointment.decided_at is not None)


async def _desk(actor: Actor) -> DeskView:
    return DeskView(
        reviews=[
            ReviewView(
                attempt_id=each.id,
                task_id=each.task_id,
                subject=each.task.subject,
                name=each.task.name,
                risk=each.task.risk,
                judged_at=each.judged_at,
                attempt=views.officer_attempt(each),
                attack_limits=views.attack_limits(),
                accepting=_grounds(reviews.ACCEPTING),
                declining=_grounds(reviews.DECLINING),
            )
            for each in await reviews.reviews(by=actor)
        ],
        appointments=[_line(each, each.task, actor) for each in await desk.queue(by=actor)],
    )


def _line(appointment: Appointment, task: VerificationTask, actor: Actor) -> AppointmentLine:
    door, mine = door_of(appointment), appointment.officer_id == actor.id
    return AppointmentLine(
        id=appointment.id,
        task_id=task.id,
        subject=task.subject,
        channel=appointment.channel,
        state=appointment.state,
        mine=mine,
        name=task.name,
        id_number=task.id_number if mine else None,
        risk=task.risk,
        code=appointment.code,
        has_material=appointment.blob_id is not None,
        handed_in_at=appointment.handed_in_at,
        accepting=_grounds(door.accepting),
        declining=_grounds(door.declining),
    )


def _grounds(names: frozenset[str]) -> list[GroundView]:
    return [GroundView(ground=name, text=Bilingual.of(GROUNDS[name])) for name in sorted(names)]
