"""Show one masked value of a case to an officer who says why; the look is in the audit log, the value is not."""

from datetime import datetime
from uuid import UUID

from app.applications.access import for_office
from app.review.masking import PERSONAL
from core import audit
from core.actors import Actor
from core.errors import NotFound
from core.web.purpose import Purpose


async def reveal(application_id: UUID, path: str, purpose: Purpose, *, by: Actor, now: datetime) -> str:
    """The value at `people.<key>.<field>` or `address.phone`. Raises NotFound for any other path or an empty field."""
    application = await for_office(application_id, by)
    parts = path.split(".")
    value = None
    if len(parts) == 3 and parts[0] == "people" and parts[2] in PERSONAL:
        value = application.content.get("people", {}).get(parts[1], {}).get(parts[2])
    elif path == "address.phone":
        value = application.content.get("address", {}).get("phone")
    if not value:
        raise NotFound()
    subject = ("Application", application.id)
    await audit.record("personal_data.read", by=by, now=now, subject=subject, field=path, purpose=purpose.value)
    return str(value)
