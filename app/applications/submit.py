"""Freeze a draft and ask its signatories to prove who they are. Reopen it to edit again."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.applications.access import lock_own
from app.applications.correct import answer_correction
from app.applications.dispute import stop_where_disputed
from app.applications.draft import findings
from app.applications.events import ApplicationReopened, ApplicationSubmitted
from app.applications.models import Application, FrozenContent
from app.applications.states import Action
from core.actors import Actor
from core.errors import Invalid
from core.events import publish
from core.rules import blocking
from core.states import move


async def submit_for_verification(application_id: UUID, *, by: Actor, now: datetime) -> Application:
    """Freeze the content; from here on everybody agrees to exactly this hash.

    Raises NotFound (absent, or another applicant's), Invalid (a rule of its kind), Conflict (not a draft).
    """
    async with in_transaction():
        application = await lock_own(application_id, by)
        errors = blocking(await findings(application, now=now, complete=True))
        if errors:
            raise Invalid(dict(errors))
        await move(application, Action.SUBMIT_FOR_VERIFICATION, by=by, now=now)
        application.content_sha256 = fingerprint(application.content)
        await application.save(update_fields=["content_sha256"])
        await _keep(application, now)
        await answer_correction(application, now=now)
        await publish(ApplicationSubmitted(application.id, application.content_sha256))
        await stop_where_disputed(application, now=now)
    return application


async def _keep(application: Application, now: datetime) -> None:
    await FrozenContent.get_or_create(
        application_id=application.id,
        sha256=application.content_sha256,
        defaults={"id": uuid4(), "content": application.content, "frozen_at": now},
    )


async def reopen(application_id: UUID, *, by: Actor, now: datetime) -> Application:
    """Take the content back for editing while signatures are awaited. What nobody's papers change, stays signed."""
    async with in_transaction():
        application = await lock_own(application_id, by)
        await move(application, Action.REOPEN, by=by, now=now)
        application.content_sha256 = ""
        await application.save(update_fields=["content_sha256"])
        await publish(ApplicationReopened(application.id))
    return application


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of the content (sorted keys, no spaces, UTF-8)."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
