"""A number that carriers gave to somebody else (二次放号): its next holder must not find the last one's account.

Carriers keep a number back for three months at least before they give it out again (unconfirmed, the practice of all
three), and a session lasts three months. So when nobody has signed in for six months, and then somebody does from a
device that was never here, the number begins anew: the account before is no longer found by it. It is not erased, for
filings rest on it; whoever linked WeChat or Alipay comes in to it as before, everybody else asks the office, which
knows them by their ID card.
"""

from datetime import datetime, timedelta

from app.accounts.models import Account, Session
from core import audit
from core.actors import SYSTEM

SILENT_FOR = timedelta(days=180)


async def retire_if_recycled(phone_index: str, device_id: str, *, now: datetime) -> bool:
    """Take the number from an account that its holder seems to have left, in the caller's transaction."""
    account = await Account.filter(phone_index=phone_index).select_for_update().first()
    if account is None or not await _seems_left(account, device_id, now):
        return False
    await Account.filter(id=account.id).update(phone_index=f"retired:{account.id}")
    account.phone = ""
    await account.save(update_fields=["phone"])
    await audit.record("account.retired", by=SYSTEM, now=now, subject=("Account", account.id))
    return True


async def _seems_left(account: Account, device_id: str, now: datetime) -> bool:
    if account.created_at > now - SILENT_FOR:
        return False
    sessions = Session.filter(account_id=account.id)
    if await sessions.filter(created_at__gt=now - SILENT_FOR).exists():
        return False
    return not await sessions.filter(device_id=device_id).exists()
