"""The judge: bytes of a video and a portrait in, a verdict out. Nothing else is read or written."""

import hashlib
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import cv2
import numpy as np

from verification.reasons import Reason

from . import match
from .actions import judge_actions
from .attacks.texture import texture_score
from .challenge import Challenge
from .decode import Tally, TooMuch, Unreadable, read_frames
from .events import movements
from .landmarks import BLINK_LEFT, BLINK_RIGHT, JAW_OPEN
from .models import Models
from .quality import judge_quality
from .settings import EngineSettings
from .verdict import (
    ActionResult,
    AttackResult,
    Decision,
    Evidence,
    Finding,
    MatchResult,
    Signature,
    Verdict,
    VideoFacts,
)
from .watch import Keyframe, Watched, watch

NAME = "default"
VERSION = "1"


@dataclass
class Clock:
    """CPU seconds spent in each stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.process_time() - start, 4)


class DefaultEngine:
    """Landmarks and pose by MediaPipe's networks, matching by SFace, presentation attacks by several signals."""

    name = NAME

    def __init__(self, models: Models) -> None:
        self._models = models

    def judge(self, video: bytes, portrait: bytes, challenge: Challenge, settings: EngineSettings) -> Verdict:
        """Never raises for what the video or the portrait holds: a verdict says what is wrong with them."""
        cpu, wall, clock, tally = time.process_time(), time.perf_counter(), Clock(), Tally()
        found = _Found()
        try:
            self._look(video, portrait, challenge, settings, tally, clock, found)
        except Unreadable as error:
            found.unreadable(Finding(Reason.UNREADABLE, note=str(error)))
        except TooMuch as error:
            found.unreadable(Finding(Reason.TOO_LONG, note=str(error)))
        except match.BadPortrait as error:
            found.unreadable(error.finding)
        return found.verdict(video, challenge, settings, tally, clock, cpu, wall)

    def _look(
        self,
        video: bytes,
        portrait: bytes,
        challenge: Challenge,
        settings: EngineSettings,
        tally: Tally,
        clock: Clock,
        found: "_Found",
    ) -> None:
        with clock.stage("portrait"):
            limits = settings.limits
            picture = match.decode_portrait(portrait, limits.most_portrait_bytes, limits.most_pixels * 4)
            wanted = match.embed_portrait(picture, self._models, settings.match)
        with clock.stage("watch"):
            watched = watch(read_frames(video, limits, settings.sampling, tally), self._models, settings)
        if tally.frames < limits.least_frames or tally.duration_s < limits.least_seconds:
            raise Unreadable(f"shorter than {limits.least_seconds:g} s or {limits.least_frames} frames")
        with clock.stage("quality"):
            found.findings += judge_quality(watched, settings.quality)
        with clock.stage("actions"):
            shapes = watched.shapes[:, [BLINK_LEFT, BLINK_RIGHT, JAW_OPEN]].astype(np.float64)
            moved = movements(watched.times, shapes, watched.angles, settings.actions)
            judged = judge_actions(moved, challenge, settings.actions)
            found.actions, found.findings = judged.results, found.findings + judged.findings
        with clock.stage("match"):
            chosen = match.choose(watched.keyframes, settings.match.frames)
            seen = [one for frame in chosen if (one := match.embed_frame(frame, self._models)) is not None]
            found.match, findings = match.compare(seen, wanted, settings.match)
            found.findings += findings
        with clock.stage("attack"):
            found.signals = {"texture": texture_score(chosen, self._models)}
        with clock.stage("evidence"):
            found.evidence = _evidence(chosen)
            found.watched = watched


@dataclass
class _Found:
    """What the stages found so far, so that a video that breaks off still yields what was seen."""

    findings: list[Finding] = field(default_factory=list)
    actions: tuple[ActionResult, ...] = ()
    match: MatchResult | None = None
    signals: dict[str, float | None] = field(default_factory=dict)
    evidence: Evidence | None = None
    readable: bool = True
    watched: Watched | None = None

    def unreadable(self, finding: Finding) -> None:
        self.readable = False
        self.findings = [finding]

    def verdict(
        self,
        video: bytes,
        challenge: Challenge,
        settings: EngineSettings,
        tally: Tally,
        clock: Clock,
        cpu: float,
        wall: float,
    ) -> Verdict:
        attack = _fuse(self.signals, settings)
        findings = list(self.findings)
        if attack.score is not None and attack.score >= settings.attack.review_at:
            failed = attack.score >= settings.attack.fail_at
            decides = Decision.FAIL if failed else Decision.REVIEW
            findings.append(Finding(Reason.REPLAY_SUSPECTED, decides=decides))
        m = settings.match
        facts = VideoFacts(
            tally.frames,
            round(tally.fps, 2),
            round(tally.duration_s, 2),
            tally.width,
            tally.height,
            0 if self.watched is None else len(self.watched.times),
        )
        return Verdict(
            decision=_decide(findings),
            findings=tuple(findings),
            engine=NAME,
            versions=versions(),
            actions=self.actions or tuple(ActionResult(p.action.value, False) for p in challenge.prompts),
            match=self.match or MatchResult(None, m.accept_at, m.review_at),
            attack=attack,
            video=facts,
            signature=Signature(hashlib.sha256(video).hexdigest(), b""),
            evidence=self.evidence,
            readable=self.readable,
            seconds=clock.seconds,
            cpu_s=round(time.process_time() - cpu, 3),
            wall_s=round(time.perf_counter() - wall, 3),
        )


def versions() -> dict[str, str]:
    """What must be known to repeat a verdict."""
    return {"engine": VERSION, "opencv": cv2.__version__, "python": platform.python_version()}


def _fuse(signals: dict[str, float | None], settings: EngineSettings) -> AttackResult:
    counted = [score for name, score in signals.items() if score is not None and name not in settings.leave_out]
    rounded = {name: None if score is None else round(score, 3) for name, score in signals.items()}
    return AttackResult(round(max(counted), 3) if counted else None, rounded, tuple(sorted(settings.leave_out)))


def _decide(findings: list[Finding]) -> Decision:
    decisions = {finding.decides for finding in findings}
    if Decision.FAIL in decisions:
        return Decision.FAIL
    return Decision.REVIEW if Decision.REVIEW in decisions else Decision.PASS


def _evidence(chosen: list[Keyframe]) -> Evidence | None:
    if not chosen:
        return None
    best = max(chosen, key=lambda frame: frame.score)
    _ok, jpeg = cv2.imencode(".jpg", best.image, [cv2.IMWRITE_JPEG_QUALITY, 90])
    return Evidence(round(best.at_s, 2), jpeg.tobytes())
