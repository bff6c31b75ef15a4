"""Ask persons to prove who they are for one subject: one task and one lasting address each."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from tortoise.transactions import in_transaction

from core.actors import SYSTEM
from core.sealed import blind_index
from core.states import move
from verification.channels.book import cancel_open
from verification.conclude import erase_video
from verification.models import Consent, FormerSeat, VerificationAttempt, VerificationTask
from verification.states import ATTEMPT_MOVES, AttemptAction, TaskAction, VerificationRisk
from verification.tasks import ANOTHER_PERSON, theirs_since

CODE_BYTES = 12


@dataclass(frozen=True)
class Invitee:
    """One person as the filing names them. `risk`: how much hangs on it that this is who they say."""

    key: str
    name: str
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    risk: VerificationRisk = VerificationRisk.NORMAL


async def replaced(subject: str, persons: Sequence[Invitee]) -> list[str]:
    """The keys under which the subject names another person now than when they were invited."""
    tasks = {task.person_key: task for task in await VerificationTask.filter(subject=subject)}
    return [each.key for each in persons if each.key in tasks and _is_another(tasks[each.key], each)]


async def invite(subject: str, persons: Sequence[Invitee], *, scope: str = "", now: datetime) -> list[VerificationTask]:
    """The persons' tasks, made where missing, in the caller's transaction. Inviting again changes no address.

    `scope`: the officers who may look and decide where a person must (an office's code). Where the filing was corrected
    the task follows: the holder of another number opens it anew, another person begins from nothing.
    """
    async with in_transaction():
        return [await _task(subject, person, scope, now) for person in persons]


async def _task(subject: str, person: Invitee, scope: str, now: datetime) -> VerificationTask:
    named = {
        "scope": scope,
        "risk": person.risk,
        "name": person.name,
        "id_number": person.id_number,
        "phone_index": blind_index("phone", person.phone),
    }
    task, made = await VerificationTask.get_or_create(
        subject=subject,
        person_key=person.key,
        defaults={"id": uuid4(), "code": secrets.token_urlsafe(CODE_BYTES), **named},
    )
    if not made:
        task = await VerificationTask.select_for_update().get(id=task.id)
    if not made and (task.phone_index != named["phone_index"] or _is_another(task, person)):
        await _start_over(task, now, another=_is_another(task, person))
    if not made:
        task.update_from_dict(named)
        await task.save(update_fields=list(named))
    return task


def _is_another(task: VerificationTask, person: Invitee) -> bool:
    return (task.name, task.id_number) != (person.name, person.id_number)


async def _start_over(task: VerificationTask, now: datetime, *, another: bool) -> None:
    """Nothing that one person agreed to, began or passed counts for the next."""
    await Consent.filter(task_id=task.id, withdrawn_at=None).update(withdrawn_at=now)
    for attempt in await VerificationAttempt.filter(task_id=task.id).select_for_update():
        if attempt.state in ATTEMPT_MOVES[AttemptAction.ABANDON].sources:
            await move(attempt, AttemptAction.ABANDON, by=SYSTEM, now=now)
        await erase_video(attempt.id, because="another person is named", now=now)
    await cancel_open(task, by=SYSTEM, now=now)
    await _remember_the_one_before(task, now)
    task.account_id, task.passed_attempt_id, task.passed_at, task.passed_until = None, None, None, None
    task.without, task.longer_prompts, task.locked_until = [], False, None
    await task.save(
        update_fields=[
            "account_id", "passed_attempt_id", "passed_at", "passed_until", "without", "longer_prompts", "locked_until"
        ]
    )  # fmt: skip
    if task.state in task.MOVES[TaskAction.REINVITE].sources:
        await move(task, TaskAction.REINVITE, by=SYSTEM, now=now, note={ANOTHER_PERSON: another})


async def _remember_the_one_before(task: VerificationTask, now: datetime) -> None:
    """Whoever had the seat still sees what is kept of them, and can have it erased (`my_data.py`)."""
    if task.account_id is None:
        return
    since = max(await theirs_since(task), datetime.fromtimestamp(0, UTC))
    await FormerSeat.create(id=uuid4(), task=task, account_id=task.account_id, since_at=since, until_at=now)
