"""What changed for one person since they signed: lines of their card, papers, and fields that those papers print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.applications.content import Content, load
from app.applications.correct import frozen
from app.applications.differences import differences
from app.applications.kinds import KINDS
from app.applications.labels import label
from app.applications.models import Application
from app.applications.values import in_words
from app.documents.models import Document
from app.signatories.models import Signature
from app.signatories.states import SignatureState
from core.errors import Text

_PRINTED: Mapping[str, tuple[str, ...]] = {
    "application_form": ("",),
    "articles": ("name", "address", "scope", "capital", "term", "shareholders", "people.*.name"),
    "appointment": ("name", "posts", "people.*.name"),
    "address_commitment": ("name", "address"),
    "beneficial_owner_promise": ("name", "capital", "shareholders", "people.*.name"),
}
"""Which fields each paper prints, so that nobody is shown what their own papers do not show them."""
_PRIVATE = {"id_number", "id_valid_until", "id_long_term", "phone", "email", "address", "sex"}


@dataclass(frozen=True)
class FieldChange:
    """One field before and after; None where it was or is empty, both None where it is another person's own affair."""

    path: str
    label: Text
    before: Text | None
    after: Text | None


@dataclass(frozen=True)
class Changes:
    """Empty when the person has signed nothing yet, or their signature stands."""

    lines_before: Sequence[Text] = ()
    lines_after: Sequence[Text] = ()
    papers: Sequence[str] = ()
    fields: Sequence[FieldChange] = ()


async def changes_for(application: Application, signature: Signature, papers: Sequence[Document]) -> Changes:
    """What is different from what this person signed before."""
    if not signature.content_sha256 or signature.state is SignatureState.SIGNED:
        return Changes()
    stored = await frozen(application.id, signature.content_sha256)
    before, after = load(stored), load(application.content)
    signed = {each["sha256"] for each in signature.documents}
    changed = [paper for paper in papers if paper.rendering_sha256 not in signed]
    summary, key = KINDS[application.kind].summary, signature.person_key
    then = summary(before, key) if key in before.people else []
    today = summary(after, key)
    printed = {prefix for paper in changed for prefix in _PRINTED[paper.kind]}
    return Changes(
        lines_before=[line for line in then if line not in today],
        lines_after=[line for line in today if line not in then],
        papers=[paper.title for paper in changed],
        fields=[
            _shown(path, old, new, before, after, key)
            for path, old, new in differences(stored, application.content)
            if any(_covers(prefix, path) for prefix in printed)
        ],
    )


def _covers(prefix: str, path: str) -> bool:
    wanted, given = prefix.split(".") if prefix else [], path.split(".")
    return len(wanted) <= len(given) and all(w in ("*", g) for w, g in zip(wanted, given, strict=False))


def _shown(path: str, old: Any, new: Any, before: Content, after: Content, own: str) -> FieldChange:
    section, _, rest = path.partition(".")
    key, _, leaf = rest.partition(".")
    named = label(path, after if section != "people" or key in after.people else before)
    if section == "people" and leaf in _PRIVATE and key != own:
        return FieldChange(path, named, None, None)
    return FieldChange(path, named, in_words(path, old, before), in_words(path, new, after))
