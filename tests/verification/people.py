"""Builders for the verification of persons: a register, a judge, people with telephones, officers. All invented."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from core import clock
from core.actors import Actor, Role
from core.errors import Unavailable
from core.sealed import blind_index
from tests.jobs_runner import run_jobs
from verification.consent import VERSION, give_consent
from verification.engine.challenge import Challenge
from verification.engine.settings import EngineSettings
from verification.engine.verdict import (
    AttackResult,
    Decision,
    Evidence,
    Finding,
    MatchResult,
    Signature,
    Verdict,
    VideoFacts,
)
from verification.invite import Invitee, invite
from verification.models import VerificationAttempt, VerificationTask
from verification.open import open_invitation
from verification.provider import Portrait, PortraitOutcome, PortraitSource
from verification.reasons import Reason
from verification.start import start_attempt
from verification.states import VerificationRisk
from verification.submit import ShownPrompt, submit_video
from verification.upload import store_part

OFFICE = "990122"
PERSON = Invitee("p1", "周予安", "990122199003078811", "13990122001")
OTHER = Invitee("p2", "季明舒", "990122199205123329", "13990122002")
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@dataclass
class Register:
    """A population register; `is_out` and `outcome` steer it."""

    name: str = "register"
    is_out: bool = False
    outcome: PortraitOutcome = PortraitOutcome.FOUND
    source: PortraitSource = PortraitSource.REGISTER
    asked: int = 0

    async def portrait(self, name: str, id_number: str) -> Portrait:
        self.asked += 1
        if self.is_out:
            raise Unavailable()
        return Portrait(self.outcome, f"register/{self.asked}", b"a portrait", self.source)


@dataclass
class Judge:
    """A judge that finds what it is told; `breaks` is raised instead, by the next judgements one after another."""

    decision: Decision = Decision.PASS
    reason: Reason = Reason.NOT_MATCH
    movement: bytes = b""
    breaks: list[BaseException] = field(default_factory=list)
    judged: list[bytes] = field(default_factory=list)
    engines: list[EngineSettings] = field(default_factory=list)

    async def judge(
        self, video: bytes, portrait: bytes, challenge: Challenge, engine: EngineSettings, *, timeout_s: float
    ) -> Verdict:
        self.judged.append(video)
        self.engines.append(engine)
        if self.breaks:
            raise self.breaks.pop(0)
        findings = () if self.decision is Decision.PASS else (Finding(self.reason, decides=self.decision),)
        return Verdict(
            decision=self.decision,
            findings=findings,
            engine="test",
            versions={},
            actions=(),
            match=MatchResult(0.5, 0.45, 0.363),
            attack=AttackResult(0.0),
            video=VideoFacts(),
            signature=Signature("", self.movement),
            evidence=Evidence(1.0, b"\xff\xd8 a frame"),
        )


@dataclass
class Person:
    """Somebody with an account, a session and a device."""

    actor: Actor
    task: VerificationTask

    async def challenge(self, *, now: datetime) -> VerificationAttempt:
        return await start_attempt(self.task.id, by=self.actor, now=now)

    async def upload(self, attempt: VerificationAttempt, *parts: bytes, now: datetime) -> None:
        for number, part in enumerate(parts):
            await store_part(attempt.id, number, bytewise(part), "video/mp4", by=self.actor, now=now)

    async def submit(self, attempt: VerificationAttempt, parts: int = 1, *, now: datetime) -> VerificationAttempt:
        return await submit_video(
            attempt.id, attempt.nonce, parts, shown(attempt.actions), by=self.actor, now=now
        )  # fmt: skip

    async def film(self, video: bytes | None = None, *, now: datetime | None = None) -> VerificationAttempt:
        """A whole attempt, judged; each with a video of its own unless told otherwise."""
        moment = now or clock.now()
        attempt = await self.challenge(now=moment)
        await self.upload(attempt, uuid4().bytes * 64 if video is None else video, now=moment)
        await self.submit(attempt, now=moment)
        await run_jobs(["verification"])
        return await VerificationAttempt.get(id=attempt.id)

    async def now_at(self) -> VerificationTask:
        return await VerificationTask.get(id=self.task.id)


async def bytewise(data: bytes, step: int = 65536) -> AsyncIterator[bytes]:
    for start in range(0, len(data), step):
        yield data[start : start + step]


def shown(actions: Sequence[str]) -> list[ShownPrompt]:
    return [ShownPrompt(action, 1.0 + 3 * n, 4.0 + 3 * n) for n, action in enumerate(actions)]


def actor(phone: str, **changes: Any) -> Actor:
    made = Actor(uuid4(), frozenset({Role.PERSON}), uuid4(), "device-1", phone_index=blind_index("phone", phone))
    return replace(made, **changes)


def officer(office: str = OFFICE, *roles: Role) -> Actor:
    return Actor(uuid4(), frozenset(roles or {Role.REVIEWER}), uuid4(), "desk-1", office=office)


async def consented(
    subject: str = "",
    who: Invitee = PERSON,
    *,
    risk: VerificationRisk = VerificationRisk.NORMAL,
    now: datetime | None = None,
) -> Person:
    """A person who opened their invitation and agreed to the face check."""
    moment = now or clock.now()
    (task,) = await invite(subject or f"application:{uuid4()}", [replace(who, risk=risk)], scope=OFFICE, now=moment)
    by = actor(who.phone)
    await open_invitation(task.code, by=by, now=moment)
    await give_consent(task.id, VERSION, by=by, now=moment)
    return Person(by, await VerificationTask.get(id=task.id))
