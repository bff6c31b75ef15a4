"""The accounts of WeChat and Alipay that a person has linked with theirs: listed, and unlinked one by one."""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.accounts.models import Account, MiniProgramIdentity, Session
from core import audit
from core.actors import Actor
from core.errors import Conflict, NotFound, Text

_LAST_WAY = Text(
    "这是进入此账号的唯一方式（原手机号已不属于此账号），不能解绑。",
    "This is the only way into this account: its phone number is no longer its own. It stays linked.",
)


async def linked_identities(*, by: Actor) -> list[MiniProgramIdentity]:
    """The caller's, newest first."""
    return await MiniProgramIdentity.filter(account_id=by.id).order_by("-linked_at")


async def unlink(identity_id: UUID, *, by: Actor, now: datetime) -> None:
    """Forget what a platform calls the caller. Every other session of theirs ends: we do not know by which way each
    came in, and whoever unlinks because a telephone was lost wants it shut out at once.

    Raises NotFound (another person's), Conflict (it is the only way into an account without a number).
    """
    async with in_transaction():
        account = await Account.select_for_update().get(id=by.id)
        identity = await MiniProgramIdentity.get_or_none(id=identity_id, account_id=account.id)
        if identity is None:
            raise NotFound()
        if not account.phone and await MiniProgramIdentity.filter(account_id=account.id).count() == 1:
            raise Conflict(_LAST_WAY)
        await identity.delete()
        others = Session.filter(account_id=account.id, revoked_at=None).exclude(id=by.session_id)
        await others.update(revoked_at=now)
        subject = ("Account", account.id)
        await audit.record("account.unlinked", by=by, now=now, subject=subject, platform=identity.platform)
