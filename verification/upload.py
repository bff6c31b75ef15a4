"""Take the video in one part or several (bad networks), each stored encrypted, limits enforced as bytes arrive."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core import blobs
from core.actors import Actor
from core.blobs import Blob
from core.errors import Conflict, Invalid, Problem, Text, TooLarge
from verification import policy
from verification.models import VerificationAttempt, VideoPart
from verification.states import VerificationAttemptState
from verification.tasks import own_attempt

MAX_PARTS = 48
CONTENT_TYPES = ("video/mp4", "video/webm")
PURPOSE = "video"

_KIND = Problem(
    "VF-01",
    Text("只接受 mp4 或 webm 视频。", "Only mp4 or webm video is accepted."),
    Text("请用页面上的相机重新录制。", "Please record again with the camera of this page."),
)
_TOO_LARGE = Text(
    f"视频超过 {policy.MAX_VIDEO_BYTES // (1024 * 1024)} MB，请按提示重新录制，约十秒即可。",
    f"The video exceeds {policy.MAX_VIDEO_BYTES // (1024 * 1024)} MB; record again, about ten seconds is enough.",
)
_LATE = Text(
    "这次核验已超时，请重新开始；不影响您已填写的内容。",
    "This challenge has expired; start a new one, nothing else is lost.",
)


async def store_part(
    attempt_id: UUID, number: int, data: AsyncIterator[bytes], content_type: str, *, by: Actor, now: datetime
) -> int:
    """Store or replace one part and return the bytes received so far.

    Raises NotFound, Conflict (expired or already submitted), Invalid (kind, number), TooLarge (all parts together).
    """
    attempt = await own_attempt(attempt_id, by)
    refuse_closed(attempt, now)
    if content_type.split(";")[0].strip().lower() not in CONTENT_TYPES:
        raise Invalid({"content-type": _KIND})
    if not 0 <= number < MAX_PARTS:
        raise TooLarge(_TOO_LARGE)
    others = await received_bytes(attempt.id, besides=number)
    try:
        blob = await blobs.store(
            PURPOSE, data, content_type=content_type, now=now, limit_bytes=policy.MAX_VIDEO_BYTES - others
        )
    except TooLarge:
        raise TooLarge(_TOO_LARGE) from None
    return await _keep(attempt.id, number, blob, now)


async def _keep(attempt_id: UUID, number: int, blob: Blob, now: datetime) -> int:
    """Make a stored object the part of this number; what came too late, or is too much, is erased. Raises TooLarge.

    Counted again under the lock: parts that arrive at once each saw the others' room as free.
    """
    async with in_transaction():
        locked = await VerificationAttempt.select_for_update().get(id=attempt_id)
        others = await received_bytes(attempt_id, besides=number)
        late = locked.state is not VerificationAttemptState.CHALLENGED
        if late or others + blob.size_bytes > policy.MAX_VIDEO_BYTES:
            await blobs.erase(blob.id, because="late part" if late else "too much", now=now)
        else:
            replaced = await VideoPart.get_or_none(attempt_id=attempt_id, number=number)
            if replaced is not None:
                await blobs.erase(replaced.blob_id, because="part sent again", now=now)
                await replaced.delete()
            await VideoPart.create(
                id=uuid4(), attempt_id=attempt_id, number=number, blob_id=blob.id, size_bytes=blob.size_bytes
            )
    if late:
        return others
    if others + blob.size_bytes > policy.MAX_VIDEO_BYTES:
        raise TooLarge(_TOO_LARGE)
    return others + int(blob.size_bytes)


async def received_bytes(attempt_id: UUID, *, besides: int = -1) -> int:
    """The size of all stored parts of an attempt but one."""
    return sum([part.size_bytes async for part in VideoPart.filter(attempt_id=attempt_id).exclude(number=besides)])


def refuse_closed(attempt: VerificationAttempt, now: datetime) -> None:
    """Raise Conflict unless the attempt still waits for its video."""
    if attempt.state is not VerificationAttemptState.CHALLENGED or attempt.expires_at < now:
        raise Conflict(_LATE)
