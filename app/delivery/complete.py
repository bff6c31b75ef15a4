"""Close the case (办结): with the sealed licence where nobody wants paper, else when the parcel is signed for."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.access import lock_own
from app.applications.content import load
from app.applications.models import Application
from app.applications.states import Action, State
from app.delivery.events import ParcelDelivered
from app.delivery.models import Delivery
from app.delivery.states import ENDED, DeliveryState
from app.licences.events import LicenceSealed
from core import audit
from core.actors import SYSTEM, Actor
from core.errors import Conflict, Text
from core.states import move

_UNDER_WAY = Text("寄递还在办理中，请先取消寄递。", "A delivery is under way; cancel it first.")
_NOT_YET = Text("电子营业执照生成后才能办结。", "The electronic licence comes first.")


async def close_after_sealing(fact: LicenceSealed, *, now: datetime) -> None:
    """Nobody wants paper, or it was even quicker than the seal."""
    async with in_transaction():
        application = await Application.select_for_update().get(id=fact.application_id)
        wanted = load(application.content).paper_licence
        under_way = await Delivery.filter(application_id=application.id).exclude(state__in=ENDED).exists()
        arrived = await Delivery.exists(application_id=application.id, state=DeliveryState.DELIVERED)
        if arrived or not (wanted or under_way):
            await _close(application, now)


async def close_after_delivery(fact: ParcelDelivered, *, now: datetime) -> None:
    """The paper licence is in its receiver's hands."""
    delivery = await Delivery.get(id=fact.delivery_id)
    async with in_transaction():
        await _close(await Application.select_for_update().get(id=delivery.application_id), now)


async def do_without_paper(application_id: UUID, *, by: Actor, now: datetime) -> Application:
    """The applicant wants no paper after all. Raises NotFound, Conflict (a parcel is under way; no licence yet)."""
    async with in_transaction():
        application = await lock_own(application_id, by)
        if await Delivery.filter(application_id=application.id).exclude(state__in=ENDED).exists():
            raise Conflict(_UNDER_WAY)
        if application.state not in {State.LICENSED, State.COMPLETED}:
            raise Conflict(_NOT_YET)
        await audit.record("delivery.waived", by=by, now=now, subject=("Application", application.id))
        await _close(application, now)
    return application


async def _close(application: Application, now: datetime) -> None:
    """A case that is not licensed yet is closed by the sealing; a closed one stays closed."""
    if application.state is State.LICENSED:
        await move(application, Action.COMPLETE, by=SYSTEM, now=now)
