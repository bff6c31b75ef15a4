"""Builders: each makes one valid thing, and a test states only its difference. All persons are invented."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.accounts.models import Account, Officer
from app.accounts.officers import hasher
from app.accounts.phones import phone_index
from app.applications import draft, name, submit
from app.applications.models import Application
from app.review import claim, propose
from app.signatories import sign
from app.signatories.models import Signature
from core.actors import SYSTEM, Actor, Role
from core.events import publish
from core.states import move
from tests.app.applications.kinds.company import a_company
from tests.jobs_runner import run_jobs
from verification.events import IdentityConfirmed
from verification.models import VerificationAttempt, VerificationTask
from verification.open import open_invitation
from verification.states import TaskAction, TaskState

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A Monday morning in Shanghai."""
OFFICE = "990122"
PHONES = {"p1": "13800000001", "p2": "13800000002", "p3": "13800000003"}


async def account(phone: str = PHONES["p1"]) -> Account:
    found, _ = await Account.get_or_create(phone_index=phone_index(phone), defaults={"id": uuid4(), "phone": phone})
    return found


async def person(phone: str = PHONES["p1"], *, device: str = "device-1") -> Actor:
    """Somebody of the public, signed in."""
    known = await account(phone)
    return Actor(known.id, frozenset({Role.PERSON}), uuid4(), device, phone_index=known.phone_index)


async def officer(*roles: Role, office: str = OFFICE, username: str | None = None) -> Actor:
    """An officer of the office, signed in."""
    row = await Officer.create(
        id=uuid4(),
        username=username or uuid4().hex[:12],
        display_name="许静安",
        office=office,
        roles=[role.value for role in roles],
        password_hash=PASSWORD_HASH,
        totp_secret=TOTP_SECRET,
    )
    return Actor(row.id, frozenset(roles), uuid4(), "desk-1", office=office)


PASSWORD = "correct horse"
PASSWORD_HASH = hasher.hash(PASSWORD)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def draft_of(by: Actor, *, now: datetime = NOW, **patch: Any) -> Application:
    """A draft that is filled in and breaks no rule but for the name's reservation."""
    application = await draft.begin("incorporation", OFFICE, by=by, now=now)
    saved, _ = await draft.save(application.id, a_company(**patch), version=1, by=by, now=now)
    return saved


async def submitted(by: Actor, *, now: datetime = NOW, **patch: Any) -> Application:
    """An application whose signatories have been invited and whose papers are there."""
    application = await draft_of(by, now=now, **patch)
    await name.reserve_name(application.id, by=by, now=now)
    await submit.submit_for_verification(application.id, by=by, now=now)
    await run_jobs(["events"])
    return await Application.get(id=application.id)


async def task_of(application: Application, key: str) -> VerificationTask:
    return await VerificationTask.get(subject=application.subject, person_key=key)


async def verified(application: Application, key: str, *, now: datetime = NOW) -> Actor:
    """The person opened their invitation and passed, as a verifier would have written it."""
    task = await task_of(application, key)
    actor = await person(PHONES[key], device=f"device-{key}")
    task = await open_invitation(task.code, by=actor, now=now)
    await confirm(task, actor, now=now)
    return actor


_TO_THE_CAMERA = {
    TaskState.OPENED: (TaskAction.CONSENT, TaskAction.CHALLENGE),
    TaskState.CONSENTED: (TaskAction.CHALLENGE,),
    TaskState.RETRYABLE: (TaskAction.CHALLENGE,),
    TaskState.PASSED: (TaskAction.RENEW, TaskAction.CHALLENGE),
}


async def confirm(task: VerificationTask, actor: Actor, *, now: datetime = NOW) -> UUID:
    """Write a passed attempt and its fact, without a video."""
    attempt_id = uuid4()
    async with in_transaction():
        await VerificationAttempt.create(
            id=attempt_id, task=task, nonce=uuid4().hex, actions=["blink", "nod"], session_id=actor.session_id,
            device_id=actor.device_id, created_at=now, expires_at=now + timedelta(minutes=3), verdict="pass",
        )  # fmt: skip
        for action in _TO_THE_CAMERA[task.state]:
            await move(task, action, by=actor, now=now)
        task.passed_attempt_id, task.passed_at = attempt_id, now
        await task.save(update_fields=["passed_attempt_id", "passed_at"])
        await move(task, TaskAction.PASS, by=SYSTEM, now=now)
        await publish(
            IdentityConfirmed(subject=task.subject, person_key=task.person_key, task_id=task.id, attempt_id=attempt_id)
        )
    await run_jobs(["events"])
    return attempt_id


async def signed(application: Application, keys: Sequence[str] = ("p1", "p2", "p3"), *, now: datetime = NOW) -> None:
    """Each of the persons verified, read and signed; the papers bear it."""
    for key in keys:
        actor = await verified(application, key, now=now)
        signature = await Signature.get(application_id=application.id, person_key=key)
        card = await sign.view(signature.id, by=actor, now=now)
        await sign.sign(signature.id, card.sha256, by=actor, now=now)
        await run_jobs(["events"])


async def filed(by: Actor, *, now: datetime = NOW, **patch: Any) -> Application:
    """An application that everybody signed: it is with the office."""
    application = await submitted(by, now=now, **patch)
    await signed(application, now=now)
    return await Application.get(id=application.id)


async def proposed(by: Actor, reviewer: Actor, *, now: datetime = NOW) -> Application:
    """A filed application that a reviewer claimed and proposed for approval."""
    application = await filed(by, now=now)
    await claim.claim(application.id, by=reviewer, now=now)
    return await propose.propose_approval(application.id, "材料齐全。", by=reviewer, now=now)
