"""Bookings that nobody came back to: cancelled when their time is over, and what an officer never decided in time."""

from datetime import datetime, timedelta

from tortoise.transactions import in_transaction

from core.actors import SYSTEM
from core.states import move
from verification.channels.book import back_to_the_face_check, give_up
from verification.channels.states import OPEN
from verification.channels.tasks import lock_appointment
from verification.models import Appointment
from verification.states import TaskAction, TaskState, VerificationChannel
from verification.validity import in_working_days

AT_ONCE = 200
STATEMENTS_LAST_WORKING_DAYS = 3


async def cancel_expired(now: datetime) -> int:
    """Cancel what is past its time; how many were."""
    late = await Appointment.filter(state__in=list(OPEN), expires_at__lt=now).limit(AT_ONCE)
    late += await _unseen_statements(now)
    for each in late:
        async with in_transaction():
            appointment, task = await lock_appointment(each.id)
            if appointment.state not in OPEN:
                continue
            await give_up(appointment, by=SYSTEM, now=now)
            if task.state is TaskState.ALT_BOOKED:
                await move(task, TaskAction.CANCEL_BOOKING, by=SYSTEM, now=now)
                await back_to_the_face_check(task, by=SYSTEM, now=now)
    return len(late)


async def _unseen_statements(now: datetime) -> list[Appointment]:
    """Recorded statements that nobody decided within the three working days for which they may be kept."""
    handed_in = Appointment.filter(state__in=list(OPEN), channel=VerificationChannel.VIDEO_OFFICER)
    old = await handed_in.filter(handed_in_at__lt=now - timedelta(days=2)).order_by("handed_in_at").limit(AT_ONCE)
    return [each for each in old if in_working_days(each.handed_in_at, STATEMENTS_LAST_WORKING_DAYS) < now]
