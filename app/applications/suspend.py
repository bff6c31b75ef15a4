"""Let a stopped case go on where it stood: at the signatures, with the applicant, or before the office."""

from datetime import date, datetime, timedelta

from app.applications.events import ApplicationResumed, ApplicationSubmitted
from app.applications.models import Application
from app.applications.states import Action, State
from core.actors import Actor
from core.clock import add_working_days, end_of_legal_day, is_working_day, legal_date
from core.events import publish
from core.states import Transition, history, move

_BACK_TO: dict[str, Action] = {
    State.AWAITING_SIGNATORIES: Action.RESUME_SIGNING,
    State.CORRECTION_REQUIRED: Action.RESUME_CORRECTION,
    State.SUBMITTED: Action.RESUME_REVIEW,
    State.IN_REVIEW: Action.RESUME_REVIEW,
    State.PENDING_APPROVAL: Action.RESUME_REVIEW,
}


async def resume(application: Application, *, by: Actor, now: datetime) -> Action:
    """Move a suspended, locked application back, in the caller's transaction; the step that was taken.

    A case before the office goes back to the queue, and the working days that were left run from today on.
    """
    stopped = await _last_stop(application)
    action = _BACK_TO[stopped.source]
    await move(application, action, by=by, now=now)
    if action is Action.RESUME_REVIEW and application.due_at is not None:
        left = max(
            1, working_days_between(legal_date(stopped.at), legal_date(application.due_at - timedelta(seconds=1)))
        )
        due, application.due_provisional = add_working_days(legal_date(now), left)
        application.due_at = end_of_legal_day(due)
        await application.save(update_fields=["due_at", "due_provisional"])
    if action is Action.RESUME_SIGNING:
        # What the stop interrupted (papers, invitations, the filing itself) is taken up again; done parts stay.
        await publish(ApplicationSubmitted(application.id, application.content_sha256))
    await publish(ApplicationResumed(application.id))
    return action


def working_days_between(first: date, last: date) -> int:
    """The working days after `first` up to and with `last`; none when `last` is earlier."""
    days = max(0, (last - first).days)
    return sum(is_working_day(first + timedelta(days=n))[0] for n in range(1, days + 1))


async def _last_stop(application: Application) -> Transition:
    return [each for each in await history(application) if each.action == Action.SUSPEND][-1]
