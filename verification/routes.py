"""HTTP of the face check: consent, challenge, upload, submission, verdict. All of it is the bound person's own."""

from collections.abc import AsyncIterator
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, Request

from core import clock
from core.actors import Role
from core.web.body import Body
from core.web.operation import View, operation
from verification import consent, start, submit, upload, views
from verification.models import VerificationAttempt
from verification.tasks import own_attempt, own_task

bp = Blueprint("verification", url_prefix="/api/v1/verifications")
PERSON = {Role.PERSON}


class ConsentGiven(Body):
    """`version` of the consent text that was shown."""

    version: str = Field(max_length=32)


class Shown(Body):
    action: str = Field(max_length=16)
    from_s: float = Field(ge=0)
    to_s: float = Field(gt=0)


class Submission(Body):
    """`prompts`: when each stood on the screen, in seconds from the video's first frame."""

    nonce: str = Field(max_length=64)
    parts: int = Field(ge=1, le=upload.MAX_PARTS)
    prompts: list[Shown] = Field(max_length=5)


class Received(View):
    received_bytes: int


@bp.get("/<task_id:uuid>")
@operation("Show my verification task", who=PERSON, returns=views.TaskView)
async def show_task(request: Request, task_id: UUID) -> views.TaskView:
    return await views.task_view(await own_task(task_id, request.ctx.actor))


@bp.put("/<task_id:uuid>/consent")
@operation("Give my separate consent to the face check", who=PERSON, body=ConsentGiven, returns=views.TaskView)
async def consent_to_face(request: Request, task_id: UUID, body: ConsentGiven) -> views.TaskView:
    task = await consent.give_consent(task_id, body.version, by=request.ctx.actor, now=clock.now())
    return await views.task_view(task)


@bp.post("/<task_id:uuid>/attempts")
@operation("Ask for a challenge", who=PERSON, returns=views.ChallengeView, status=201, idempotent=True)
async def create_attempt(request: Request, task_id: UUID) -> views.ChallengeView:
    attempt = await start.start_attempt(task_id, by=request.ctx.actor, now=clock.now())
    return views.challenge_view(attempt)


@bp.put("/attempts/<attempt_id:uuid>/parts/<number:int>", stream=True)
@operation("Upload one part of the video", who=PERSON, returns=Received, stream="video/mp4")
async def put_part(request: Request, attempt_id: UUID, number: int) -> Received:
    received = await upload.store_part(
        attempt_id,
        number,
        _stream(request),
        request.headers.get("content-type", ""),
        by=request.ctx.actor,
        now=clock.now(),
    )
    return Received(received_bytes=received)


@bp.post("/attempts/<attempt_id:uuid>/submission")
@operation("Hand in the video", who=PERSON, body=Submission, returns=views.AttemptView, status=202)
async def submit_attempt(request: Request, attempt_id: UUID, body: Submission) -> views.AttemptView:
    prompts = [submit.ShownPrompt(p.action, p.from_s, p.to_s) for p in body.prompts]
    attempt = await submit.submit_video(
        attempt_id, body.nonce, body.parts, prompts, by=request.ctx.actor, now=clock.now()
    )
    return views.attempt_view(attempt)


@bp.get("/attempts/<attempt_id:uuid>")
@operation("Show one of my attempts and its verdict", who=PERSON, returns=views.AttemptView)
async def show_attempt(request: Request, attempt_id: UUID) -> views.AttemptView:
    attempt: VerificationAttempt = await own_attempt(attempt_id, request.ctx.actor)
    return views.attempt_view(attempt, await upload.received_bytes(attempt.id))


async def _stream(request: Request) -> AsyncIterator[bytes]:
    assert request.stream is not None  # The route is declared with stream=True.
    while True:
        piece = await request.stream.read()  # type: ignore[attr-defined]  # Sanic's HTTP/1 stream has it
        if not piece:
            return
        yield piece
