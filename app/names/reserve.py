"""Reserve a name (名称保留) for two months (企业名称登记管理规定 art. 18). Of two who ask at once, one is refused, with
the rule and the conflicting name.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tortoise.connection import get_connections
from tortoise.transactions import in_transaction

from app.names.check import check
from app.names.compare import conflict_key, sounds
from app.names.models import NameReservation
from app.names.parse import CompanyName
from app.names.states import ReservationAction, ReservationState
from config.reference.regions import registry_area
from core.actors import SYSTEM, Actor
from core.errors import Conflict, Invalid, Problem, Text
from core.states import move

KEPT_FOR = timedelta(days=60)
"""Two months; the law counts months, we count 60 days and say the date."""

_NO_NAME = Text("名称尚未保留，或保留已经到期。", "The name is not reserved, or its reservation has run out.")


async def reserve(
    name: CompanyName,
    *,
    office: str,
    application_id: UUID,
    home: str | None = None,
    meaning: bool = False,
    by: Actor,
    now: datetime,
) -> NameReservation:
    """Keep the name for an application; a name the application held before is released.

    Raises Invalid with the findings at `name.<part>` when a rule refuses it or a taken name blocks it.
    """
    area = registry_area(office)
    async with in_transaction():
        connection = get_connections().get("default")
        # Whoever could block each other share the key: they are judged one after the other.
        await connection.execute_query(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [conflict_key(name, area)]
        )
        answer = await check(name, office=office, home=home, meaning=meaning, now=now, besides=application_id)
        if not answer.free:
            raise Invalid(_problems(answer.findings, [c.problem() for c in answer.conflicts if c.blocks]))
        await release_of(application_id, by=by, now=now)
        return await _keep(name, area, application_id, by, now)


async def _keep(name: CompanyName, area: str, application_id: UUID, by: Actor, now: datetime) -> NameReservation:
    return await NameReservation.create(
        id=uuid4(),
        full_name=name.full,
        region=name.region,
        trade_name=name.trade_name,
        industry=name.industry,
        form=name.form,
        bracketed=name.bracketed,
        area=area,
        conflict_key=conflict_key(name, area),
        sounds=sounds(name.trade_name),
        holder_id=by.id,
        application_id=application_id,
        reserved_at=now,
        expires_at=now + KEPT_FOR,
    )


async def reserved_for(application_id: UUID, *, now: datetime) -> NameReservation | None:
    """The living reservation of an application, if any."""
    return await NameReservation.get_or_none(
        application_id=application_id, state=ReservationState.RESERVED, expires_at__gt=now
    )


async def release_of(application_id: UUID, *, by: Actor, now: datetime) -> None:
    """Give up the name an application holds."""
    for held in await NameReservation.filter(application_id=application_id, state=ReservationState.RESERVED):
        await move(held, ReservationAction.RELEASE, by=by, now=now)


async def use_name(application_id: UUID, *, now: datetime) -> None:
    """The company is registered and bears the name. Raises Conflict without a living reservation."""
    held = await reserved_for(application_id, now=now)
    if held is None:
        raise Conflict(_NO_NAME)
    await NameReservation.filter(id=held.id).update(expires_at=None)
    await move(held, ReservationAction.USE, by=SYSTEM, now=now)


async def expire_old(*, now: datetime) -> int:
    """Free the names whose reservation ran out."""
    old = await NameReservation.filter(state=ReservationState.RESERVED, expires_at__lte=now).limit(500)
    async with in_transaction():
        for each in old:
            await move(each, ReservationAction.EXPIRE, by=SYSTEM, now=now)
    return len(old)


def _problems(findings: dict[str, list[Problem]], conflicts: list[Problem]) -> dict[str, Problem | list[Problem]]:
    found: dict[str, Problem | list[Problem]] = {f"name.{part}": list(each) for part, each in findings.items()}
    if conflicts:
        found["name.trade_name"] = [*conflicts, *findings.get("trade_name", [])]
    return found
