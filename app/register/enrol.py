"""Enter a company into the register, in the transaction that approves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from app.register.models import Entity, EntityPerson
from app.register.numbers import next_number
from app.register.uscc import issue
from core.sealed import blind_index

CODE_SERIES = "uscc"
"""Organisation codes are unique in the whole country: one counter, not one for each office."""


@dataclass(frozen=True)
class RegisteredPerson:
    """One natural person in one role; shareholders bring what they subscribed and when it is due."""

    role: str
    name: str
    id_number: str
    subscribed_fen: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Registration:
    """What is registered and recorded (登记事项与备案事项)."""

    application_id: UUID
    kind: str
    office: str
    name: str
    address: str
    scope: str
    registered_fen: int
    legal_representative: str
    people: Sequence[RegisteredPerson]


async def enrol(registration: Registration, *, on: date, now: datetime) -> Entity:
    """The new entity with its unified social credit code (GB 32100-2015), within the caller's transaction.

    The date of establishment is that of the licence (市场主体登记管理条例 art. 21), which is issued on approval.
    """
    entity = await Entity.create(
        id=uuid4(),
        uscc=issue(registration.office, await next_number(CODE_SERIES)),
        name=registration.name,
        kind=registration.kind,
        office=registration.office,
        address=registration.address,
        scope=registration.scope,
        registered_fen=registration.registered_fen,
        legal_representative=registration.legal_representative,
        established_on=on,
        application_id=registration.application_id,
        created_at=now,
    )
    await EntityPerson.bulk_create([_row(entity, person) for person in registration.people])
    return entity


def _row(entity: Entity, person: RegisteredPerson) -> EntityPerson:
    return EntityPerson(
        id=uuid4(),
        entity=entity,
        role=person.role,
        name=person.name,
        id_number=person.id_number,
        id_index=blind_index("id number", person.id_number),
        subscribed_fen=person.subscribed_fen,
        due_on=person.due_on,
    )
