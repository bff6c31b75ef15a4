"""What the judge says: plain frozen values that can be pickled, stored and printed as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from verification.reasons import Reason


class Decision(StrEnum):
    PASS = "pass"  # noqa: S105  (a verdict, no password)
    REVIEW = "review"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """A reason, the seconds of the video it speaks of (None: the whole of it, or none of it), and whether it ends all.

    `decides` is FAIL for what no officer could mend, REVIEW for what a person should look at.
    """

    reason: Reason
    from_s: float | None = None
    to_s: float | None = None
    decides: Decision = Decision.FAIL
    note: str = ""


@dataclass(frozen=True)
class ActionResult:
    action: str
    passed: bool
    at_s: float | None = None


@dataclass(frozen=True)
class MatchResult:
    """Similarity to the portrait, higher is more alike; None where there was nothing to compare."""

    score: float | None
    accept_at: float
    review_at: float
    frames: int = 0


@dataclass(frozen=True)
class AttackResult:
    """0 is an honest person, 1 an attack; `signals` hold None where the video gave no ground to judge."""

    score: float | None
    signals: Mapping[str, float | None] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class VideoFacts:
    frames: int = 0
    fps: float = 0.0
    duration_s: float = 0.0
    width: int = 0
    height: int = 0
    looked_at: int = 0


@dataclass(frozen=True)
class Evidence:
    """The one frame that is kept: its time and a JPEG of it. Never part of the JSON."""

    at_s: float
    jpeg: bytes


@dataclass(frozen=True)
class Signature:
    """What a video looks like over time, to recognise it when it comes again: no image can be made from it."""

    sha256: str
    perceptual: bytes


@dataclass(frozen=True)
class Verdict:
    decision: Decision
    findings: tuple[Finding, ...]
    engine: str
    versions: Mapping[str, str]
    actions: tuple[ActionResult, ...]
    match: MatchResult
    attack: AttackResult
    video: VideoFacts
    signature: Signature
    evidence: Evidence | None = None
    readable: bool = True
    seconds: Mapping[str, float] = field(default_factory=dict)
    cpu_s: float = 0.0
    wall_s: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The object that `zhaoban judge` prints."""
        return {
            "verdict": self.decision.value,
            "reasons": list(dict.fromkeys(f.reason.value for f in self.findings)),
            "findings": [_finding(f) for f in self.findings],
            "engine": self.engine,
            "versions": dict(self.versions),
            "actions": [asdict(a) for a in self.actions],
            "match": asdict(self.match),
            "attack": {
                "score": self.attack.score,
                "signals": dict(self.attack.signals),
                "left_out": list(self.attack.left_out),
            },
            "video": asdict(self.video),
            "video_sha256": self.signature.sha256,
            "evidence_at_s": self.evidence.at_s if self.evidence else None,
            "stages_cpu_s": dict(self.seconds),
            "cpu_s": self.cpu_s,
            "wall_s": self.wall_s,
        }


def _finding(finding: Finding) -> dict[str, Any]:
    words = finding.reason.words
    return {
        "reason": finding.reason.value,
        "from_s": finding.from_s,
        "to_s": finding.to_s,
        "decides": finding.decides.value,
        "note": finding.note,
        "zh": words.zh,
        "en": words.en,
        "next_zh": finding.reason.next_step.zh,
        "next_en": finding.reason.next_step.en,
    }


def unreadable(why: str, engine: str = "default") -> Verdict:
    """The verdict on input with which the judge cannot even begin."""
    finding = Finding(Reason.UNREADABLE, note=why)
    return Verdict(
        decision=Decision.FAIL,
        findings=(finding,),
        engine=engine,
        versions={},
        actions=(),
        match=MatchResult(None, 0.0, 0.0),
        attack=AttackResult(None),
        video=VideoFacts(),
        signature=Signature("", b""),
        readable=False,
    )
