"""The evidence frame of an attempt, for an officer of the case's office; every look is logged with its reason."""

from datetime import datetime
from uuid import UUID

from app.applications.access import for_office
from core import audit, blobs
from core.actors import Actor
from core.errors import NotFound
from verification.models import VerificationAttempt


async def evidence_frame(application_id: UUID, attempt_id: UUID, *, by: Actor, now: datetime) -> bytes:
    """The one kept frame (JPEG). Raises NotFound (another office's, another case's, or none kept)."""
    application = await for_office(application_id, by)
    attempt = await VerificationAttempt.get_or_none(id=attempt_id, task__subject=application.subject)
    if attempt is None or attempt.evidence_blob_id is None:
        raise NotFound()
    await audit.record("evidence.read", by=by, now=now, subject=("VerificationAttempt", attempt.id))
    return await blobs.load(attempt.evidence_blob_id)
