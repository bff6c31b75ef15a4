"""A filing with its people and officers, as far as a test wants it: real PostgreSQL, real papers, no camera.

Where the product asks the judge for a verdict, these people hand in one that the judge could have given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app import wiring
from app.accounts.models import Account, Officer
from app.accounts.phones import phone_index
from app.applications import draft
from app.applications.models import Application
from app.applications.name import reserve_name
from app.applications.submit import submit_for_verification
from app.review.approve import approve
from app.review.claim import claim
from app.review.propose import propose_approval
from app.signatories import progress
from app.signatories.models import Signature
from app.signatories.sign import sign, view
from core import clock, events
from core.actors import Actor, Role
from core.states import move
from notifications import providers
from notifications.catalogue import sms_templates
from notifications.provider import DeliveryReport, Receipt
from tests.app.applications.kinds.company import a_company
from tests.jobs_runner import run_jobs
from verification import wanted
from verification.conclude import Judged, conclude
from verification.consent import VERSION, give_consent
from verification.engine.verdict import (
    AttackResult,
    Decision,
    MatchResult,
    Verdict,
    VideoFacts,
)
from verification.engine.verdict import (
    Signature as VideoSignature,
)
from verification.models import VerificationTask
from verification.open import open_invitation
from verification.start import start_attempt
from verification.states import AttemptAction, TaskState

OFFICE = "990122"
PHONES = {"p1": "13800000001", "p2": "13800000002", "p3": "13800000003"}
APART: dict[str, Any] = {
    "shareholders": {"p3": None},
    "posts": {"director": ["p3"], "legal_representative": "p3", "supervisor": None, "no_supervisor": True}
    | {"liaison": "p3", "finance_officer": "p3", "general_manager": None},
}
"""p1 and p2 hold the shares, p3 holds every post: what concerns the posts alone touches p3's papers alone."""


class Network:
    """A telephone network that takes every message."""

    name = "network"
    templates = sms_templates()

    async def send(self, to: str, template: str, params: Sequence[str], message_id: UUID) -> Receipt:
        return Receipt(provider_id=str(message_id))

    async def reports(self) -> list[DeliveryReport]:
        return []


def wired() -> None:
    """The product's own table of facts, its word on who is still to verify, and a telephone network."""
    events.wire(wiring.SUBSCRIPTIONS)
    wanted.wire(progress.awaits_people)
    providers.use(Network())


async def person(phone: str) -> Actor:
    """Somebody signed in with this number."""
    account, _ = await Account.get_or_create(phone_index=phone_index(phone), defaults={"id": uuid4(), "phone": phone})
    return Actor(account.id, frozenset({Role.PERSON}), uuid4(), "device-of-a-test", phone_index(phone))


async def officer(*roles: Role, office: str = OFFICE) -> Actor:
    """An officer with these roles."""
    made = await Officer.create(
        id=uuid4(),
        username=uuid4().hex,
        display_name="审查员",
        office=office,
        roles=[role.value for role in roles],
        password_hash="",
        totp_secret="",
    )
    return Actor(made.id, frozenset(roles), uuid4(), "desk", office=office)


def passed() -> Verdict:
    """A verdict of the judge on a video without fault."""
    return Verdict(
        decision=Decision.PASS,
        findings=(),
        engine="default",
        versions={},
        actions=(),
        match=MatchResult(0.8, 0.45, 0.363),
        attack=AttackResult(0.0),
        video=VideoFacts(),
        signature=VideoSignature(uuid4().hex * 2, b""),
    )


@dataclass
class Filing:
    """One application and who takes part in it."""

    application: Application
    people: dict[str, Actor]
    reviewer: Actor
    approver: Actor
    supervisor: Actor
    now: datetime = field(default_factory=clock.now)

    @property
    def id(self) -> UUID:
        return self.application.id

    @property
    def founder(self) -> Actor:
        return self.people["p1"]

    def reviewer_as_approver(self) -> Actor:
        """The reviewer, who also holds the role of an approver."""
        return replace(self.reviewer, roles=frozenset({Role.REVIEWER, Role.APPROVER}))

    async def state(self) -> str:
        await self.application.refresh_from_db()
        return str(self.application.state)

    async def save(self, **patch: Any) -> None:
        await self.application.refresh_from_db()
        self.application, _ = await draft.save(
            self.id, patch, version=self.application.version, by=self.founder, now=clock.now()
        )

    async def submit(self) -> None:
        await submit_for_verification(self.id, by=self.founder, now=clock.now())
        await run_jobs()

    async def task(self, key: str) -> VerificationTask:
        return await VerificationTask.get(subject=self.application.subject, person_key=key)

    async def signature(self, key: str) -> Signature:
        return await Signature.get(application_id=self.id, person_key=key)

    async def signatures(self) -> dict[str, str]:
        return {each.person_key: str(each.state) for each in await Signature.filter(application_id=self.id)}

    async def prove(self, key: str, *, now: datetime | None = None) -> None:
        """Open the invitation, consent, and pass the face check."""
        now, who = now or clock.now(), self.people[key]
        task = await open_invitation((await self.task(key)).code, by=who, now=now)
        if task.state is TaskState.OPENED:
            await give_consent(task.id, VERSION, by=who, now=now)
        attempt = await start_attempt(task.id, by=who, now=now)
        await move(attempt, AttemptAction.SUBMIT, by=who, now=now)
        await conclude(attempt.id, Judged(passed(), uuid4().hex * 2, "test", 0.1), now=now)
        await run_jobs()

    async def sign(self, key: str, *, now: datetime | None = None) -> None:
        """Read the card and sign it."""
        await self.sign_without_jobs(key, now=now)
        await run_jobs()

    async def sign_without_jobs(self, key: str, *, now: datetime | None = None) -> None:
        """The act alone: the signature is not in the papers yet."""
        now, who = now or clock.now(), self.people[key]
        card = await view((await self.signature(key)).id, by=who, now=now)
        await sign(card.signature.id, card.sha256, by=who, now=now)

    async def agree(self, *keys: str) -> None:
        for key in keys or tuple(self.people):
            await self.prove(key)
            await self.sign(key)

    async def claim(self) -> None:
        await claim(self.id, by=self.reviewer, now=clock.now())

    async def approve(self) -> None:
        """From the queue to the licence."""
        await self.claim()
        await propose_approval(self.id, "齐全", by=self.reviewer, now=clock.now())
        await approve(self.id, "准予", by=self.approver, now=clock.now())
        await run_jobs()


async def a_draft(**patch: Any) -> Filing:
    """A complete draft with its name reserved, and the people and officers of the case."""
    wired()
    people = {key: await person(phone) for key, phone in PHONES.items()}
    filing = Filing(
        await draft.begin("incorporation", OFFICE, by=people["p1"], now=clock.now()),
        people,
        await officer(Role.REVIEWER),
        await officer(Role.APPROVER),
        await officer(Role.SUPERVISOR),
    )
    await filing.save(**a_company(**patch))
    await reserve_name(filing.id, by=filing.founder, now=clock.now())
    return filing


async def an_invited_filing(**patch: Any) -> Filing:
    """Submitted: everybody has an invitation, nobody has signed."""
    filing = await a_draft(**patch)
    await filing.submit()
    return filing


async def a_filed_case(**patch: Any) -> Filing:
    """Everybody has signed; the office has it."""
    filing = await an_invited_filing(**patch)
    await filing.agree()
    return filing
