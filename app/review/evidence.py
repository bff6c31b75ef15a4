"""Faces of a case for an officer of its office: the evidence frame, and the register's portrait to hold beside it.

Every look is logged with its purpose before anything is shown.
"""

from datetime import datetime
from uuid import UUID

from app.applications.access import for_office
from core import audit, blobs
from core.actors import Actor
from core.errors import NotFound
from core.web.purpose import Purpose
from verification.models import VerificationAttempt, VerificationTask
from verification.portrait import portrait_of


async def evidence_frame(
    application_id: UUID, attempt_id: UUID, purpose: Purpose, *, by: Actor, now: datetime
) -> bytes:
    """The one kept frame (JPEG). Raises NotFound (another office's, another case's, or none kept)."""
    application = await for_office(application_id, by)
    attempt = await VerificationAttempt.get_or_none(id=attempt_id, task__subject=application.subject)
    if attempt is None or attempt.evidence_blob_id is None:
        raise NotFound()
    subject = ("VerificationAttempt", attempt.id)
    await audit.record("evidence.read", by=by, now=now, subject=subject, purpose=purpose.value)
    return await blobs.load(attempt.evidence_blob_id)


async def register_portrait(
    application_id: UUID, person_key: str, purpose: Purpose, *, by: Actor, now: datetime
) -> bytes:
    """The portrait (JPEG), fetched from the population register now and not kept.

    Raises NotFound (another office's, nobody of that key, no photograph), Unavailable.
    """
    application = await for_office(application_id, by)
    task = await VerificationTask.get_or_none(subject=application.subject, person_key=person_key)
    if task is None:
        raise NotFound()
    subject = ("VerificationTask", task.id)
    await audit.record("portrait.read", by=by, now=now, subject=subject, purpose=purpose.value)
    return await portrait_of(task)
