"""Statements: a link good for thirty seconds to a zip of GBK text files with # comment lines and tab-padded ids.

Source: opendocs.alipay.com, alipay.data.dataservice.bill.downloadurl.query. Ready from ten o'clock of the next day.
"""

import io
import zipfile
from datetime import date, datetime, time, timedelta

from sandbox.alipay import money, trades
from sandbox.alipay.errors import failed
from sandbox.alipay.gateway import Call
from sandbox.keys import token
from sandbox.store import Record
from sandbox.world import SHANGHAI, World

LINK_LIFE = timedelta(seconds=30)
READY_AT = time(10, 0)
TRADE_HEADER = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
    "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
FUND_HEADER = (
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,"
    "交易渠道,业务类型,备注"
)
FAULTS = {
    "bill_row_missing": "账单缺一行 · a row of the statement is missing",
    "bill_row_extra": "账单多一行 · a row too many",
    "bill_amount_differs": "账单金额不符 · an amount differs by one fen",
    "bill_not_ready": "账单未生成 · the statement is not ready",
}


def link(call: Call) -> Record:
    """alipay.data.dataservice.bill.downloadurl.query for bill_type trade or signcustomer."""
    world, kind = call.world, call.need("bill_type")
    try:
        day = date.fromisoformat(call.need("bill_date"))
    except ValueError:
        raise failed("isp.bill_not_exist", "账单不存在") from None
    if kind not in ("trade", "signcustomer"):
        raise failed("isv.invalid-arguments", "bill_type 应为 trade 或 signcustomer")
    ready = datetime.combine(day + timedelta(days=1), READY_AT, SHANGHAI)
    if world.now() < ready or world.faults.strikes("alipay", "bill_not_ready"):
        raise failed("isp.bill_not_exist", "账单不存在")
    rows = _rows(world, day, kind)
    key = token(40)
    ends = (world.now() + LINK_LIFE).isoformat()
    world.store.put("alipay_bill", key, {"kind": kind, "day": day.isoformat(), "rows": rows, "ends_at": ends})
    return {"bill_download_url": f"{world.address}/alipay/bill/download?token={key}", "bill_file_code": ""}


def download(world: World, key: str) -> bytes | None:
    """The zip, or None when the link has expired."""
    bill = world.store.get("alipay_bill", key)
    if bill is None or datetime.fromisoformat(bill["ends_at"]) < world.now():
        return None
    seller, stamp = world.credentials["alipay"]["seller_id"], bill["day"].replace("-", "")
    title, header = ("业务明细", TRADE_HEADER) if bill["kind"] == "trade" else ("账务明细", FUND_HEADER)
    lines = [
        f"#支付宝{title}查询",
        f"#账号：[{seller}0156]",
        f"#起始日期：[{bill['day']} 00:00:00]   终止日期：[{bill['day']} 24:00:00]",
        f"#-----------------------------------------{title}列表----------------------------------------",
        header,
        *(",".join(f"{cell}\t" for cell in row) for row in bill["rows"]),
        f"#-----------------------------------------{title}列表结束------------------------------------",
        f"#合计：{len(bill['rows'])}笔",
        "",
    ]
    return _zipped(f"{seller}0156_{stamp}_{title}.csv", "\r\n".join(lines))


def _zipped(name: str, text: str) -> bytes:
    """A zip whose entry bears a bare GBK name, as Alipay's do; zipfile itself would write it in flagged UTF-8."""
    packed, written = io.BytesIO(), name.encode("gbk")
    stand_in = token(len(written))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(stand_in, text.encode("gbk"))
    return packed.getvalue().replace(stand_in.encode(), written)


def _rows(world: World, day: date, kind: str) -> list[list[str]]:
    entries: list[tuple[str, Record, Record | None]] = []
    for trade in world.store.all("alipay_trade"):
        entries.append((trade["paid_at"], trade, None))
        entries.extend(
            (one["at"], trade, one) for one in world.store.find("alipay_refund", out_trade_no=trade["out_trade_no"])
        )
    todays = [one for one in entries if one[0] and datetime.fromisoformat(one[0]).astimezone(SHANGHAI).date() == day]
    todays.sort(key=lambda one: one[0])
    row = _trade_row if kind == "trade" else _fund_row
    return _tampered(world, [row(*entry) for entry in todays], 11 if kind == "trade" else 6)


def _trade_row(moment: str, trade: Record, refund: Record | None) -> list[str]:
    amount = f"-{money.yuan(refund['amount'])}" if refund else money.yuan(trade["total"])
    created, done, number = trades.local(trade["created_at"]), trades.local(moment), trade["out_trade_no"]
    head = [trade["trade_no"], number, "退款" if refund else "交易", trade["subject"], created, done, "", "", "", ""]
    tail = [refund["out_request_no"] if refund else "", "0.00", "0.00", ""]
    return [*head, "159******00", amount, amount, *(["0.00"] * 5), "", "0.00", "0.00", *tail]


def _fund_row(moment: str, trade: Record, refund: Record | None) -> list[str]:
    came, went = ("0.00", f"-{money.yuan(refund['amount'])}") if refund else (money.yuan(trade["total"]), "0.00")
    numbers = [trade["trade_no"], trade["trade_no"], trade["out_trade_no"], trade["subject"]]
    kind = "交易退款" if refund else "在线支付"
    return [*numbers, trades.local(moment), "159******00", came, went, "0.00", "支付宝", kind, ""]


def _tampered(world: World, rows: list[list[str]], amount_at: int) -> list[list[str]]:
    if rows and world.faults.strikes("alipay", "bill_row_missing"):
        rows = rows[1:]
    if rows and world.faults.strikes("alipay", "bill_row_extra"):
        rows = [*rows, ["2026000000000000000000000000", "NOSUCHORDER", *rows[-1][2:]]]
    if rows and world.faults.strikes("alipay", "bill_amount_differs"):
        changed = rows[0].copy()
        changed[amount_at] = f"{float(changed[amount_at]) + 0.01:.2f}"
        rows = [changed, *rows[1:]]
    return rows
