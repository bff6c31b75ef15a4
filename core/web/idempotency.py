"""Once means once: a POST that creates carries `Idempotency-Key`; its effect and its answer are committed together.

The key's row is inserted first, in the handler's own transaction. A second request with the same key waits for the
first (unique index), then gets the stored answer; if the first failed, its row vanished with it and the second runs.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request
from sanic.response import raw
from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model
from tortoise.transactions import in_transaction

from core import clock
from core.actors import Actor
from core.errors import Conflict, Invalid, Problem, Text
from core.sealed import SealedText

KEPT_FOR = timedelta(hours=48)
MAX_KEY_LENGTH = 128

_MISSING = Problem(
    "IDEM-01",
    Text("缺少请求头 Idempotency-Key。", "The header Idempotency-Key is missing."),
    Text(
        "请为每次新建操作生成一个随机值，重试时使用同一个值。",
        "Send a fresh random value per creation, the same one on retries.",
    ),
)


class IdempotentAnswer(Model):
    """A key, the request it came with, and the answer it got. The answer may name people: it is sealed."""

    id = fields.BigIntField(primary_key=True)
    actor_id = fields.UUIDField()
    key = fields.CharField(max_length=MAX_KEY_LENGTH)
    fingerprint = fields.CharField(max_length=64)
    status = fields.SmallIntField(default=0)
    answer: str = SealedText(default="")  # type: ignore[assignment]
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "idempotent_answer"
        unique_together = (("actor_id", "key"),)


async def once(request: Request, actor: Actor | None, run: Callable[[], Awaitable[HTTPResponse]]) -> HTTPResponse:
    """Run and remember, or repeat what was remembered. Raises Invalid (no key), Conflict (another request's key)."""
    key = request.headers.get("idempotency-key", "")
    if not 8 <= len(key) <= MAX_KEY_LENGTH:
        raise Invalid({"Idempotency-Key": _MISSING})
    actor_id = actor.id if actor else UUID(int=0)
    fingerprint = hashlib.sha256(
        b"\x00".join((request.method.encode(), request.path.encode(), request.body or b""))
    ).hexdigest()
    try:
        async with in_transaction():
            row = await IdempotentAnswer.create(actor_id=actor_id, key=key, fingerprint=fingerprint)
            response = await run()
            row.status, row.answer = response.status, (response.body or b"").decode()
            await row.save(update_fields=["status", "answer"])
            return response
    except IntegrityError:
        return await _remembered(actor_id, key, fingerprint)


async def _remembered(actor_id: UUID, key: str, fingerprint: str) -> HTTPResponse:
    row = await IdempotentAnswer.get_or_none(actor_id=actor_id, key=key)
    if row is None:
        # The unique violation was another one, which a use case did not foresee; the caller may look again.
        raise Conflict()
    if row.fingerprint != fingerprint:
        raise Conflict(
            Text(
                "这个 Idempotency-Key 已用于另一个请求，请换一个新值。",
                "This Idempotency-Key belongs to another request; use a fresh one.",
            )
        )
    return raw(
        row.answer.encode(),
        status=row.status,
        content_type="application/json; charset=utf-8",
        headers={"Idempotent-Replay": "true"},
    )


async def forget_old(*, now: Any = None) -> int:
    """Delete keys older than 48 hours."""
    moment = now or clock.now()
    return await IdempotentAnswer.filter(created_at__lt=moment - KEPT_FOR).delete()
