"""The last signature makes the filing: it reaches the office and the legal clock starts."""

from datetime import datetime
from uuid import UUID

from app.applications.events import ApplicationFiled
from app.applications.models import Application
from app.applications.states import Action, State
from core.actors import SYSTEM
from core.clock import add_working_days, end_of_legal_day, legal_date
from core.events import publish
from core.states import move

WORKING_DAYS = 3
"""市场主体登记管理条例 art. 19: on the spot, else within three working days."""


async def file(application_id: UUID, *, now: datetime) -> None:
    """File within the caller's transaction; nothing when it is filed already or was reopened."""
    application = await Application.select_for_update().get(id=application_id)
    if application.state is not State.AWAITING_SIGNATORIES:
        return
    due, provisional = add_working_days(legal_date(now), WORKING_DAYS)
    application.submitted_at, application.due_at, application.due_provisional = now, end_of_legal_day(due), provisional
    await application.save(update_fields=["submitted_at", "due_at", "due_provisional"])
    await move(application, Action.FILE, by=SYSTEM, now=now)
    await publish(ApplicationFiled(application.id))
