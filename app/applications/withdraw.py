"""Withdraw an application before it is decided; its name becomes free."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.access import lock_own
from app.applications.models import Application
from app.applications.states import Action
from app.names.reserve import release_of
from core.actors import Actor
from core.states import move


async def withdraw(application_id: UUID, *, by: Actor, now: datetime) -> Application:
    """Raises NotFound and Conflict (decided already)."""
    async with in_transaction():
        application = await lock_own(application_id, by)
        await move(application, Action.WITHDRAW, by=by, now=now)
        await release_of(application.id, by=by, now=now)
    return application
