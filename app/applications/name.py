"""The name of an application: checked as it is typed, reserved when the applicant says so."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.access import lock_own, own
from app.applications.content import load
from app.applications.facts import name_in
from app.applications.states import EDITABLE
from app.names import check as engine
from app.names.check import NameAnswer
from app.names.models import NameReservation
from app.names.reserve import reserve
from core.actors import Actor
from core.errors import Conflict


async def check_name(application_id: UUID, *, by: Actor, now: datetime) -> NameAnswer:
    """What the engine says about the name as the draft states it. Raises NotFound."""
    application = await own(application_id, by)
    content = load(application.content)
    return await engine.check(
        name_in(content, application.office),
        office=application.office,
        home=content.address.region_code,
        meaning=bool(content.name.meaning),
        now=now,
        besides=application.id,
    )


async def reserve_name(application_id: UUID, *, by: Actor, now: datetime) -> NameReservation:
    """Keep the draft's name for its applicant. Raises NotFound, Conflict (frozen), Invalid (refused or taken)."""
    async with in_transaction():
        application = await lock_own(application_id, by)
        if application.state not in EDITABLE:
            raise Conflict()
        content = load(application.content)
        return await reserve(
            name_in(content, application.office),
            office=application.office,
            application_id=application.id,
            home=content.address.region_code,
            meaning=bool(content.name.meaning),
            by=by,
            now=now,
        )
