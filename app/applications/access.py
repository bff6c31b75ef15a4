"""Finding an application as somebody who may know of it. Another person's case is absent, not forbidden."""

from uuid import UUID

from app.accounts.offices import offices_of
from app.applications.models import Application
from app.applications.states import State
from core.actors import Actor
from core.errors import NotFound


async def lock_own(application_id: UUID, by: Actor) -> Application:
    """The applicant's own application, row-locked. Raises NotFound."""
    application = await Application.filter(id=application_id, applicant_id=by.id).select_for_update().first()
    if application is None:
        raise NotFound()
    return application


async def own(application_id: UUID, by: Actor) -> Application:
    """The applicant's own application. Raises NotFound."""
    application = await Application.get_or_none(id=application_id, applicant_id=by.id)
    if application is None:
        raise NotFound()
    return application


async def lock_for_office(application_id: UUID, by: Actor) -> Application:
    """A filed or stopped application at the officer's own office, row-locked. Raises NotFound; drafts are not its."""
    application = await Application.filter(id=application_id, office=by.office or "-").select_for_update().first()
    return _filed(application)


async def for_office(application_id: UUID, by: Actor) -> Application:
    """A filed or stopped application that the officer may look into. Raises NotFound; drafts are nobody's to see."""
    return _filed(await Application.get_or_none(id=application_id, office__in=offices_of(by)))


def _filed(application: Application | None) -> Application:
    if application is None or not (application.submitted_at or application.state is State.SUSPENDED):
        raise NotFound()
    return application
