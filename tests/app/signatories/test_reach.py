"""A number that others write into their filings is not flooded with text messages."""

from datetime import timedelta

from tortoise.transactions import in_transaction

from app.signatories.reach import MOST_A_DAY, tell_signatory
from core import clock
from core.sealed import blind_index
from notifications.models import Message
from notifications.states import MessageChannel
from tests.filings import wired

PHONE = "13800000042"
PARAMS = {"applicant": "许静安", "company": "云溪青禾科技有限公司", "link": "https://example.gov.cn/i/abc"}


async def _texts() -> int:
    return await Message.filter(phone_index=blind_index("phone", PHONE), channel=MessageChannel.SMS).count()


async def test_beyond_a_days_text_messages_only_the_inbox_is_told(database) -> None:
    wired()
    now = clock.now()
    async with in_transaction():
        for number in range(MOST_A_DAY + 2):
            await tell_signatory(
                "invitation", phone=PHONE, params=PARAMS, subject="application:1", once=f"t:{number}", now=now
            )
        assert await _texts() == MOST_A_DAY
        assert await Message.filter(channel=MessageChannel.INBOX).count() == MOST_A_DAY + 2
        tomorrow = now + timedelta(days=1, seconds=1)
        await tell_signatory(
            "sign_again",
            phone=PHONE,
            params={key: PARAMS[key] for key in ("company", "link")},
            subject="application:1",
            once="t:tomorrow",
            now=tomorrow,
        )
        assert await _texts() == MOST_A_DAY + 1
