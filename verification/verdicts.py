"""How a verdict is kept: reasons for the person, the full result for the officer."""

import hashlib
from typing import Any

from verification.engine.verdict import (
    AttackResult,
    Decision,
    Finding,
    MatchResult,
    Signature,
    Verdict,
    VideoFacts,
)
from verification.reasons import Reason

HIDDEN = {"findings", "reasons", "verdict", "video_sha256"}


def as_reasons(verdict: Verdict) -> list[dict[str, Any]]:
    """Reasons with the seconds they speak of; every kind of attack reads the same (REPLAY_SUSPECTED)."""
    return [reason_entry(f.reason, f.from_s, f.to_s) for f in verdict.findings]


def reason_entry(reason: Reason, from_s: float | None = None, to_s: float | None = None) -> dict[str, Any]:
    """One reason as it is kept and shown."""
    return {
        "reason": reason.value,
        "from_s": from_s,
        "to_s": to_s,
        "text": reason.words.as_dict(),
        "next_step": reason.next_step.as_dict(),
    }


def as_result(verdict: Verdict, portrait_reference: str) -> dict[str, Any]:
    """Scores, limits, versions and timings, for the officer and the archive."""
    kept = {key: value for key, value in verdict.as_json().items() if key not in HIDDEN}
    return {**kept, "portrait": {"outcome": "FOUND", "reference": portrait_reference}}


def unreadable() -> Verdict:
    """The verdict on a video that broke the judge."""
    empty = hashlib.sha256(b"").hexdigest()
    return Verdict(
        decision=Decision.FAIL,
        findings=(Finding(Reason.UNREADABLE),),
        engine="none",
        versions={},
        actions=(),
        match=MatchResult(score=None, accept_at=0.0, review_at=0.0),
        attack=AttackResult(score=None),
        video=VideoFacts(),
        signature=Signature(sha256=empty, perceptual=b""),
        readable=False,
    )
