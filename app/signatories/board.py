"""The applicant's board: who has still to verify or sign, and the link to send them."""

from datetime import datetime

from app.applications.content import load
from app.applications.kinds import KINDS
from app.applications.models import Application
from app.signatories.links import invitation_link
from app.signatories.models import Signature
from app.signatories.states import SignatureState
from core.actors import Actor
from core.web.bilingual import Bilingual
from core.web.operation import View
from verification.models import VerificationTask
from verification.states import TaskState


class SeatView(View):
    """One person of the statutory list: why they must sign, where they stand, their one lasting link. `question`: what
    they ask instead of signing. `standing`: both life cycles in one code, the word for which is in the group `seat`.
    `mine`: it is the seat of whoever asks.
    """

    person_key: str
    name: str
    mine: bool
    reason: Bilingual
    basis: str
    verification: TaskState
    signature: SignatureState
    standing: str
    done: bool
    link: str
    signed_at: datetime | None
    question: str | None


class BoardView(View):
    seats: list[SeatView]


_OUTWEIGHS = {SignatureState.SIGNED, SignatureState.REFUSED}
"""Where the signature says more than the verification does."""


async def board_of(application: Application, *, by: Actor | None = None) -> BoardView:
    """Everybody who must sign, in the order of the papers; empty until invitations are out."""
    content = load(application.content)
    tasks = {task.person_key: task for task in await VerificationTask.filter(subject=application.subject)}
    signatures = {s.person_key: s for s in await Signature.filter(application_id=application.id)}
    return BoardView(
        seats=[
            SeatView(
                person_key=each.person_key,
                name=content.people[each.person_key].name or "",
                mine=_is(tasks[each.person_key], by),
                reason=Bilingual.of(each.reason),
                basis=each.basis,
                verification=tasks[each.person_key].state,
                signature=signatures[each.person_key].state,
                standing=_standing(tasks[each.person_key].state, signatures[each.person_key].state),
                done=signatures[each.person_key].state is SignatureState.SIGNED,
                link=invitation_link(tasks[each.person_key].code),
                signed_at=signatures[each.person_key].signed_at,
                question=signatures[each.person_key].question,
            )
            for each in KINDS[application.kind].signatories(content)
            if each.person_key in tasks and each.person_key in signatures
        ]
    )


def _is(task: VerificationTask, by: Actor | None) -> bool:
    if by is None:
        return False
    return by.id == task.account_id if task.account_id else by.phone_index == task.phone_index


def _standing(verification: TaskState, signature: SignatureState) -> str:
    return signature.value if signature in _OUTWEIGHS else verification.value
