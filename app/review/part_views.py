"""What the officers' API shows of the parts of a case: returns, signatures, money and parcels."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.review.rounds import Round
from app.review.signatures import PaperCheck, Standing
from core.web.bilingual import Bilingual
from core.web.operation import View


class ChangeView(View):
    """One field before and after; personal numbers are masked on both sides."""

    path: str
    label: Bilingual
    before: Bilingual | None
    after: Bilingual | None


class SignedAgainView(View):
    person_key: str
    name: str
    signed_at: datetime


class RoundView(View):
    """One return: what was asked (as the notice printed it), what was changed, who signed after it."""

    round: int
    officer: str
    required_at: datetime
    answered_at: datetime | None
    late: int
    items: list[dict[str, Any]]
    changes: list[ChangeView]
    signed_again: list[SignedAgainView]


class StandingView(View):
    """`content_stands`, `papers_stand`: what was signed is what is filed now. `after_s`: from proof to signature."""

    state: str
    signed_at: datetime | None
    embedded_at: datetime | None
    content_stands: bool
    papers_stand: bool
    channel: str
    passed_at: datetime | None
    after_s: int | None


class PaperSignature(View):
    """One signature in a paper. `good`: unbroken, by a certificate we trust, only signatures added after it."""

    name: str
    signed_at: datetime | None
    intact: bool
    trusted: bool
    good: bool
    sample: bool


class PaperCheckView(View):
    """`readable` False: the file is no PDF whose signatures can be read."""

    document_id: UUID
    title: str
    readable: bool
    signatures: list[PaperSignature]


class PaperChecks(View):
    papers: list[PaperCheckView]


def round_view(found: Round, officers: Mapping[UUID, str]) -> RoundView:
    asked = found.correction
    return RoundView(
        round=asked.round,
        officer=officers.get(asked.officer_id, ""),
        required_at=asked.required_at,
        answered_at=asked.answered_at,
        late=asked.late,
        items=asked.items,
        changes=[
            ChangeView(
                path=c.path,
                label=Bilingual.of(c.label),
                before=Bilingual.maybe(c.before),
                after=Bilingual.maybe(c.after),
            )
            for c in found.changes
        ],
        signed_again=[SignedAgainView(**vars(each)) for each in found.signed_again],
    )


def standing_view(found: Standing) -> StandingView:
    return StandingView(
        state=found.signature.state.value,
        signed_at=found.signature.signed_at,
        embedded_at=found.signature.embedded_at,
        content_stands=found.content_stands,
        papers_stand=found.papers_stand,
        channel=found.channel,
        passed_at=found.passed_at,
        after_s=found.after_s,
    )


def paper_check_view(found: PaperCheck) -> PaperCheckView:
    return PaperCheckView(
        document_id=found.document.id,
        title=found.document.title,
        readable=found.signatures is not None,
        signatures=[
            PaperSignature(
                name=one.name,
                signed_at=one.signed_at,
                intact=one.intact,
                trusted=one.trusted,
                good=one.good,
                sample=one.sample,
            )
            for one in found.signatures or []
        ],
    )
