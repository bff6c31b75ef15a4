"""Ask persons to prove who they are for one subject: one task and one lasting address each."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from core.sealed import blind_index
from verification.models import VerificationTask

CODE_BYTES = 12


@dataclass(frozen=True)
class Invitee:
    """One person as the filing names them."""

    key: str
    name: str
    id_number: str
    phone: str


async def invite(subject: str, persons: Sequence[Invitee]) -> list[VerificationTask]:
    """The persons' tasks, made where missing, in the caller's transaction. Inviting again changes no address.

    Where the filing was corrected, an open task follows the new name, number and phone.
    """
    return [await _task(subject, person) for person in persons]


async def _task(subject: str, person: Invitee) -> VerificationTask:
    named = {
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
        task.update_from_dict(named)
        await task.save(update_fields=list(named))
    return task
