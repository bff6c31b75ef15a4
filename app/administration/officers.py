"""Officers of the registry: invite, change, suspend. Nobody can take the last administrator from the system."""

from datetime import datetime
from uuid import UUID, uuid4

import pyotp
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from app.accounts.enrol_officer import begin_enrolment
from app.accounts.models import Officer, Session
from config.reference.offices import offices
from config.settings import settings
from core import audit
from core.actors import Actor, Role
from core.errors import Conflict, Invalid, NotFound, Problem, Text

_OFFICE = Problem(
    "AD-01",
    Text("没有这个登记机关。", "There is no such registry office."),
    Text("请从列表中选择登记机关。", "Choose an office from the list."),
)
_TAKEN = Problem(
    "AD-02",
    Text("这个用户名已有人使用。", "This user name is taken."),
    Text("请换一个用户名。", "Choose another one."),
)
_LAST = Text("系统至少需要一名在用的管理员。", "The system needs at least one active administrator.")
_OWN = Text("不能更改自己的角色或停用自己，请由另一位管理员操作。", "Another administrator must change your own roles.")


async def invite_officer(
    username: str, display_name: str, office: str, roles: list[Role], *, by: Actor, now: datetime
) -> tuple[Officer, str, datetime]:
    """A new officer, the code of their enrolment link, and when it ends. Raises Invalid."""
    _require_office(office)
    try:
        async with in_transaction():
            officer = await Officer.create(
                id=uuid4(),
                username=username,
                display_name=display_name,
                office=office,
                roles=[role.value for role in roles],
                password_hash="",
                totp_secret=pyotp.random_base32(),
            )
            code, expires_at = await begin_enrolment(officer, now=now)
            await _log("officer.invited", officer, by, now)
    except IntegrityError:
        raise Invalid({"username": _TAKEN}) from None
    return officer, code, expires_at


async def change_officer(
    officer_id: UUID, *, roles: list[Role], office: str, active: bool, by: Actor, now: datetime
) -> Officer:
    """Set roles, office and whether the officer may sign in. Raises NotFound, Invalid, Conflict."""
    _require_office(office)
    if officer_id == by.id:
        raise Conflict(_OWN)
    async with in_transaction():
        officer = await _locked(officer_id)
        officer.roles, officer.office, officer.active = [role.value for role in roles], office, active
        await officer.save(update_fields=["roles", "office", "active"])
        await _require_administrator()
        if not active:
            await Session.filter(officer_id=officer.id, revoked_at=None).update(revoked_at=now)
        await _log("officer.changed", officer, by, now)
    return officer


async def renew_enrolment(officer_id: UUID, *, by: Actor, now: datetime) -> tuple[Officer, str, datetime]:
    """A new link for an officer who lost password and authenticator; their sessions end. Raises NotFound, Conflict."""
    if officer_id == by.id:
        raise Conflict(_OWN)
    async with in_transaction():
        officer = await _locked(officer_id)
        code, expires_at = await begin_enrolment(officer, now=now)
        await _log("officer.enrolment_renewed", officer, by, now)
    return officer, code, expires_at


async def list_officers() -> list[Officer]:
    """Everybody, by office and name."""
    return await Officer.all().order_by("office", "username")


async def _locked(officer_id: UUID) -> Officer:
    officer = await Officer.filter(id=officer_id).select_for_update().first()
    if officer is None:
        raise NotFound()
    return officer


async def _require_administrator() -> None:
    active = await Officer.filter(active=True)
    if not any(Role.ADMINISTRATOR in each.roles for each in active):
        raise Conflict(_LAST)


def _require_office(code: str) -> None:
    if code not in offices(fictitious=settings().sample):
        raise Invalid({"office": _OFFICE})


async def _log(action: str, officer: Officer, by: Actor, now: datetime) -> None:
    roles = ",".join(officer.roles)
    subject = ("Officer", officer.id)
    await audit.record(action, by=by, now=now, subject=subject, roles=roles, active=int(officer.active))
