"""HTTP of the face check: consent, challenge, upload, submission, verdict. All of it is the bound person's own."""

from collections.abc import AsyncIterator
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, Request
from sanic.response.types import ResponseStream

from core import clock
from core.actors import Role
from core.web import live
from core.web.body import Body
from core.web.operation import ANYONE, View, operation
from core.web.slots import uploading
from verification import accessibility, consent, practise, start, submit, upload, views, waiting, withdraw
from verification.states import VerificationAttemptState
from verification.tasks import own_attempt, own_task

bp = Blueprint("verification", url_prefix="/api/v1/verifications")
PERSON = {Role.PERSON}


class ConsentGiven(Body):
    """`version` of the consent text that was shown."""

    version: str = Field(max_length=32)


class Accessibility(Body):
    """`without`: movements that the person cannot make. `longer_prompts`: each stands longer on the screen."""

    without: list[str] = Field(max_length=5)
    longer_prompts: bool = False


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


@bp.get("/queue")
@operation("How long a verdict takes now", who=ANYONE, returns=views.QueueView)
async def show_queue(request: Request) -> views.QueueView:
    queue = await waiting.judging_queue(clock.now())
    return views.QueueView(open=queue.open, waiting=queue.waiting, expected_wait_s=queue.expected_wait_s)


@bp.get("/<task_id:uuid>")
@operation("Show my verification task", who=PERSON, returns=views.TaskView)
async def show_task(request: Request, task_id: UUID) -> views.TaskView:
    return await views.task_view(await own_task(task_id, request.ctx.actor))


@bp.put("/<task_id:uuid>/consent")
@operation("Give my separate consent to the face check", who=PERSON, body=ConsentGiven, returns=views.TaskView)
async def consent_to_face(request: Request, task_id: UUID, body: ConsentGiven) -> views.TaskView:
    task = await consent.give_consent(task_id, body.version, by=request.ctx.actor, now=clock.now())
    return await views.task_view(task)


@bp.delete("/<task_id:uuid>/consent")
@operation("Withdraw my consent: what was filmed is erased", who=PERSON, returns=views.TaskView)
async def withdraw_consent(request: Request, task_id: UUID) -> views.TaskView:
    return await views.task_view(await withdraw.withdraw_consent(task_id, by=request.ctx.actor, now=clock.now()))


@bp.put("/<task_id:uuid>/accessibility")
@operation("Say what I cannot do, or need longer for", who=PERSON, body=Accessibility, returns=views.TaskView)
async def set_accessibility(request: Request, task_id: UUID, body: Accessibility) -> views.TaskView:
    task = await accessibility.set_accessibility(
        task_id, body.without, longer_prompts=body.longer_prompts, by=request.ctx.actor, now=clock.now()
    )
    return await views.task_view(task)


@bp.post("/<task_id:uuid>/attempts")
@operation("Ask for a challenge", who=PERSON, returns=views.ChallengeView, status=201, idempotent=True)
async def create_attempt(request: Request, task_id: UUID) -> views.ChallengeView:
    attempt = await start.start_attempt(task_id, by=request.ctx.actor, now=clock.now())
    return views.challenge_view(attempt)


@bp.post("/<task_id:uuid>/practice")
@operation("Practise: judged and not kept", who=PERSON, returns=views.ChallengeView, status=201, idempotent=True)
async def create_practice(request: Request, task_id: UUID) -> views.ChallengeView:
    attempt = await practise.practise(task_id, by=request.ctx.actor, now=clock.now())
    return views.challenge_view(attempt)


@bp.put("/attempts/<attempt_id:uuid>/parts/<number:int>", stream=True)
@operation("Upload one part of the video", who=PERSON, returns=Received, stream="video/mp4")
async def put_part(request: Request, attempt_id: UUID, number: int) -> Received:
    actor, kind = request.ctx.actor, request.headers.get("content-type", "")
    async with uploading(str(actor.id)):
        received = await upload.store_part(attempt_id, number, body_of(request), kind, by=actor, now=clock.now())
    return Received(received_bytes=received)


@bp.post("/attempts/<attempt_id:uuid>/submission")
@operation("Hand in the video", who=PERSON, body=Submission, returns=views.AttemptView, status=202)
async def submit_attempt(request: Request, attempt_id: UUID, body: Submission) -> views.AttemptView:
    prompts = [submit.ShownPrompt(p.action, p.from_s, p.to_s) for p in body.prompts]
    attempt = await submit.submit_video(
        attempt_id, body.nonce, body.parts, prompts, by=request.ctx.actor, now=clock.now()
    )
    queue = await waiting.judging_queue(clock.now())
    return views.attempt_view(attempt, expected_wait_s=queue.expected_wait_s)


@bp.get("/attempts/<attempt_id:uuid>")
@operation("Show one of my attempts and its verdict", who=PERSON, returns=views.AttemptView)
async def show_attempt(request: Request, attempt_id: UUID) -> views.AttemptView:
    attempt = await own_attempt(attempt_id, request.ctx.actor)
    return views.attempt_view(attempt, await upload.received_bytes(attempt.id))


@bp.get("/attempts/<attempt_id:uuid>/events")
@operation("Follow one of my attempts until its verdict (server-sent events)", who=PERSON, media="text/event-stream")
async def follow_attempt(request: Request, attempt_id: UUID) -> ResponseStream:
    actor = request.ctx.actor
    await own_attempt(attempt_id, actor)

    async def look() -> live.Seen:
        attempt = await own_attempt(attempt_id, actor)
        done = attempt.state in {VerificationAttemptState.JUDGED, VerificationAttemptState.ABANDONED}
        version = f"{attempt.state.value}-{'-'.join(reason['reason'] for reason in attempt.reasons)}"
        return live.Seen(version, views.attempt_view(attempt).model_dump(mode="json"), last=done)

    return await live.stream(request, [f"attempt:{attempt_id}"], look)


async def body_of(request: Request) -> AsyncIterator[bytes]:
    """The body as it arrives, of a route that is declared with stream=True."""
    assert request.stream is not None
    while True:
        piece = await request.stream.read()  # type: ignore[attr-defined]  # Sanic types the base class only
        if not piece:
            return
        yield piece
