"""Yuan with two decimals, as bills and Alipay write amounts, and integer fen, as we keep them."""

import re
from decimal import Decimal

_YUAN = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,12})(\.(?P<part>[0-9]{1,2}))?")


def fen(yuan: str) -> int:
    """`12.30` → 1230. Raises ValueError for anything that is not a plain amount in whole fen."""
    found = _YUAN.fullmatch(yuan)
    if found is None:
        raise ValueError("not an amount in whole fen")
    amount = int(found["whole"]) * 100 + int((found["part"] or "0").ljust(2, "0"))
    return -amount if found["sign"] else amount


def yuan(amount_fen: int) -> str:
    """1230 → `12.30`."""
    return f"{Decimal(amount_fen) / 100:.2f}"
