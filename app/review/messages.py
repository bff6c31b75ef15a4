"""Which messages were sent about a case, for officers of its office: titles and fates, never numbers or content."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.applications.access import for_office
from core import audit
from core.actors import Actor
from core.web.purpose import Purpose
from notifications.queries import SentMessage, messages_about


async def sent_messages(application_id: UUID, purpose: Purpose, *, by: Actor, now: datetime) -> Sequence[SentMessage]:
    """The latest first; looking is logged. Raises NotFound (another office's, or not filed)."""
    application = await for_office(application_id, by)
    await audit.record("messages.read", by=by, now=now, subject=("Application", application.id), purpose=purpose.value)
    return await messages_about(application.subject)
