"""What became of each return: what was asked, what the applicant changed, who signed again (补正前后对照)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.applications.content import Content, load
from app.applications.correct import frozen
from app.applications.differences import differences
from app.applications.labels import label
from app.applications.models import Application, Correction
from app.applications.values import in_words
from app.review.masking import PERSONAL, mask
from app.signatories.models import Signature
from core.errors import Text


@dataclass(frozen=True)
class Change:
    """One field before and after, personal numbers masked; None where it was or is empty."""

    path: str
    label: Text
    before: Text | None
    after: Text | None


@dataclass(frozen=True)
class SignedAgain:
    person_key: str
    name: str
    signed_at: datetime


@dataclass(frozen=True)
class Round:
    """One return. While the applicant still works on it `answered_at` is None and nothing is shown of the draft."""

    correction: Correction
    changes: Sequence[Change]
    signed_again: Sequence[SignedAgain]


async def rounds(application: Application) -> list[Round]:
    """All returns of a case, the first one first."""
    corrections = await Correction.filter(application_id=application.id).order_by("round")
    signatures = await Signature.filter(application_id=application.id, signed_at__not_isnull=True)
    found = []
    for number, correction in enumerate(corrections):
        following = corrections[number + 1] if number + 1 < len(corrections) else None
        until = following.required_at if following else None
        changes: list[Change] = []
        if correction.answered_at is not None:
            before = await frozen(application.id, correction.content_sha256)
            after = await frozen(application.id, following.content_sha256) if following else application.content
            changes = _changes(before, after)
        found.append(Round(correction, changes, _signed(signatures, load(application.content), correction, until)))
    return found


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    old, new = load(before), load(after)
    return [
        Change(path, label(path, new if _names(path, new) else old), _shown(path, was, old), _shown(path, now, new))
        for path, was, now in differences(before, after)
    ]


def _names(path: str, content: Content) -> bool:
    section, _, rest = path.partition(".")
    return section != "people" or rest.partition(".")[0] in content.people


def _shown(path: str, value: Any, content: Content) -> Text | None:
    section, leaf = path.partition(".")[0], path.rpartition(".")[2]
    if value and ((section == "people" and leaf in PERSONAL) or path == "address.phone"):
        masked = mask(leaf, str(value))
        return Text(masked, masked)
    return in_words(path, value, content)


def _signed(
    signatures: Sequence[Signature], content: Content, correction: Correction, until: datetime | None
) -> list[SignedAgain]:
    """Only the latest signature of a person is on record, so an earlier round may have had more."""
    return [
        SignedAgain(each.person_key, _name(content, each.person_key), each.signed_at)
        for each in sorted(signatures, key=lambda one: one.signed_at)
        if each.signed_at > correction.required_at and (until is None or each.signed_at < until)
    ]


def _name(content: Content, key: str) -> str:
    person = content.people.get(key)
    return (person.name if person else None) or ""


def officers_of(found: Sequence[Round]) -> set[UUID]:
    return {each.correction.officer_id for each in found}
