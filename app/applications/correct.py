"""Returns of a filing for correction (补正): what was asked, whether a field has changed since, and the answer."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.applications.models import Application, Correction, FrozenContent


async def open_correction(application_id: UUID) -> Correction | None:
    """The return that waits for the applicant's answer, or None."""
    return await Correction.filter(application_id=application_id, answered_at=None).first()


async def latest_correction(application_id: UUID) -> Correction | None:
    """The last return, answered or not, or None."""
    return await Correction.filter(application_id=application_id).order_by("-round").first()


async def answer_correction(application: Application, *, now: datetime) -> None:
    """Note that the applicant submitted again, in the caller's transaction; nothing when no return was open."""
    await Correction.filter(application_id=application.id, answered_at=None).update(answered_at=now)


async def unchanged_since(correction: Correction | None, application: Application, paths: list[str]) -> list[str]:
    """Those of `paths` whose value is still the one that was looked at when the filing was returned before."""
    if correction is None:
        return []
    before = await frozen(application.id, correction.content_sha256)
    return [path for path in paths if value_at(before, path) == value_at(application.content, path)]


async def frozen(application_id: UUID, sha256: str) -> dict[str, object]:
    """The content that has this hash. DoesNotExist when it was never frozen."""
    row = await FrozenContent.get(application_id=application_id, sha256=sha256)
    return dict(row.content)


def value_at(content: Mapping[str, object], path: str) -> object:
    """The value at a dotted path, None where there is none; the empty path is the whole."""
    value: object = content
    for part in path.split(".") if path else ():
        if isinstance(value, list) and part.isdigit():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value
