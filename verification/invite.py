"""Ask persons to prove who they are for one subject: one task and one lasting address each."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from core.sealed import blind_index
from verification.models import VerificationTask
from verification.states import VerificationRisk

CODE_BYTES = 12


@dataclass(frozen=True)
class Invitee:
    """One person as the filing names them."""

    key: str
    name: str
    id_number: str
    phone: str


async def invite(
    subject: str, persons: Sequence[Invitee], *, scope: str = "", risk: VerificationRisk = VerificationRisk.NORMAL
) -> list[VerificationTask]:
    """The persons' tasks, made where missing, in the caller's transaction. Inviting again changes no address.

    `scope`: the officers who may look and decide where a person must (an office's code). `risk`: how much the face
    check asks for. Where the filing was corrected, an open task follows the new name, number, phone, scope and risk.
    """
    return [await _task(subject, person, {"scope": scope, "risk": risk}) for person in persons]


async def _task(subject: str, person: Invitee, asked: dict[str, str]) -> VerificationTask:
    named = {
        **asked,
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
