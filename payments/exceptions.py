"""Signed exceptions: a difference that no later bill will heal is explained by one officer and signed by another."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Forbidden, NotFound, Text
from payments.models import Difference, Reconciliation
from payments.reconcile import close_if_settled
from payments.scope import refuse_other_scope

_SECOND_PERSON = Text("差异须由另一名工作人员复核签字。", "Another officer must sign this difference.")
_NOT_EXPLAINED = Text("请先说明差异的原因。", "The difference must be explained first.")


async def explain_difference(difference_id: UUID, explanation: str, *, by: Actor, now: datetime) -> Difference:
    """One officer says why the two sides differ. Raises NotFound (another office's), Conflict (settled already)."""
    async with in_transaction():
        difference = await _open_difference(difference_id, by)
        difference.explanation, difference.explained_by = explanation, by.id
        await difference.save(update_fields=["explanation", "explained_by"])
        await audit.record("payments.difference_explained", by=by, now=now, subject=("Difference", difference.id))
    return difference


async def sign_difference(difference_id: UUID, *, by: Actor, now: datetime) -> Difference:
    """Another officer signs the explanation.

    Raises NotFound (another office's), Conflict (settled, unexplained), Forbidden (who explained it).
    """
    async with in_transaction():
        difference = await _open_difference(difference_id, by)
        if difference.explained_by is None:
            raise Conflict(_NOT_EXPLAINED)
        if difference.explained_by == by.id:
            raise Forbidden(_SECOND_PERSON)
        difference.signed_by, difference.signed_at = by.id, now
        await difference.save(update_fields=["signed_by", "signed_at"])
        await audit.record("payments.difference_signed", by=by, now=now, subject=("Difference", difference.id))
        await close_if_settled(await Reconciliation.get(id=difference.reconciliation_id), now)
    return difference


async def _open_difference(difference_id: UUID, by: Actor) -> Difference:
    difference = await Difference.filter(id=difference_id).select_for_update().get_or_none()
    if difference is None:
        raise NotFound()
    refuse_other_scope(difference.scope, by)
    if difference.agreed_at is not None or difference.signed_at is not None:
        raise Conflict()
    return difference
