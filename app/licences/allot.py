"""Allot a licence's number, in the transaction that approves: the paper itself follows by a job."""

import secrets
from datetime import datetime
from uuid import uuid4

from app.licences.models import Licence
from app.register.models import Entity
from app.register.numbers import next_number
from core.clock import legal_date


async def allot(entity: Entity, *, now: datetime) -> Licence:
    """A licence for the entity: office, year, and a number that runs without gaps."""
    year = legal_date(now).year
    running = await next_number(f"licence {year}")
    return await Licence.create(
        id=uuid4(),
        entity=entity,
        number=f"{entity.office}{year}{running:08d}",
        token=secrets.token_urlsafe(12),
        allotted_at=now,
    )
