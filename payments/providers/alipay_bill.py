"""Alipay's daily bill (业务明细): a zip of GBK files, comment lines behind `#`, cells padded with tabs, amounts in
yuan, refunds negative.
"""

import csv
import io
import zipfile
from collections.abc import Iterator

from core.errors import Unavailable, UnknownAnswer
from payments.provider import BillRow
from payments.providers.money import fen

PROVIDER = "alipay"
MAX_BYTES = 256 * 1024 * 1024
SUMMARY = "汇总"
PAID, REFUNDED = frozenset({"交易"}), frozenset({"退款"})
AMOUNT, REQUEST = "订单金额（元）", "退款批次号/请求号"


def read(packed: bytes) -> list[BillRow]:
    """All lines of the detail file. Raises Unavailable (damaged: fetch again), UnknownAnswer (unknown form)."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            detail = next(entry for entry in archive.infolist() if SUMMARY not in _name(entry))
            if detail.file_size > MAX_BYTES:
                raise UnknownAnswer(PROVIDER, "the bill is larger than any day of ours")
            text = archive.read(detail).decode("gb18030")
    except (zipfile.BadZipFile, StopIteration, UnicodeDecodeError):
        raise Unavailable() from None
    return list(_rows(text))


def _name(entry: zipfile.ZipInfo) -> str:
    """The file's name: zip knows no GBK and reads it as code page 437, unless the entry says UTF-8."""
    return entry.filename if entry.flag_bits & 0x800 else entry.filename.encode("cp437").decode("gb18030", "replace")


def _rows(text: str) -> Iterator[BillRow]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for raw in csv.DictReader(lines):
        row = {str(name).strip(): str(value).strip() for name, value in raw.items()}
        kind = row.get("业务类型")
        try:
            number, trade, amount = row["商户订单号"], row["支付宝交易号"], fen(row[AMOUNT])
            if kind in PAID:
                yield BillRow(number, trade, amount)
            elif kind in REFUNDED:
                yield BillRow(number, trade, -amount, row[REQUEST])
            else:
                raise UnknownAnswer(PROVIDER, f"业务类型 {kind}")
        except (KeyError, ValueError) as unreadable:
            raise UnknownAnswer(PROVIDER, f"a bill whose lines we cannot read: {unreadable}") from None
