"""Money as Chinese papers write it. Amounts are integers of fen (分)."""

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_LIMIT_FEN = 10**14


def capitals(fen: int) -> str:
    """`fen` in capital numerals (大写金额): 100_000_000 is 壹佰万元整.

    Source: 正确填写票据和结算凭证的基本规定 (annex of 支付结算办法): 零 stands once for a run of zeros inside the
    number, 整 closes an amount without 分. Raises ValueError below zero and from 10**12 yuan on.
    """
    if not 0 <= fen < _LIMIT_FEN:
        raise ValueError("an amount in capitals is from 0 to below 10^12 yuan")
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    if not fen:
        return "零元整"
    text = _integer(yuan) + "元" if yuan else ""
    if jiao:
        # A units digit of zero is read before the 角: 壹拾元零伍角.
        text += ("零" if yuan and yuan % 10 == 0 else "") + _DIGITS[jiao] + "角"
    elif cents and yuan:
        text += "零"
    return text + (_DIGITS[cents] + "分" if cents else "整")


def wan(fen: int) -> str:
    """`fen` in units of ten thousand yuan (万元) without loss: 100_000_000 is 100, 123_456_700 is 123.4567."""
    return f"{(Decimal(fen) / 1_000_000).normalize():f}"


def yuan(fen: int) -> str:
    """`fen` in yuan with thousands separated: 100_000_050 is 1,000,000.50, whole amounts without decimals."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}" + (f".{rest:02d}" if rest else "")


def shares(amounts_fen: list[int]) -> list[str]:
    """Percentages with four decimals that add up to 100 exactly; the last one takes what rounding leaves."""
    total = sum(amounts_fen)
    if total <= 0:
        raise ValueError("shares need a positive total")
    parts = [Decimal(amount * 1_000_000 // total) / 10_000 for amount in amounts_fen[:-1]]
    parts.append(Decimal(100) - sum(parts, Decimal(0)))
    return [f"{part:.4f}%" for part in parts]


def _integer(number: int) -> str:
    groups: list[str] = []
    pending_zero = False
    for power in range(len(_GROUPS) - 1, -1, -1):
        group = number // 10 ** (4 * power) % 10_000
        if not group:
            pending_zero = bool(groups)
            continue
        if groups and (pending_zero or group < 1000):
            groups.append("零")
        groups.append(_group(group) + _GROUPS[power])
        pending_zero = False
    return "".join(groups)


def _group(number: int) -> str:
    text = ""
    pending_zero = False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if not digit:
            pending_zero = bool(text)
            continue
        text += ("零" if pending_zero else "") + _DIGITS[digit] + _PLACES[power]
        pending_zero = False
    return text
