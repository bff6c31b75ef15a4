"""HTTP of invitations and signatures. Without sign-in an invitation shows nothing of anybody."""

from datetime import datetime
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from app.applications.access import own
from app.documents.models import Document
from app.signatories import nudge, question, sign
from app.signatories.board import BoardView, board_of
from app.signatories.card import Card, card_of, own_signature
from app.signatories.changes import Changes
from app.signatories.drawing import MOST_STROKES
from app.signatories.models import Signature
from app.signatories.states import SignatureAction, SignatureState
from core import blobs, clock
from core.actors import Actor, Role
from core.errors import NotFound, Text
from core.states import allowed
from core.web.bilingual import Bilingual
from core.web.body import Body
from core.web.limits import limit
from core.web.operation import ANYONE, View, operation
from verification.models import VerificationTask
from verification.open import open_invitation
from verification.views import TaskView, task_view

bp = Blueprint("signatories", url_prefix="/api/v1")
PERSON = {Role.PERSON}
_NO_INVITATION = Text(
    "没有这份邀请。请核对链接是否完整，或请申请人重新发给您。",
    "There is no such invitation. Look whether the link is whole, or ask the applicant to send it again.",
)
_NO_MORE = Text(
    "申请已修改，不再需要您签名。您不用做什么；有疑问请联系申请人。",
    "The filing was changed and needs you no more. There is nothing to do; if in doubt, ask the applicant.",
)


class InvitationView(View):
    """What anybody with the address may know: that it is one, and that sign-in comes first."""

    exists: bool
    sign_in_required: bool = True


class PaperView(View):
    id: UUID
    kind: str
    title: str
    rendering_sha256: str
    signed: bool


class FieldChangeView(View):
    """Both values are empty where the field is another person's own affair."""

    path: str
    label: Bilingual
    before: Bilingual | None
    after: Bilingual | None


class ChangesView(View):
    """What differs from what I signed before: lines of the card, papers, and the fields those papers print."""

    lines_before: list[Bilingual]
    lines_after: list[Bilingual]
    papers: list[str]
    fields: list[FieldChangeView]


class CardView(View):
    """What I agree to. `card_sha256` goes back with the signature; `changes` is there when I am asked again. `actions`
    are what the signature's life cycle offers me now; `question` is what I asked instead of signing. `verify_again`: I
    was verified, but too long ago or before I was asked anew.
    """

    signature_id: UUID
    state: SignatureState
    application_number: str
    company_name: str
    person_name: str
    applicant_name: str
    lines: list[Bilingual]
    papers: list[PaperView]
    papers_ready: bool
    card_sha256: str
    changes: ChangesView
    verification: TaskView
    signed_at: datetime | None
    question: str | None
    actions: list[SignatureAction]
    verify_again: bool


class SignatureAct(Body):
    """`drawing`: the strokes of a signature drawn by hand, each a list of x, y on a pad of 1000 × 400; or none."""

    card_sha256: str = Field(min_length=64, max_length=64)
    drawing: list[list[tuple[int, int]]] | None = Field(None, max_length=MOST_STROKES)


class Question(Body):
    """What I want to know before I sign."""

    words: str = Field(min_length=2, max_length=300)


class Reminded(View):
    person_key: str


class SignatureView(View):
    id: UUID
    state: SignatureState
    signed_at: datetime | None
    embedded: bool


@bp.get("/invitations/<code:str>")
@operation("Whether an invitation exists; nothing personal", who=ANYONE, returns=InvitationView)
async def show_invitation(request: Request, code: str) -> InvitationView:
    await limit("invitation", request.remote_addr or request.ip, times=60, per_seconds=60)
    if not await VerificationTask.exists(code=code):
        raise NotFound(_NO_INVITATION)
    return InvitationView(exists=True)


@bp.put("/invitations/<code:str>/opening")
@operation("Open my invitation: binds it to me", who=PERSON, returns=CardView)
async def open_mine(request: Request, code: str) -> CardView:
    task = await open_invitation(code, by=request.ctx.actor, now=clock.now())
    signature = await Signature.get_or_none(task_id=task.id)
    if signature is None:
        raise NotFound(_NO_MORE)
    return await _card_view(await card_of(task, signature), request.ctx.actor)


@bp.get("/signatures/<signature_id:uuid>")
@operation("Show what I agree to", who=PERSON, returns=CardView)
async def show_card(request: Request, signature_id: UUID) -> CardView:
    return await _own_card(signature_id, request.ctx.actor)


@bp.put("/signatures/<signature_id:uuid>/viewing")
@operation("Say that I have read the card and its papers", who=PERSON, returns=CardView)
async def view_card(request: Request, signature_id: UUID) -> CardView:
    actor = request.ctx.actor
    return await _card_view(await sign.view(signature_id, by=actor, now=clock.now()), actor)


@bp.put("/signatures/<signature_id:uuid>/act")
@operation("Sign all my papers by one act", who=PERSON, body=SignatureAct, returns=SignatureView)
async def sign_all(request: Request, signature_id: UUID, body: SignatureAct) -> SignatureView:
    signature = await sign.sign(signature_id, body.card_sha256, body.drawing, by=request.ctx.actor, now=clock.now())
    return SignatureView(
        id=signature.id, state=signature.state, signed_at=signature.signed_at, embedded=bool(signature.embedded_at)
    )


@bp.put("/signatures/<signature_id:uuid>/question")
@operation("Ask a question instead of signing (有疑问)", who=PERSON, body=Question, returns=CardView)
async def ask_question(request: Request, signature_id: UUID, body: Question) -> CardView:
    actor = request.ctx.actor
    await limit("questions", str(actor.id), times=10, per_seconds=3600)
    await question.ask_question(signature_id, body.words, by=actor, now=clock.now())
    return await _own_card(signature_id, actor)


@bp.delete("/signatures/<signature_id:uuid>/question")
@operation("Take my question back: it is answered", who=PERSON, returns=CardView)
async def take_back_question(request: Request, signature_id: UUID) -> CardView:
    actor = request.ctx.actor
    await question.take_back_question(signature_id, by=actor, now=clock.now())
    return await _own_card(signature_id, actor)


@bp.post("/applications/<application_id:uuid>/signatories/<person_key:str>/reminder")
@operation("Remind somebody who has not signed yet", who=PERSON, returns=Reminded, keyed=True)
async def remind(request: Request, application_id: UUID, person_key: str) -> Reminded:
    await nudge.nudge(application_id, person_key, by=request.ctx.actor, now=clock.now())
    return Reminded(person_key=person_key)


@bp.get("/signatures/<signature_id:uuid>/papers/<document_id:uuid>")
@operation("Read one of my papers", who=PERSON, media="application/pdf")
async def read_paper(request: Request, signature_id: UUID, document_id: UUID) -> HTTPResponse:
    signature, _ = await own_signature(signature_id, request.ctx.actor)
    document = await Document.get_or_none(id=document_id, application_id=signature.application_id)
    if document is None or signature.person_key not in document.must_sign:
        raise NotFound()
    return raw(await blobs.load(document.blob_id), content_type="application/pdf")


@bp.get("/applications/<application_id:uuid>/signatories")
@operation("Who is still missing from my application", who=PERSON, returns=BoardView)
async def show_board(request: Request, application_id: UUID) -> BoardView:
    actor = request.ctx.actor
    return await board_of(await own(application_id, actor), by=actor)


async def _own_card(signature_id: UUID, by: Actor) -> CardView:
    """The caller's own card as it is now."""
    signature, task = await own_signature(signature_id, by)
    return await _card_view(await card_of(task, signature), by)


async def _card_view(card: Card, by: Actor) -> CardView:
    return CardView(
        signature_id=card.signature.id,
        state=card.signature.state,
        application_number=card.application.number,
        company_name=card.application.company_name,
        person_name=card.person_name,
        applicant_name=card.applicant_name,
        lines=[Bilingual.of(line) for line in card.lines],
        papers=[
            PaperView(
                id=paper.id,
                kind=paper.kind,
                title=paper.title,
                rendering_sha256=paper.rendering_sha256,
                signed=card.signature.person_key in paper.signed,
            )
            for paper in card.papers
        ],
        papers_ready=card.ready,
        card_sha256=card.sha256,
        changes=_changes_view(card.changes),
        verification=await task_view(card.task),
        signed_at=card.signature.signed_at,
        question=card.signature.question,
        actions=[SignatureAction(each) for each in allowed(card.signature, by)],
        verify_again=await sign.must_verify_again(card.signature, card.task, clock.now()),
    )


def _changes_view(changes: Changes) -> ChangesView:
    return ChangesView(
        lines_before=[Bilingual.of(line) for line in changes.lines_before],
        lines_after=[Bilingual.of(line) for line in changes.lines_after],
        papers=list(changes.papers),
        fields=[
            FieldChangeView(
                path=each.path,
                label=Bilingual.of(each.label),
                before=Bilingual.maybe(each.before),
                after=Bilingual.maybe(each.after),
            )
            for each in changes.fields
        ],
    )
