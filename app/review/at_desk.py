"""Which filings the people at the identity desk belong to: an officer who hears somebody say what they are filing must
know what that is. Of a filing that is not filed yet only its name and number are shown; it cannot be opened.
"""

from uuid import UUID

from app.applications.models import Application, application_id_of
from core.actors import Actor
from verification.models import VerificationTask
from verification.states import TaskState

AT_DESK = (TaskState.IN_REVIEW, TaskState.ALT_BOOKED)


async def at_desk(*, by: Actor) -> list[Application]:
    """The filings of the officer's office in which somebody waits for an officer."""
    tasks = VerificationTask.filter(scope=by.office or "-", state__in=list(AT_DESK))
    subjects = set(await tasks.values_list("subject", flat=True))
    ids = [UUID(found) for each in subjects if (found := application_id_of(str(each)))]
    return await Application.filter(id__in=ids, office=by.office or "-").order_by("number")
