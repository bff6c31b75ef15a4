"""Refunds: at once, told by fund_change; the query proves them only by refund_status REFUND_SUCCESS.

Source: opendocs.alipay.com, alipay.trade.refund and alipay.trade.fastpay.refund.query. The same out_request_no with the
same amount is the same refund.
"""

from sandbox.alipay import money, notices, trades
from sandbox.alipay.errors import failed
from sandbox.alipay.gateway import Call
from sandbox.store import Record


def refund(call: Call) -> Record:
    """alipay.trade.refund."""
    world, trade = call.world, trades.of_call(call)
    amount = money.fen(call.biz.get("refund_amount"))
    number = str(call.biz.get("out_request_no") or "")
    if not number:
        if amount != trade["total"]:
            raise failed("ACQ.INVALID_PARAMETER", "部分退款必须传 out_request_no")
        number = trade["out_trade_no"]
    known = world.store.get("alipay_refund", _key(trade, number))
    if known is not None:
        if known["amount"] != amount:
            raise failed("ACQ.REASON_TRADE_REFUND_FEE_ERR", "退款金额与之前请求不一致")
        return _reply(trade, amount, moved=False)
    _check(call, trade, amount)
    moved = not world.faults.strikes("alipay", "fund_change_n")
    with world.store.together():
        entry: Record = {
            "out_request_no": number,
            "out_trade_no": trade["out_trade_no"],
            "amount": amount,
            "reason": str(call.biz.get("refund_reason") or ""),
            "at": world.now().isoformat(),
        }
        world.store.put("alipay_refund", _key(trade, number), entry)
        trade["refunded"] += amount
        if trade["refunded"] == trade["total"]:
            trade.update(status="TRADE_CLOSED", closed_at=entry["at"])
        trades.save(world, trade)
        notices.tell_refund(world, trade, entry)
    return _reply(trade, amount, moved=moved)


def query(call: Call) -> Record:
    """alipay.trade.fastpay.refund.query: code 10000 even when there is no such refund."""
    trade = trades.of_call(call)
    number = call.need("out_request_no")
    reply: Record = {"out_trade_no": trade["out_trade_no"], "trade_no": trade["trade_no"], "out_request_no": number}
    entry = call.world.store.get("alipay_refund", _key(trade, number))
    if entry is None or call.world.faults.strikes("alipay", "refund_status_missing"):
        return reply
    return reply | {
        "refund_status": "REFUND_SUCCESS",
        "refund_amount": money.yuan(entry["amount"]),
        "total_amount": money.yuan(trade["total"]),
        "gmt_refund_pay": trades.local(entry["at"]),
    }


def _key(trade: Record, number: str) -> str:
    return f"{trade['out_trade_no']}/{number}"


def _check(call: Call, trade: Record, amount: int) -> None:
    if call.world.faults.strikes("alipay", "not_enough"):
        raise failed("ACQ.SELLER_BALANCE_NOT_ENOUGH", "商户账户余额不足")
    if trade["status"] == "TRADE_FINISHED":
        raise failed("ACQ.TRADE_HAS_FINISHED", "交易已完结，不支持退款")
    if not trade["paid_at"] or trade["status"] == "WAIT_BUYER_PAY":
        raise failed("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
    if trade["refunded"] + amount > trade["total"]:
        raise failed("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限")


def _reply(trade: Record, amount: int, *, moved: bool) -> Record:
    return {
        "trade_no": trade["trade_no"],
        "out_trade_no": trade["out_trade_no"],
        "buyer_logon_id": "159******00",
        "fund_change": "Y" if moved else "N",
        "refund_fee": money.yuan(trade["refunded"]),
        "send_back_fee": money.yuan(amount if moved else 0),
    }
