"""Read, then sign all papers by one act, in the sitting in which one was verified (电子签名法 art. 13, 14)."""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.models import Application
from app.applications.states import State
from app.signatories.card import Card, card_of, own_signature
from app.signatories.drawing import Strokes, checked
from app.signatories.events import SignatureGiven
from app.signatories.models import Signature
from app.signatories.states import SignatureAction, SignatureState
from core.actors import Actor
from core.errors import Conflict, Text
from core.events import publish
from core.states import history, move
from verification.models import VerificationTask
from verification.states import TaskState

SITTING = timedelta(minutes=10)
"""A verification is never older than this at its signature."""

_SIGNED_FIELDS = [
    "signed_at", "device_id", "embedded_at", "attempt_id", "documents", "content_sha256", "drawing"
]  # fmt: skip

_STALE = Text(
    "距离本人核验已超过 10 分钟，请重新核验一次后签名；您看过的内容没有变化。",
    "More than ten minutes have passed since you were verified; please verify once more, nothing else has changed.",
)
_NOT_READY = Text("文件正在生成，请稍候几秒。", "The papers are being made; a few seconds, please.")
_OTHER_CARD = Text("内容已有变化，请重新阅读后再签名。", "The content has changed; read it again before you sign.")


async def view(signature_id: UUID, *, by: Actor, now: datetime) -> Card:
    """Record that the person saw the card and its papers. Raises NotFound, Conflict (papers not made yet)."""
    async with in_transaction():
        signature, task = await own_signature(signature_id, by, lock=True)
        card = await card_of(task, signature)
        if not card.ready:
            raise Conflict(_NOT_READY)
        if signature.state is SignatureState.READY:
            await move(signature, SignatureAction.VIEW, by=by, now=now)
        if signature.state is not SignatureState.SIGNED:  # There it says what was seen when it was signed.
            signature.card_sha256 = card.sha256
            await signature.save(update_fields=["card_sha256"])
    return card


async def sign(
    signature_id: UUID, card_sha256: str, drawing: Strokes | None = None, *, by: Actor, now: datetime
) -> Signature:
    """Agree to everything on the card by one act; the papers bear it within seconds. Who cannot or will not draw signs
    by the act alone, with equal effect: the papers then bear the name.

    Raises NotFound, Invalid (drawing), Conflict (not verified, too long ago, or another card than the one seen).
    """
    drawn = checked(drawing) if drawing else None
    async with in_transaction():
        signature, task = await _lock_to_sign(signature_id, by)
        card = await card_of(task, signature)
        if signature.state is SignatureState.SIGNED and signature.card_sha256 == card_sha256:
            return signature  # The act was done and its answer lost on the way.
        if card.application.state is not State.AWAITING_SIGNATORIES:
            raise Conflict()
        if not card.ready:
            raise Conflict(_NOT_READY)
        if card_sha256 != card.sha256 or signature.card_sha256 != card.sha256:
            raise Conflict(_OTHER_CARD)
        if task.state is not TaskState.PASSED or task.passed_at is None or _is_stale(task, now):
            raise Conflict(_STALE)
        await move(signature, SignatureAction.SIGN, by=by, now=now)
        signature.signed_at, signature.device_id, signature.embedded_at = now, by.device_id or "", None
        signature.attempt_id, signature.content_sha256 = task.passed_attempt_id, card.application.content_sha256
        signature.documents = [{"id": str(p.id), "sha256": p.rendering_sha256} for p in card.papers]
        signature.drawing = drawn
        await signature.save(update_fields=_SIGNED_FIELDS)
        await publish(SignatureGiven(signature.id, signature.application_id))
    return signature


async def _lock_to_sign(signature_id: UUID, by: Actor) -> tuple[Signature, VerificationTask]:
    """The caller's own, with the filing locked before it: while somebody signs, nobody changes the content or its
    papers, nobody is asked anew, and no “not me” slips in between. Raises NotFound.
    """
    signature, _ = await own_signature(signature_id, by)
    await Application.select_for_update().get(id=signature.application_id)
    return await own_signature(signature_id, by, lock=True)


async def must_verify_again(signature: Signature, task: VerificationTask, now: datetime) -> bool:
    """Whether a pass is there that this signature can rest on no more: too old, or from before it was asked anew."""
    if task.state is not TaskState.PASSED or task.passed_at is None or signature.state is SignatureState.SIGNED:
        return False
    if signature.state is not SignatureState.WAITING:
        return _is_stale(task, now)
    moves = await history(signature)
    return bool(moves) and bool(task.passed_at < moves[-1].at)


def _is_stale(task: VerificationTask, now: datetime) -> bool:
    """An officer's confirmation says itself how long it may be used; a verdict lasts one sitting."""
    return bool(now > (task.passed_until or task.passed_at + SITTING))
