"""Numbers under which providers know our attempts and refunds: unguessable, and within the limits of both
(WeChat Pay: 6 to 32 characters of out_trade_no and up to 64 of out_refund_no; Alipay: 64).
"""

import secrets
from datetime import datetime

from core.clock import legal_date

ATTEMPT, REFUND = "P", "R"
RANDOM_BYTES = 10


def new_number(prefix: str, now: datetime) -> str:
    """29 letters and digits: what it is, the legal date, 80 random bits."""
    return f"{prefix}{legal_date(now):%Y%m%d}{secrets.token_hex(RANDOM_BYTES)}"
