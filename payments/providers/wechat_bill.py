"""WeChat Pay's daily trade bill (交易账单): gzip of UTF-8 lines, every cell behind a back-tick, amounts in yuan, and a
head and a line of totals at the end. The promised SHA-1 is that of the unpacked file.
"""

import hashlib
import hmac
import zlib
from collections.abc import Iterator

from core.errors import Unavailable, UnknownAnswer
from payments.provider import BillRow
from payments.providers.money import fen

PROVIDER = "wechat_pay"
MAX_BYTES = 256 * 1024 * 1024
TOTALS = "总交易单数"
PAID, REFUNDED = frozenset({"SUCCESS"}), frozenset({"REFUND"})
IGNORED = frozenset({"REVOKED"})
"""Lines of a barcode payment that was taken back: none of our channels makes them."""


def read(packed: bytes, sha1: str) -> list[BillRow]:
    """All lines. Raises Unavailable (damaged on the way: fetch again), UnknownAnswer (a form we do not know)."""
    plain = _unpack(packed)
    if not hmac.compare_digest(hashlib.sha1(plain).hexdigest(), sha1.lower()):  # noqa: S324  # the provider's choice
        raise Unavailable()
    return list(_rows(plain.decode("utf-8-sig")))


def _unpack(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(packed, MAX_BYTES)
    except zlib.error:
        raise Unavailable() from None
    if unpacker.unconsumed_tail:
        raise UnknownAnswer(PROVIDER, "the bill is larger than any day of ours")
    return plain


def _rows(text: str) -> Iterator[BillRow]:
    lines = text.splitlines()
    head = lines[0].split(",")
    for line in lines[1:]:
        if line.startswith(TOTALS):
            return
        row = dict(zip(head, line.removeprefix("`").split(",`"), strict=False))
        yield from _row({name.strip(): value.strip() for name, value in row.items()})


def _row(row: dict[str, str]) -> Iterator[BillRow]:
    state = row.get("交易状态", "")
    try:
        number, trade = row["商户订单号"], row["微信订单号"]
        if state in PAID:
            yield BillRow(number, trade, fen(row["订单金额"]))
        elif state in REFUNDED:
            yield BillRow(number, trade, fen(row["申请退款金额"]), row["商户退款单号"])
        elif state not in IGNORED:
            raise UnknownAnswer(PROVIDER, f"交易状态 {state}")
    except (KeyError, ValueError) as unreadable:
        raise UnknownAnswer(PROVIDER, f"a bill whose lines we cannot read: {unreadable}") from None
