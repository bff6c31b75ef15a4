"""Alipay writes amounts in yuan with two decimals; inside the sandbox they are fen."""

import re

from sandbox.alipay.errors import Refused


def fen(written: object) -> int:
    """ "88.80" -> 8880. Raises Refused unless it is a positive amount with at most two decimals."""
    match = re.fullmatch(r"(\d{1,9})(?:\.(\d{1,2}))?", str(written))
    value = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")) if match else 0
    if value < 1:
        raise Refused("40004", "ACQ.INVALID_PARAMETER", "参数无效：金额")
    return value


def yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"
