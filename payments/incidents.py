"""Contradictions that no program settles: opened once, seen by officers, closed with a reason."""

from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, NotFound
from core.events import publish
from payments.events import PaymentIncidentOpened
from payments.models import Incident, IncidentKind
from payments.scope import NOBODYS, refuse_other_scope, scopes_of


async def open_incident(kind: IncidentKind, provider: str, number: str, *, now: datetime, **detail: str | int) -> None:
    """Open an incident in the current transaction, unless the same one is there already."""
    fresh = Incident(id=uuid4(), kind=kind, provider=provider, number=number, detail=detail, opened_at=now)
    fresh.scope = (await scopes_of([number])).get(number, NOBODYS)
    await Incident.bulk_create([fresh], ignore_conflicts=True)
    if await Incident.exists(id=fresh.id):
        await publish(PaymentIncidentOpened(fresh.id, kind))


async def resolve_incident(incident_id: UUID, resolution: str, *, by: Actor, now: datetime) -> Incident:
    """An officer says what was found and done. Raises NotFound (another office's), Conflict (resolved already)."""
    async with in_transaction():
        incident = await Incident.filter(id=incident_id).select_for_update().get_or_none()
        if incident is None:
            raise NotFound()
        refuse_other_scope(incident.scope, by)
        if incident.resolved_at is not None:
            raise Conflict()
        await _resolve(incident, resolution, by, now)
    return incident


async def resolve_about(number: str, resolution: str, *, by: Actor, now: datetime) -> None:
    """What was done ends the contradictions about a number, in the current transaction."""
    for incident in await Incident.filter(number=number, resolved_at=None).select_for_update():
        await _resolve(incident, resolution, by, now)


async def _resolve(incident: Incident, resolution: str, by: Actor, now: datetime) -> None:
    incident.resolved_at, incident.resolved_by, incident.resolution = now, by.id, resolution
    await incident.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    await audit.record("payments.incident_resolved", by=by, now=now, subject=("Incident", incident.id))
