"""Statements (账单): the day's trades and the day's funds, ready from ten o'clock of the next day.

Source: pay.weixin.qq.com, 申请交易账单, 申请资金账单, 下载账单. Every cell begins with a back-tick, amounts are in
yuan, the last two lines are totals; the hash is of the file as it is before compression.
"""

import gzip
import hashlib
from datetime import date, datetime, time, timedelta
from typing import Any

from sandbox.keys import token
from sandbox.store import Record
from sandbox.wechat_pay import orders
from sandbox.wechat_pay.errors import Refused
from sandbox.world import SHANGHAI, World

READY_AT = time(10, 0)
LINK_LIFE = timedelta(minutes=5)
FEE_RATE_BASIS_POINTS = 60
TRADE_HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
TRADE_TOTALS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
FUND_HEADER = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
FUND_TOTALS = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
FAULTS = {
    "bill_row_missing": "账单缺一行 · a row of the statement is missing",
    "bill_row_extra": "账单多一行 · a row too many",
    "bill_amount_differs": "账单金额不符 · an amount differs by one fen",
    "bad_hash": "账单摘要不符 · the statement's hash is wrong",
    "bill_not_ready": "账单未生成 · the statement is not ready",
}


def apply(world: World, kind: str, query: dict[str, str]) -> Record:
    """Make a statement and a link to it, good for five minutes. `kind` is trade or fund."""
    day = _day(world, query.get("bill_date", ""))
    rows = _trade_rows(world, day) if kind == "trade" else _fund_rows(world, day)
    if not rows:
        raise Refused("NO_STATEMENT_EXIST")
    rows = _tampered(world, rows, 24 if kind == "trade" else 6)
    text = _trade_text(rows) if kind == "trade" else _fund_text(rows)
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    if world.faults.strikes("wechat_pay", "bad_hash"):
        digest = hashlib.sha1(b"another file", usedforsecurity=False).hexdigest()
    key = token(40)
    packed = query.get("tar_type") == "GZIP"
    ends = (world.now() + LINK_LIFE).isoformat()
    world.store.put("wechat_bill", key, {"text": text, "packed": packed, "ends_at": ends})
    return {
        "hash_type": "SHA1",
        "hash_value": digest,
        "download_url": f"{world.address}/v3/billdownload/file?token={key}",
    }


def download(world: World, key: str) -> bytes:
    bill = world.store.get("wechat_bill", key)
    if bill is None or datetime.fromisoformat(bill["ends_at"]) < world.now():
        raise Refused("INVALID_REQUEST", "账单下载地址无效或已过期")
    content = str(bill["text"]).encode()
    return gzip.compress(content) if bill["packed"] else content


def _day(world: World, written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Refused("PARAM_ERROR", "bill_date 格式应为 yyyy-MM-dd") from None
    ready = datetime.combine(day + timedelta(days=1), READY_AT, SHANGHAI)
    if world.now() < ready or world.faults.strikes("wechat_pay", "bill_not_ready"):
        raise Refused("STATEMENT_CREATING")
    return day


def _on(day: date, moment: str) -> bool:
    return bool(moment) and datetime.fromisoformat(moment).astimezone(SHANGHAI).date() == day


def _written(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def fee(fen: int) -> int:
    """The merchant's fee in fen, rounded half up."""
    return (fen * FEE_RATE_BASIS_POINTS + 5000) // 10000


def _trade_rows(world: World, day: date) -> list[list[str]]:
    entries: list[tuple[str, Record, Record | None]] = [
        (order["success_at"], order, None) for order in world.store.all("wechat_order") if _on(day, order["success_at"])
    ]
    for refund in world.store.all("wechat_refund"):
        order = world.store.get("wechat_order", refund["out_trade_no"])
        if order is not None and refund["outcome"] != "CLOSED" and _on(day, refund["created_at"]):
            entries.append((refund["created_at"], order, refund))
    entries.sort(key=lambda entry: datetime.fromisoformat(entry[0]))
    return [_trade_row(world, order, moment, refund) for moment, order, refund in entries]


def _trade_row(world: World, order: Record, moment: str, refund: Record | None) -> list[str]:
    paid, returned = (0, refund["refund"]) if refund else (order["total"], 0)
    charged = -fee(returned) if refund else fee(paid)
    asked: dict[str, Any] = order["asked"]
    refund_cells = (
        [refund["refund_id"], refund["out_refund_no"], yuan(returned), "0.00", "ORIGINAL", refund["outcome"]]
        if refund
        else ["0", "0", "0.00", "0.00", "", ""]
    )
    return [
        _written(moment),
        asked["appid"],
        world.credentials["wechat_pay"]["mchid"],
        "0",
        "",
        order["transaction_id"],
        order["out_trade_no"],
        order["openid"],
        orders.KINDS[order["kind"]],
        "REFUND" if refund else "SUCCESS",
        "OTHERS",
        "CNY",
        yuan(paid),
        "0.00",
        *refund_cells,
        asked["description"],
        asked.get("attach", ""),
        f"{charged / 100:.5f}",
        f"{FEE_RATE_BASIS_POINTS / 100:.2f}%",
        yuan(paid),
        yuan(returned),
        "",
    ]


def _fund_rows(world: World, day: date) -> list[list[str]]:
    moves: list[tuple[str, str, str, str, str, int]] = []
    for order in world.store.all("wechat_order"):
        if _on(day, order["success_at"]):
            at, number = order["success_at"], order["transaction_id"]
            moves.append((at, number, "交易", "交易", order["out_trade_no"], order["total"]))
            moves.append((at, number, "扣除交易手续费", "扣除交易手续费", order["out_trade_no"], -fee(order["total"])))
    for refund in world.store.all("wechat_refund"):
        if refund["outcome"] == "SUCCESS" and _on(day, refund["created_at"]):
            amount = -(refund["refund"] - fee(refund["refund"]))
            moves.append((refund["created_at"], refund["refund_id"], "退款", "退款", refund["out_refund_no"], amount))
    balance, rows = 0, []
    for at, number, name, kind, voucher, amount in sorted(moves):
        balance += amount
        direction = "收入" if amount >= 0 else "支出"
        rows.append(
            [
                _written(at),
                number,
                number,
                name,
                kind,
                direction,
                yuan(abs(amount)),
                yuan(balance),
                "system",
                "",
                voucher,
            ]
        )
    return rows


def _tampered(world: World, rows: list[list[str]], amount_at: int) -> list[list[str]]:
    if world.faults.strikes("wechat_pay", "bill_row_missing"):
        rows = rows[1:]
    if world.faults.strikes("wechat_pay", "bill_row_extra"):
        rows = [*rows, [*rows[-1][:5], "4200000000000000000000000000", "NOSUCHORDER", *rows[-1][7:]]]
    if rows and world.faults.strikes("wechat_pay", "bill_amount_differs"):
        changed = rows[0].copy()
        amount_at += changed[9] == "REFUND"  # What a refund gave back stands one column on from what a payment took.
        changed[amount_at] = yuan(round(float(changed[amount_at]) * 100) + 1)
        rows = [changed, *rows[1:]]
    return rows


def _line(cells: list[str]) -> str:
    return ",".join(f"`{cell}" for cell in cells)


def _sum(rows: list[list[str]], column: int) -> str:
    return yuan(sum(round(float(row[column]) * 100) for row in rows))


def _trade_text(rows: list[list[str]]) -> str:
    totals = [str(len(rows)), *(_sum(rows, column) for column in (12, 16, 17)), "", _sum(rows, 24), _sum(rows, 25)]
    totals[4] = f"{sum(float(row[22]) for row in rows):.5f}"
    return "\r\n".join([TRADE_HEADER, *map(_line, rows), TRADE_TOTALS, _line(totals), ""])


def _fund_text(rows: list[list[str]]) -> str:
    came = [row for row in rows if row[5] == "收入"]
    went = [row for row in rows if row[5] == "支出"]
    totals = [str(len(rows)), str(len(came)), _sum(came, 6), str(len(went)), _sum(went, 6)]
    return "\r\n".join([FUND_HEADER, *map(_line, rows), FUND_TOTALS, _line(totals), ""])
