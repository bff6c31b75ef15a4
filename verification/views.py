"""What clients see of a task and its attempts: words and next steps, never a score."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.actors import Role
from core.web.bilingual import Bilingual
from core.web.operation import View
from verification import consent, policy
from verification.channels.states import OPEN, AppointmentState
from verification.engine.settings import Attack
from verification.models import Appointment, VerificationAttempt, VerificationTask
from verification.states import TaskAction, TaskState, VerificationAttemptState, VerificationChannel
from verification.tasks import theirs_since


class ReasonView(View):
    """Why an attempt did not pass, and the seconds of the video it speaks of."""

    reason: str
    from_s: float | None
    to_s: float | None
    text: Bilingual
    next_step: Bilingual


class ChallengeView(View):
    """What to ask of the person, in order. Each prompt stands on the screen for `shown_s`, after `lead_in_s`."""

    attempt_id: UUID
    practice: bool
    nonce: str
    actions: list[Literal["blink", "nod", "mouth", "turn_left", "turn_right"]]
    lead_in_s: float
    shown_s: float
    expires_at: datetime
    max_bytes: int
    max_seconds: float


class AttemptView(View):
    """`expected_wait_s`: how long the verdict will take, as far as can be told. While it waits, `reasons` say why."""

    id: UUID
    state: VerificationAttemptState
    practice: bool
    verdict: str | None
    reasons: list[ReasonView]
    received_bytes: int | None = None
    expected_wait_s: float | None = None


class QueueView(View):
    """How long a verdict takes now. While not `open`, no new video is asked for."""

    open: bool
    waiting: int
    expected_wait_s: float


class AppointmentView(View):
    """My use of another door. `code` is to be said aloud or shown; `launch` opens a platform's check, once. `over`: it
    was decided or cancelled.
    """

    id: UUID
    channel: VerificationChannel
    state: AppointmentState
    code: str | None
    launch: dict[str, str] | None
    handed_in: bool
    over: bool
    expires_at: datetime
    reasons: list[ReasonView]


class ConsentText(View):
    version: str
    text: Bilingual
    sha256: str


class TaskView(View):
    """One person's verification for one subject. `actions` are what its life cycle offers the person now."""

    id: UUID
    subject: str
    person_key: str
    state: TaskState
    passed_at: datetime | None
    passed_until: datetime | None
    channel: VerificationChannel
    locked_until: datetime | None
    without: list[str]
    longer_prompts: bool
    consented: bool
    consent: ConsentText | None
    latest_attempt: AttemptView | None
    appointment: AppointmentView | None
    actions: list[TaskAction]


def challenge_view(attempt: VerificationAttempt) -> ChallengeView:
    """Of an attempt with its task."""
    return ChallengeView(
        attempt_id=attempt.id,
        practice=attempt.practice,
        nonce=attempt.nonce,
        actions=attempt.actions,  # type: ignore[arg-type]  # drawn from policy.ACTIONS
        lead_in_s=policy.LEAD_IN_SECONDS,
        shown_s=policy.shown_seconds(longer=attempt.task.longer_prompts),
        expires_at=attempt.expires_at,
        max_bytes=policy.MAX_VIDEO_BYTES,
        max_seconds=policy.MAX_VIDEO_SECONDS,
    )


def attempt_view(
    attempt: VerificationAttempt, received: int | None = None, expected_wait_s: float | None = None
) -> AttemptView:
    return AttemptView(
        id=attempt.id,
        state=attempt.state,
        practice=attempt.practice,
        verdict=attempt.verdict or None,
        reasons=[ReasonView(**reason) for reason in attempt.reasons],
        received_bytes=received,
        expected_wait_s=expected_wait_s,
    )


def appointment_view(appointment: Appointment, launch: Mapping[str, str] | None = None) -> AppointmentView:
    return AppointmentView(
        id=appointment.id,
        channel=appointment.channel,
        state=appointment.state,
        code=appointment.code or None,
        launch=dict(launch) if launch else None,
        handed_in=appointment.handed_in_at is not None,
        over=appointment.state not in OPEN,
        expires_at=appointment.expires_at,
        reasons=[ReasonView(**reason) for reason in appointment.reasons],
    )


async def task_view(task: VerificationTask) -> TaskView:
    theirs = {"task_id": task.id, "created_at__gte": await theirs_since(task)}
    latest = await VerificationAttempt.filter(practice=False, **theirs).order_by("-created_at").first()
    elsewhere = await Appointment.filter(**theirs).order_by("-created_at").first()
    return TaskView(
        id=task.id,
        subject=task.subject,
        person_key=task.person_key,
        state=task.state,
        passed_at=task.passed_at,
        passed_until=task.passed_until,
        channel=task.channel,
        locked_until=task.locked_until,
        without=task.without,
        longer_prompts=task.longer_prompts,
        consented=await consent.has_consent(task),
        consent=consent_view() if task.state is TaskState.OPENED else None,
        latest_attempt=attempt_view(latest) if latest else None,
        appointment=appointment_view(elsewhere) if elsewhere else None,
        actions=[
            TaskAction(action)
            for action, rule in task.MOVES.items()
            if task.state in rule.sources and Role.PERSON in rule.roles
        ],
    )


def consent_view() -> ConsentText:
    return ConsentText(version=consent.VERSION, text=Bilingual.of(consent.TEXT), sha256=consent.TEXT_SHA256)


class AttackLimits(View):
    """From which value of the attack signals, taken together, an officer looks and a video is refused."""

    review_at: float
    fail_at: float


def attack_limits() -> AttackLimits:
    """The limits in force."""
    limits = Attack()
    return AttackLimits(review_at=limits.review_at, fail_at=limits.fail_at)


def officer_attempt(attempt: VerificationAttempt) -> dict[str, Any]:
    """What an officer sees of an attempt: everything but the person's face, which is fetched and logged apart."""
    return {
        "id": str(attempt.id),
        "state": attempt.state.value,
        "verdict": attempt.verdict,
        "practice": attempt.practice,
        "actions": attempt.actions,
        "reasons": attempt.reasons,
        "result": attempt.result,
        "submitted_at": attempt.submitted_at.isoformat() if attempt.submitted_at else None,
        "judged_at": attempt.judged_at.isoformat() if attempt.judged_at else None,
        "evidence": attempt.evidence_blob_id is not None,
    }
