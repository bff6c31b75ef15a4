"""Yuan with two decimals, as bills and Alipay write amounts, and integer fen, as we keep them."""

from decimal import Decimal, InvalidOperation


def fen(yuan: str) -> int:
    """`12.30` → 1230. Raises ValueError for anything that is not a whole number of fen."""
    try:
        amount = Decimal(yuan) * 100
    except InvalidOperation:
        raise ValueError("not an amount") from None
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise ValueError("not a whole number of fen")
    return int(amount)


def yuan(amount_fen: int) -> str:
    """1230 → `12.30`."""
    return f"{Decimal(amount_fen) / 100:.2f}"
