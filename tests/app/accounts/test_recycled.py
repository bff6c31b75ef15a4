"""A number that carriers gave to somebody else begins anew; whoever was merely away finds everything as it was."""

from datetime import timedelta

import pytest
from tortoise.transactions import in_transaction

from app.accounts.models import Account
from app.accounts.recycled import SILENT_FOR
from app.accounts.sign_in import send_code, sign_in
from core.audit import AuditEntry
from notifications.models import Message
from notifications.send import Recipient, send
from tests.factories import NOW, PHONES

pytestmark = pytest.mark.usefixtures("database")
PHONE = PHONES["p1"]


async def enter(device: str, now) -> Account:
    asked = await send_code(PHONE, now=now)
    message = await Message.filter(template="sign_in_code").order_by("-created_at").first()
    _, _, account = await sign_in(PHONE, message.params["code"], asked.request_id, device_id=device, now=now)
    return account


@pytest.mark.parametrize(
    ("away", "device", "inherits"),
    [
        (SILENT_FOR - timedelta(days=1), "a new telephone", True),
        (SILENT_FOR + timedelta(days=1), "the old telephone", True),
        (SILENT_FOR + timedelta(days=1), "a new telephone", False),
    ],
)
async def test_only_a_long_silence_and_a_new_device_together_begin_anew(away, device, inherits) -> None:
    first = await enter("the old telephone", NOW - away)
    await Account.filter(id=first.id).update(created_at=NOW - away)
    assert ((await enter(device, NOW)).id == first.id) is inherits


async def test_who_signs_in_now_and_then_keeps_the_account_on_every_new_telephone() -> None:
    first = await enter("one", NOW - 3 * SILENT_FOR)
    await Account.filter(id=first.id).update(created_at=NOW - 3 * SILENT_FOR)
    for n in range(1, 8):
        at = NOW - 3 * SILENT_FOR + n * timedelta(days=75)
        assert (await enter(f"telephone {n}", at)).id == first.id


async def test_the_account_before_keeps_what_is_its_own_and_hears_nothing_by_the_number() -> None:
    first = await enter("one", NOW - SILENT_FOR - timedelta(days=1))
    await Account.filter(id=first.id).update(created_at=NOW - SILENT_FOR - timedelta(days=1))
    second = await enter("two", NOW)
    before = await Account.get(id=first.id)
    assert (before.phone, before.phone_index == second.phone_index) == ("", False)
    assert await AuditEntry.filter(action="account.retired", subject_id=str(first.id)).count() == 1
    async with in_transaction():
        to = Recipient(account_id=before.id, phone=before.phone, phone_index=before.phone_index)
        params = {"company": "云溪县沃禾软件有限公司", "invitation_id": "abc"}
        await send("identity_referred", to=to, params=params, now=NOW)
    channels = set(await Message.filter(account_id=first.id).values_list("channel", flat=True))
    assert channels == {"inbox"}
