"""HTTP of what waits for me (需要我处理): invitations by my number or my account, and fees of mine that are open."""

from uuid import UUID

from sanic import Blueprint, Request
from tortoise.expressions import Q

from app.applications.models import Application, application_id_of
from app.applications.states import UNDECIDED
from app.delivery.models import Delivery
from app.delivery.states import DeliveryState
from app.signatories.models import Signature
from app.signatories.states import SignatureState
from core.actors import Actor, Role
from core.web.operation import View, operation
from payments.models import Charge
from payments.states import ChargeState
from verification.models import VerificationTask
from verification.states import TaskState

bp = Blueprint("waiting", url_prefix="/api/v1")
SHOWN = 30


class InvitedView(View):
    """One invitation of mine. `waits`: I have still to verify or sign, or to say something."""

    task_id: UUID
    code: str
    company_name: str
    application_number: str
    verification: TaskState
    signature: SignatureState
    waits: bool


class DueView(View):
    """A fee that I owe for a case of mine."""

    charge_id: UUID
    application_id: UUID
    company_name: str
    name_zh: str
    name_en: str
    amount_fen: int


class WaitingView(View):
    invitations: list[InvitedView]
    payments: list[DueView]


@bp.get("/waiting-for-me")
@operation("What waits for me: invitations and open fees", who={Role.PERSON}, returns=WaitingView)
async def show_waiting(request: Request) -> WaitingView:
    actor = request.ctx.actor
    return WaitingView(invitations=await _invitations(actor), payments=await _payments(actor))


async def _invitations(by: Actor) -> list[InvitedView]:
    mine = Q(account_id=by.id) | Q(account_id=None, phone_index=by.phone_index or "-")
    tasks = await VerificationTask.filter(mine).order_by("-created_at").limit(SHOWN)
    signatures = {each.task_id: each for each in await Signature.filter(task_id__in=[task.id for task in tasks])}
    ids = {task.id: application_id_of(task.subject) for task in tasks}
    found = {str(each.id): each for each in await Application.filter(id__in=[i for i in ids.values() if i])}
    return [
        _invited(task, signatures[task.id], found[str(ids[task.id])])
        for task in tasks
        if task.id in signatures and str(ids[task.id]) in found
    ]


def _invited(task: VerificationTask, signature: Signature, application: Application) -> InvitedView:
    open_still = application.state in UNDECIDED and signature.state is not SignatureState.SIGNED
    return InvitedView(
        task_id=task.id,
        code=task.code,
        company_name=application.company_name,
        application_number=application.number,
        verification=task.state,
        signature=signature.state,
        waits=open_still and task.state is not TaskState.DISPUTED,
    )


async def _payments(by: Actor) -> list[DueView]:
    chosen = await Delivery.filter(account_id=by.id, state=DeliveryState.CHOSEN).limit(SHOWN)
    charges = {c.id: c for c in await Charge.filter(id__in=[d.charge_id for d in chosen], state=ChargeState.OPEN)}
    cases = {a.id: a for a in await Application.filter(id__in=[d.application_id for d in chosen])}
    return [
        DueView(
            charge_id=each.charge_id,
            application_id=each.application_id,
            company_name=cases[each.application_id].company_name,
            name_zh=charges[each.charge_id].name_zh,
            name_en=charges[each.charge_id].name_en,
            amount_fen=charges[each.charge_id].amount_fen,
        )
        for each in chosen
        if each.charge_id in charges
    ]
