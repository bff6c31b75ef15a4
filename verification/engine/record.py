"""What is noted while a video is judged, and the verdict it adds up to.

A file that turns out unreadable half-way still yields a verdict of the same shape, with what is known so far.
"""

import hashlib
import platform
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import av
import cv2
import numpy as np

from .attacks.sign import Sign
from .challenge import Challenge
from .decode import Tally
from .fuse import attack_findings, decide, fuse_signals
from .settings import EngineSettings
from .verdict import ActionResult, Decision, Evidence, Finding, MatchResult, Signature, Verdict, VideoFacts

VERSION = "1.0"


@dataclass
class Record:
    """Notes on one video."""

    engine: str
    tally: Tally = field(default_factory=Tally)
    findings: list[Finding] = field(default_factory=list)
    actions: tuple[ActionResult, ...] = ()
    match: MatchResult | None = None
    signs: dict[str, Sign] = field(default_factory=dict)
    evidence: Evidence | None = None
    movement: bytes = b""
    looked_at: int = 0
    readable: bool = True
    at_best: Decision | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    cpu_start: float = field(default_factory=time.process_time)
    wall_start: float = field(default_factory=time.perf_counter)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts the CPU seconds spent inside."""
        start = time.process_time()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.process_time() - start, 4)

    def unreadable(self, finding: Finding) -> None:
        """The input cannot be judged: what was found before says nothing."""
        self.readable = False
        self.findings = [finding]

    def verdict(self, video: bytes, challenge: Challenge, settings: EngineSettings) -> Verdict:
        """All notes together."""
        attack = fuse_signals(self.signs, settings)
        findings = (*self.findings, *attack_findings(attack, self.signs, settings))
        tally = self.tally
        return Verdict(
            decision=decide(findings, self.at_best or settings.at_best),
            findings=findings,
            engine=self.engine,
            versions=versions(),
            actions=self.actions or tuple(ActionResult(p.action.value, False) for p in challenge.prompts),
            match=self.match or MatchResult(None, settings.match.accept_at, settings.match.review_at),
            attack=attack,
            video=VideoFacts(
                frames=tally.frames,
                fps=round(tally.fps, 2),
                duration_s=round(tally.duration_s, 2),
                width=tally.width,
                height=tally.height,
                looked_at=self.looked_at,
            ),
            signature=Signature(hashlib.sha256(video).hexdigest(), self.movement),
            evidence=self.evidence,
            readable=self.readable,
            seconds=self.seconds,
            cpu_s=round(time.process_time() - self.cpu_start, 3),
            wall_s=round(time.perf_counter() - self.wall_start, 3),
        )


def versions() -> Mapping[str, str]:
    """What must be known to repeat a verdict; the weights are named by the manifest."""
    return {
        "engine": VERSION,
        "opencv": cv2.__version__,
        "pyav": av.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }
