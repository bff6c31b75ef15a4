"""Daily bills in the form each provider gives them, whole, damaged and unknown."""

import gzip
import hashlib
import io
import zipfile

import pytest

from core.errors import Unavailable, UnknownAnswer
from payments.provider import BillRow
from payments.providers import alipay_bill, wechat_bill

WECHAT_HEAD = (
    "交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,商户退款单号,商品名称,订单金额,申请退款金额,费率备注"
)
WECHAT_LINES = (
    "`2026-11-20 12:00:00,`wx01,`1900,`4200,`P1,`SUCCESS,`0,`寄递费, 省内,`12.00,`0.00,`\r\n"
    "`2026-11-20 13:00:00,`wx01,`1900,`4200,`P1,`REFUND,`R1,`寄递费, 省内,`0.00,`5.00,`\r\n"
)
WECHAT_TAIL = "总交易单数,应结订单总金额\r\n`2,`12.00\r\n"


def wechat(text: str) -> tuple[bytes, str]:
    plain = text.encode()
    return gzip.compress(plain), hashlib.sha1(plain).hexdigest()  # noqa: S324  # the provider's own check sum


def test_a_wechat_bill_gives_payments_and_refunds_in_fen():
    packed, digest = wechat(f"\ufeff{WECHAT_HEAD}\r\n{WECHAT_LINES}{WECHAT_TAIL}")
    assert wechat_bill.read(packed, digest.upper()) == [BillRow("P1", "4200", 1200), BillRow("P1", "4200", 500, "R1")]


def test_a_wechat_bill_that_was_damaged_on_the_way_is_fetched_again():
    packed, digest = wechat(f"{WECHAT_HEAD}\r\n{WECHAT_LINES}{WECHAT_TAIL}")
    for broken, said in ((packed, "0" * 40), (packed[:30], digest), (b"<html>", digest), (b"", digest)):
        with pytest.raises(Unavailable):
            wechat_bill.read(broken, said)


@pytest.mark.parametrize(
    ("old", "new"), [("`SUCCESS", "`NEWS"), ("`12.00,`0.00", "`12.005,`0.00"), ("商户订单号", "别的")]
)
def test_a_wechat_bill_of_a_form_we_do_not_know_is_an_error(old, new):
    packed, digest = wechat(f"{WECHAT_HEAD}\r\n{WECHAT_LINES}{WECHAT_TAIL}".replace(old, new))
    with pytest.raises(UnknownAnswer):
        wechat_bill.read(packed, digest)


def test_a_wechat_bill_that_unpacks_without_end_is_refused():
    bomb = gzip.compress(b"0" * (wechat_bill.MAX_BYTES + 1), compresslevel=1)
    with pytest.raises(UnknownAnswer):
        wechat_bill.read(bomb, "0" * 40)


ALIPAY_HEAD = "支付宝交易号,商户订单号,业务类型,商品名称,订单金额（元）,退款批次号/请求号,备注"
ALIPAY_LINES = "2026\t,P1\t,交易\t,寄递费\t,12.00\t,\t,\t\r\n2026\t,P1\t,退款\t,寄递费\t,-5.00\t,R1\t,\t\r\n"


def alipay(text: str, name: str = "2088_20261120_业务明细.csv") -> bytes:
    packed, bare = io.BytesIO(), name.encode("gbk")
    stand_in = "x" * len(bare)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(stand_in, text.encode("gbk"))
    return packed.getvalue().replace(stand_in.encode(), bare)


def test_an_alipay_bill_gives_payments_and_refunds_in_fen():
    text = f"#支付宝业务明细查询\r\n#账号：[2088]\r\n{ALIPAY_HEAD}\r\n{ALIPAY_LINES}#合计：2笔\r\n"
    assert alipay_bill.read(alipay(text)) == [BillRow("P1", "2026", 1200), BillRow("P1", "2026", 500, "R1")]


def test_an_empty_alipay_bill_has_no_rows():
    assert alipay_bill.read(alipay(f"#支付宝\r\n{ALIPAY_HEAD}\r\n#合计：0笔\r\n")) == []


def test_an_alipay_bill_that_is_no_bill_is_fetched_again():
    for broken in (b"", b"<html>", alipay("")[:40], alipay("", name="2088_业务明细(汇总).csv")):
        with pytest.raises(Unavailable):
            alipay_bill.read(broken)


@pytest.mark.parametrize(("old", "new"), [("退款\t", "转账\t"), ("12.00", "十二"), ("商户订单号", "别的")])
def test_an_alipay_bill_of_a_form_we_do_not_know_is_an_error(old, new):
    with pytest.raises(UnknownAnswer):
        alipay_bill.read(alipay(f"{ALIPAY_HEAD}\r\n{ALIPAY_LINES}".replace(old, new)))
