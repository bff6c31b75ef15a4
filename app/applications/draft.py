"""Write a draft: begin one, save it field by field, and hear at each save what the rules say so far."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.applications.access import lock_own
from app.applications.content import load, merge
from app.applications.facts import facts_for, name_in
from app.applications.kinds import KINDS
from app.applications.models import Application
from app.applications.states import EDITABLE, State
from config.reference.offices import offices
from config.settings import settings
from core.actors import Actor
from core.clock import legal_date
from core.errors import Conflict, NotFound, Text, TooMany
from core.rules import Findings

PAUSE = timedelta(minutes=5)
"""What lies between two acts of one person counts as their own time, up to this: then they were away."""
_CHANGED = Text(
    "这份申请刚在另一台设备上修改过，请先刷新。",
    "This application was just changed on another device; reload first.",
)
MOST_DRAFTS = 20
"""Of one person. An agent (委托代理人) who files for many submits them one by one; submitted ones do not count."""
_MANY = Text(
    f"您已有 {MOST_DRAFTS} 份草稿没有提交，请先继续、提交或撤回其中一份；长期不动的草稿会自动失效。",
    f"You have {MOST_DRAFTS} open drafts; go on with one, submit or withdraw it. Those left alone lapse by themselves.",
)
_FROZEN = Text("申请已提交核实，不能直接修改；请先撤回修改。", "The content is frozen; reopen it before editing.")


async def begin(kind: str, office: str, *, by: Actor, now: datetime) -> Application:
    """A new, empty draft for one office. Raises NotFound for an unknown kind or office, TooMany (open drafts)."""
    if kind not in KINDS or office not in offices(fictitious=settings().sample):
        raise NotFound(Text("没有这种业务或这个登记机关。", "No such kind of filing or registry office."))
    if await Application.filter(applicant_id=by.id, state=State.DRAFT).count() >= MOST_DRAFTS:
        raise TooMany(_MANY)
    return await Application.create(
        id=uuid4(),
        number=_number(office, now),
        kind=kind,
        office=office,
        applicant_id=by.id,
        created_at=now,
        updated_at=now,
    )


async def save(
    application_id: UUID, patch: object, *, version: int, by: Actor, now: datetime
) -> tuple[Application, Findings]:
    """Apply a merge patch (RFC 7396) and return the findings for what is there so far.

    Raises NotFound, Invalid (wrong shape), Conflict (frozen, or changed elsewhere since `version`).
    """
    async with in_transaction():
        application = await lock_own(application_id, by)
        if application.state not in EDITABLE:
            raise Conflict(_FROZEN)
        if application.version != version:
            raise Conflict(_CHANGED)
        application.content = merge(application.content, patch)
        application.company_name = name_in(load(application.content), application.office).full
        application.version += 1
        spent = min(now - application.updated_at, PAUSE)
        application.edited_s = (application.edited_s or 0) + round(spent.total_seconds())
        application.updated_at = now
        await application.save(update_fields=["content", "company_name", "version", "updated_at", "edited_s"])
    return application, await findings(application, now=now)


async def findings(application: Application, *, now: datetime, complete: bool = False) -> Findings:
    """What the rules of its kind say. `complete` also asks for what is missing."""
    content = load(application.content)
    facts = await facts_for(application, content, now=now)
    return KINDS[application.kind].check(content, on=legal_date(now), facts=facts, complete=complete)


def _number(office: str, now: datetime) -> str:
    """The case number (办件编号): office, legal date, and digits nobody can guess."""
    return f"{office}{legal_date(now):%Y%m%d}{secrets.randbelow(10**8):08d}"
