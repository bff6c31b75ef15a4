"""Trades (交易): WAIT_BUYER_PAY to TRADE_SUCCESS or TRADE_CLOSED; TRADE_FINISHED when no refund is possible any more.

Source: opendocs.alipay.com, alipay.trade.create, wap.pay, query, close. A trade of wap.pay exists only when the payer
has opened the cashier. Amounts in fen inside.
"""

import secrets
from datetime import datetime, timedelta

from sandbox.alipay import money
from sandbox.alipay.errors import failed
from sandbox.alipay.gateway import Call
from sandbox.keys import token
from sandbox.store import Record
from sandbox.world import SHANGHAI, World

TRADE_LIFE = timedelta(days=15)
REFUNDABLE = timedelta(days=365)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def create(call: Call) -> Record:
    """alipay.trade.create for mini-programs (product_code JSAPI_PAY): the trade the payer's device is handed."""
    if call.biz.get("product_code", "JSAPI_PAY") != "JSAPI_PAY":
        raise failed("ACQ.INVALID_PARAMETER", "参数无效：product_code")
    buyer = _buyer(call)
    trade = open_trade(call, buyer)
    return {"out_trade_no": trade["out_trade_no"], "trade_no": trade["trade_no"]}


def open_trade(call: Call, buyer: Record | None) -> Record:
    """The trade of this number, new or the same again. Raises when its amount or subject changed."""
    world, number = call.world, call.need("out_trade_no")
    subject, total = call.need("subject"), money.fen(call.need("total_amount"))
    known = find(world, number)
    if known is not None:
        if known["status"] in ("TRADE_SUCCESS", "TRADE_FINISHED"):
            raise failed("ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
        if known["status"] == "TRADE_CLOSED":
            raise failed("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
        if known["total"] != total or known["subject"] != subject:
            raise failed("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
        return known
    now = world.now()
    return save(
        world,
        {
            "out_trade_no": number,
            "trade_no": f"{now.astimezone(SHANGHAI):%Y%m%d}22001{secrets.randbelow(10**15):015d}",
            "subject": subject,
            "body": str(call.biz.get("body") or ""),
            "passback": str(call.biz.get("passback_params") or ""),
            "total": total,
            "refunded": 0,
            "status": "WAIT_BUYER_PAY",
            "buyer": buyer["open_id"] if buyer else "",
            "notify_url": call.parameters.get("notify_url", ""),
            "return_url": call.parameters.get("return_url", ""),
            "created_at": now.isoformat(),
            "expires_at": _expiry(call, now).isoformat(),
            "paid_at": "",
            "closed_at": "",
        },
    )


def query(call: Call) -> Record:
    """alipay.trade.query."""
    trade = of_call(call)
    reply: Record = {
        "trade_no": trade["trade_no"],
        "out_trade_no": trade["out_trade_no"],
        "trade_status": trade["status"],
        "total_amount": money.yuan(trade["total"]),
        "buyer_logon_id": "159******00",
        "buyer_open_id": trade["buyer"],
    }
    if trade["paid_at"]:
        paid = money.yuan(trade["total"])
        reply |= {"send_pay_date": local(trade["paid_at"]), "receipt_amount": paid, "buyer_pay_amount": paid}
    return reply


def close(call: Call) -> Record:
    """alipay.trade.close: only a trade that waits for its payer can be closed."""
    trade = of_call(call)
    if trade["status"] != "WAIT_BUYER_PAY":
        raise failed("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
    trade.update(status="TRADE_CLOSED", closed_at=call.world.now().isoformat())
    save(call.world, trade)
    return {"out_trade_no": trade["out_trade_no"], "trade_no": trade["trade_no"]}


def find(world: World, number: str) -> Record | None:
    """A trade by its merchant number; time closes it unpaid, and finishes it a year after it was paid."""
    trade = world.store.get("alipay_trade", number)
    if trade and trade["status"] == "WAIT_BUYER_PAY" and datetime.fromisoformat(trade["expires_at"]) <= world.now():
        trade.update(status="TRADE_CLOSED", closed_at=trade["expires_at"])
        save(world, trade)
    if trade and trade["status"] == "TRADE_SUCCESS" and _refundable_until(trade) <= world.now():
        trade.update(status="TRADE_FINISHED")
        save(world, trade)
    return trade


def _refundable_until(trade: Record) -> datetime:
    return datetime.fromisoformat(trade["paid_at"]) + REFUNDABLE


def of_call(call: Call) -> Record:
    """The trade a call names by out_trade_no or trade_no."""
    number, trade_no = str(call.biz.get("out_trade_no") or ""), str(call.biz.get("trade_no") or "")
    if not number and trade_no:
        found = call.world.store.find("alipay_trade", trade_no=trade_no)
        number = found[0]["out_trade_no"] if found else ""
    trade = find(call.world, number)
    if trade is None:
        raise failed("ACQ.TRADE_NOT_EXIST", "交易不存在")
    return trade


def settle(world: World, trade: Record) -> Record:
    """The payment: from here on the trade is paid, whatever it was before."""
    buyer = trade["buyer"] or token(32)  # A trade of wap.pay names no buyer; whoever paid is told.
    trade.update(status="TRADE_SUCCESS", paid_at=world.now().isoformat(), closed_at="", buyer=buyer)
    return save(world, trade)


def save(world: World, trade: Record) -> Record:
    return world.store.put("alipay_trade", trade["out_trade_no"], trade)


def local(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _buyer(call: Call) -> Record:
    open_id = call.biz.get("buyer_open_id") or call.biz.get("op_buyer_open_id")
    user = call.world.store.get("alipay_user", str(open_id)) if open_id else None
    if user is None and call.biz.get("buyer_id"):
        found = call.world.store.find("alipay_user", user_id=str(call.biz["buyer_id"]))
        user = found[0] if found else None
    if user is None:
        raise failed("ACQ.BUYER_NOT_EXIST", "买家不存在")
    return user


def _expiry(call: Call, now: datetime) -> datetime:
    written, span = call.biz.get("time_expire"), str(call.biz.get("timeout_express") or "")
    try:
        if written:
            return datetime.strptime(str(written), "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
        if span and span != "1c":
            return now + timedelta(**{_UNITS[span[-1]]: int(span[:-1])})
    except (ValueError, KeyError):
        raise failed("ACQ.INVALID_PARAMETER", "参数无效：time_expire") from None
    return now + TRADE_LIFE
