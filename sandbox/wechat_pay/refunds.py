"""Refunds (退款): asynchronous, PROCESSING to SUCCESS, ABNORMAL or CLOSED; up to fifty for an order, within a year.

Source: pay.weixin.qq.com, 退款申请 and 查询单笔退款. The same out_refund_no again is the same refund.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sandbox.store import Record
from sandbox.wechat_pay import notices, orders
from sandbox.wechat_pay.errors import Refused
from sandbox.wechat_pay.orders import shanghai
from sandbox.world import SHANGHAI, World

MAX_REFUNDS = 50
REFUND_LIFE = timedelta(days=365)
WORKS_SECONDS = 3.0
"""How long a refund stays PROCESSING, before the sandbox's speed is applied."""

OUTCOMES = {"refund_abnormal": "ABNORMAL", "refund_closed": "CLOSED"}


def create(world: World, body: dict[str, Any]) -> Record:
    """Ask for a refund; returns it as PROCESSING, or as it stands if it was asked for before."""
    order = _order(world, body)
    number = str(body.get("out_refund_no") or "")
    if not number:
        raise Refused("PARAM_ERROR", "out_refund_no 必填")
    amount = body.get("amount") or {}
    known = world.store.get("wechat_refund", number)
    if known is not None:
        if known["out_trade_no"] != order["out_trade_no"] or known["refund"] != amount.get("refund"):
            raise Refused("PARAM_ERROR", "订单金额或退款金额与之前请求不一致，请核实后再试")
        return as_reply(world, known)
    _check(world, order, amount)
    if world.faults.strikes("wechat_pay", "not_enough"):
        raise Refused("NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")
    return as_reply(world, _begin(world, order, number, body))


def get(world: World, number: str) -> Record:
    refund = world.store.get("wechat_refund", number)
    if refund is None:
        raise Refused("RESOURCE_NOT_EXISTS")
    return as_reply(world, refund)


def of_order(world: World, out_trade_no: str) -> list[Record]:
    return world.store.find("wechat_refund", out_trade_no=out_trade_no)


def status(world: World, refund: Record) -> str:
    done = datetime.fromisoformat(refund["done_at"]) <= world.now()
    return str(refund["outcome"]) if done else "PROCESSING"


def as_reply(world: World, refund: Record) -> Record:
    state = status(world, refund)
    reply: Record = {
        "refund_id": refund["refund_id"],
        "out_refund_no": refund["out_refund_no"],
        "transaction_id": refund["transaction_id"],
        "out_trade_no": refund["out_trade_no"],
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": shanghai(refund["created_at"]),
        "status": state,
        "funds_account": "AVAILABLE",
        "amount": {
            "total": refund["total"],
            "refund": refund["refund"],
            "from": [],
            "payer_total": refund["total"],
            "payer_refund": refund["refund"],
            "settlement_refund": refund["refund"],
            "settlement_total": refund["total"],
            "discount_refund": 0,
            "currency": "CNY",
        },
        "promotion_detail": [],
    }
    if state == "SUCCESS":
        reply["success_time"] = shanghai(refund["done_at"])
    return reply


def _order(world: World, body: dict[str, Any]) -> Record:
    if body.get("transaction_id"):
        found = world.store.find("wechat_order", transaction_id=str(body["transaction_id"]))
    else:
        found = world.store.find("wechat_order", out_trade_no=str(body.get("out_trade_no")))
    if not found:
        raise Refused("RESOURCE_NOT_EXISTS", "订单不存在")
    return found[0]


def _check(world: World, order: Record, amount: dict[str, Any]) -> None:
    if order["trade_state"] not in ("SUCCESS", "REFUND"):
        raise Refused("INVALID_REQUEST", "订单未支付，不能退款")
    if amount.get("total") != order["total"] or amount.get("currency", "CNY") != "CNY":
        raise Refused("PARAM_ERROR", "订单金额与原订单不一致")
    refund = amount.get("refund")
    if not isinstance(refund, int) or refund < 1:
        raise Refused("PARAM_ERROR", "退款金额应为大于 0 的整数（分）")
    before = [one for one in of_order(world, order["out_trade_no"]) if one["outcome"] != "CLOSED"]
    if sum(one["refund"] for one in before) + refund > order["total"]:
        raise Refused("INVALID_REQUEST", "申请退款金额超过订单可退金额")
    if len(before) >= MAX_REFUNDS:
        raise Refused("INVALID_REQUEST", "部分退款次数超过 50 次")
    if world.now() - datetime.fromisoformat(order["success_at"]) > REFUND_LIFE:
        raise Refused("INVALID_REQUEST", "订单已超过可退款的最大期限")


def _begin(world: World, order: Record, number: str, body: dict[str, Any]) -> Record:
    now = world.now()
    fault = world.faults.take("wechat_pay", tuple(OUTCOMES))
    wait = WORKS_SECONDS / world.speed
    refund: Record = {
        "out_refund_no": number,
        "refund_id": f"5030{now.astimezone(SHANGHAI):%Y%m%d}{secrets.randbelow(10**16):016d}",
        "out_trade_no": order["out_trade_no"],
        "transaction_id": order["transaction_id"],
        "total": order["total"],
        "refund": body["amount"]["refund"],
        "reason": str(body.get("reason", "")),
        "created_at": now.isoformat(),
        "done_at": (now + timedelta(seconds=wait)).isoformat(),
        "outcome": OUTCOMES[fault["kind"]] if fault else "SUCCESS",
    }
    with world.store.together():
        world.store.put("wechat_refund", number, refund)
        orders.save(world, {**order, "trade_state": "REFUND"})
        if body.get("notify_url"):
            notices.tell_refund(world, body["notify_url"], refund, after_seconds=wait)
    return refund
