"""A case that nobody goes on with ends by itself (逾期失效): its name becomes free for others.

No statute sets the time; the registry does, in `config/reference/limits.toml`. The applicant is told a week before, and
when it has happened, and may apply anew at any time.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.events import ApplicationExpired, ApplicationLapsing
from app.applications.models import Application
from app.applications.states import Action, State
from app.names.reserve import release_of
from config.reference import read
from core.actors import SYSTEM
from core.clock import end_of_legal_day, legal_date
from core.events import publish
from core.states import move

_LIMITS = read("limits")
IDLE_DAYS: Mapping[State, int] = {
    State.DRAFT: _LIMITS["idle_days_draft"],
    State.AWAITING_SIGNATORIES: _LIMITS["idle_days_signing"],
    State.CORRECTION_REQUIRED: _LIMITS["idle_days_correction"],
}
WARNED_BEFORE = timedelta(days=_LIMITS["idle_warning_days"])


def lapses_at(state: State, active_at: datetime) -> datetime:
    """When a case in this state ends, if nothing happens after `active_at`: at the end of a legal day."""
    return end_of_legal_day(legal_date(active_at) + timedelta(days=IDLE_DAYS[state]))


async def warn(application_id: UUID, *, lapses: datetime) -> None:
    """Let the applicant hear of it."""
    async with in_transaction():
        last_day = legal_date(lapses - timedelta(seconds=1))
        await publish(ApplicationLapsing(application_id, last_day.isoformat()))


async def expire(application_id: UUID, state: State, *, now: datetime) -> bool:
    """End the case that was found idle in `state`, and free its name; False when it has gone on meanwhile."""
    async with in_transaction():
        application = await Application.select_for_update().get(id=application_id)
        if application.state is not state:
            return False
        await move(application, Action.EXPIRE, by=SYSTEM, now=now)
        await release_of(application.id, by=SYSTEM, now=now)
        await publish(ApplicationExpired(application.id))
    return True
