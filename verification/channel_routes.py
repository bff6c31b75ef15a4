"""HTTP of the other doors, for the person; and what is kept of them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, Request

from config.settings import settings
from core import clock
from core.actors import Role
from core.web.bilingual import Bilingual
from core.web.body import Body
from core.web.limits import limit
from core.web.operation import ANYONE, View, operation
from core.web.slots import uploading
from verification import my_data, views
from verification.channels import book, decide, door, hand_in
from verification.routes import body_of
from verification.states import VerificationChannel

bp = Blueprint("verification_channels", url_prefix="/api/v1")
PERSON = {Role.PERSON}
BOOKINGS_PER_HOUR = 10


class DoorView(View):
    """One way to prove who one is. `takes`: media types of what is handed in; empty where nothing is."""

    channel: VerificationChannel
    title: Bilingual
    instructions: Bilingual
    takes: list[str]
    max_bytes: int | None


class DoorList(View):
    """`filmed_in`: hosts whose pages film the face check themselves; elsewhere the platform's own check comes first."""

    doors: list[DoorView]
    filmed_in: list[Literal["browser", "wechat", "alipay"]]


class Booking(Body):
    """`login_code`: what the platform's own app gives its client, for that platform's face check."""

    channel: str = Field(max_length=16)
    login_code: str = Field("", max_length=256)


class ConsentRecord(View):
    task_id: UUID
    text_version: str
    text_sha256: str
    given_at: datetime
    withdrawn_at: datetime | None


class KeptRecord(View):
    """One thing that was kept of me; with `erased_at`, it is gone for good. `erasable`: another person has taken the
    seat since, and I may have it erased now.
    """

    kind: str
    task_id: UUID
    stored_at: datetime | None
    erased_at: datetime | None
    erased_because: str
    erasable: bool


class MyDataView(View):
    consents: list[ConsentRecord]
    kept: list[KeptRecord]


@bp.get("/verifications/doors")
@operation("The ways of equal standing beside the face check", who=ANYONE, returns=DoorList)
async def list_doors(request: Request) -> DoorList:
    return DoorList(doors=[_door_view(each) for each in door.doors()], filmed_in=list(settings().face_filmed_in))


@bp.put("/verifications/<task_id:uuid>/door")
@operation("Take another door", who=PERSON, body=Booking, returns=views.AppointmentView)
async def take_door(request: Request, task_id: UUID, body: Booking) -> views.AppointmentView:
    actor = request.ctx.actor
    channel = body.channel if body.channel in set(VerificationChannel) else VerificationChannel.FACE
    await limit("appointments", str(actor.id), times=BOOKINGS_PER_HOUR, per_seconds=3600)
    booked, begun = await book.book(
        task_id, VerificationChannel(channel), body.login_code, by=actor, now=clock.now()
    )  # fmt: skip
    return views.appointment_view(booked, begun.launch)


@bp.get("/verifications/appointments/<appointment_id:uuid>")
@operation("Show my use of another door", who=PERSON, returns=views.AppointmentView)
async def show_appointment(request: Request, appointment_id: UUID) -> views.AppointmentView:
    return views.appointment_view(await book.own_appointment(appointment_id, by=request.ctx.actor))


@bp.put("/verifications/appointments/<appointment_id:uuid>/material", stream=True)
@operation(
    "Hand in the recorded statement or the notary's document",
    who=PERSON,
    returns=views.AppointmentView,
    stream="application/octet-stream",
)
async def put_material(request: Request, appointment_id: UUID) -> views.AppointmentView:
    actor, kind = request.ctx.actor, request.headers.get("content-type", "")
    async with uploading(str(actor.id)):
        handed_in = await hand_in.hand_in(appointment_id, body_of(request), kind, by=actor, now=clock.now())
    return views.appointment_view(handed_in)


@bp.post("/verifications/appointments/<appointment_id:uuid>/result")
@operation("Have the platform asked for its result", who=PERSON, returns=views.AppointmentView)
async def collect_result(request: Request, appointment_id: UUID) -> views.AppointmentView:
    await limit("platform-result", str(appointment_id), times=60, per_seconds=3600)
    return views.appointment_view(await decide.collect(appointment_id, by=request.ctx.actor, now=clock.now()))


@bp.delete("/verifications/appointments/<appointment_id:uuid>")
@operation("Give another door up again", who=PERSON, returns=views.AppointmentView)
async def cancel_appointment(request: Request, appointment_id: UUID) -> views.AppointmentView:
    return views.appointment_view(await book.cancel(appointment_id, by=request.ctx.actor, now=clock.now()))


@bp.get("/my-data")
@operation("What the verification keeps of me, and what was erased when", who=PERSON, returns=MyDataView)
async def show_my_data(request: Request) -> MyDataView:
    found = await my_data.my_data(by=request.ctx.actor)
    return MyDataView(
        consents=[ConsentRecord.model_validate(each, from_attributes=True) for each in found.consents],
        kept=[KeptRecord.model_validate(each, from_attributes=True) for each in found.kept],
    )


@bp.delete("/my-data/<task_id:uuid>")
@operation("Erase what is kept of me for a seat that another person took", who=PERSON)
async def erase_my_former_data(request: Request, task_id: UUID) -> None:
    await my_data.erase_former(task_id, by=request.ctx.actor, now=clock.now())


def _door_view(each: door.Door) -> DoorView:
    return DoorView(
        channel=each.channel,
        title=Bilingual.of(each.title),
        instructions=Bilingual.of(each.instructions),
        takes=list(each.material.content_types) if each.material else [],
        max_bytes=each.material.limit_bytes if each.material else None,
    )
