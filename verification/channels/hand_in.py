"""Hand in what a door asks for: the recorded statement, the notary's document. Sent again, it replaces the first."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from core import blobs
from core.actors import Actor
from core.errors import Conflict, Invalid, Problem, Text
from core.states import move
from core.web import live
from verification.channels.book import own_appointment
from verification.channels.states import AppointmentAction
from verification.channels.tasks import door_of, lock_own_appointment
from verification.models import Appointment

_NOTHING = Text("这种方式不需要上传材料。", "Nothing has to be uploaded for this way.")
_KIND = Problem(
    "VF-09",
    Text("文件类型不符合要求。", "This kind of file is not accepted here."),
    Text("视频请用 mp4 或 webm，公证书请用 PDF。", "Use mp4 or webm for a video, PDF for a notary's document."),
)


async def hand_in(
    appointment_id: UUID, data: AsyncIterator[bytes], content_type: str, *, by: Actor, now: datetime
) -> Appointment:
    """Store the material and put it in the officers' queue. Raises NotFound, Conflict, Invalid (kind), TooLarge."""
    appointment = await own_appointment(appointment_id, by=by)
    material = door_of(appointment).material
    if material is None or appointment.expires_at < now:
        raise Conflict(_NOTHING if material is None else None)
    kind = content_type.split(";")[0].strip().lower()
    if kind not in material.content_types:
        raise Invalid({"content-type": _KIND})
    blob = await blobs.store(
        material.purpose, data, content_type=kind, now=now, limit_bytes=material.limit_bytes
    )  # fmt: skip
    async with in_transaction():
        appointment, task = await lock_own_appointment(appointment_id, by)
        await move(appointment, AppointmentAction.HAND_IN, by=by, now=now)
        if appointment.blob_id is not None:
            await blobs.erase(appointment.blob_id, because="handed in again", now=now)
        appointment.blob_id, appointment.handed_in_at = blob.id, now
        await appointment.save(update_fields=["blob_id", "handed_in_at"])
    await live.publish(f"desk:{task.scope}")
    return appointment
