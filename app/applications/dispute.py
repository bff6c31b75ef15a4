"""“Not me” (不是我) on an invitation stops the case in the same transaction: nothing can be decided after it."""

from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.applications.events import ApplicationSuspended
from app.applications.models import Application, Dispute, application_id_of
from app.applications.states import UNDECIDED, Action
from core import audit
from core.actors import SYSTEM, Actor
from core.errors import NotFound
from core.events import publish
from core.states import move
from verification import dispute as verification


async def say_not_me(code: str, *, by: Actor, now: datetime) -> Dispute:
    """The caller, signed in by the phone that the filing names, has nothing to do with it.

    A case that is decided already cannot be stopped, but officers are told all the same; one that is being edited is
    stopped when it is submitted again. Said twice, it counts once. Raises NotFound (no invitation of the caller's).
    """
    task = await verification.invited_task(code, by=by)
    application_id = application_id_of(task.subject)
    if application_id is None:
        raise NotFound()
    async with in_transaction():
        application = await Application.select_for_update().get(id=UUID(application_id))
        if not await verification.dispute(task.id, by=by, now=now):
            return await Dispute.get(task_id=task.id, lifted_at=None)
        said = await Dispute.create(
            id=uuid4(),
            application_id=application.id,
            task_id=task.id,
            person_key=task.person_key,
            account_id=by.id,
            said_at=now,
        )
        if application.state in UNDECIDED:
            await move(application, Action.SUSPEND, by=SYSTEM, now=now, note={"dispute": str(said.id)})
        await audit.record("case.not_me", by=by, now=now, subject=("Application", application.id))
        await publish(ApplicationSuspended(application.id, said.id))
    return said


async def stop_where_disputed(application: Application, *, now: datetime) -> None:
    """Stop a locked case that is submitted again although somebody said “not me” while it was being edited: officers
    look into it before anybody is asked to verify for it.
    """
    said = await Dispute.filter(application_id=application.id, lifted_at=None).order_by("said_at").first()
    if said is not None:
        await move(application, Action.SUSPEND, by=SYSTEM, now=now, note={"dispute": str(said.id)})
        await publish(ApplicationSuspended(application.id, said.id))
