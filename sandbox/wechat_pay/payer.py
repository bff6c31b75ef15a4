"""What the payer does in WeChat: pay, cancel, pay too late; and wx.requestPayment with its paySign."""

from datetime import datetime

from sandbox.store import Record
from sandbox.wechat_pay import notices, orders, signing
from sandbox.wechat_pay.orders import PREPAY_LIFE
from sandbox.world import World


class CannotPay(ValueError):
    """Why WeChat does not let the payer pay."""


def pay(world: World, order: Record, *, late: bool = False) -> Record:
    """The payer pays; `late` pays a closed order all the same, as a race between bank and close can."""
    if order["trade_state"] in ("SUCCESS", "REFUND"):
        raise CannotPay("该订单已支付 · already paid")
    if order["trade_state"] == "CLOSED" and not late:
        raise CannotPay("该订单已关闭 · the order is closed")
    if not late and datetime.fromisoformat(order["prepaid_at"]) + PREPAY_LIFE < world.now():
        raise CannotPay("支付会话已过期，请重新下单 · the prepay session has expired")
    with world.store.together():
        paid = orders.settle(world, order)
        notices.tell_payment(world, paid)
    return paid


def by_prepay_id(world: World, prepay_id: str) -> Record:
    for order in world.store.find("wechat_order", prepay_id=prepay_id):
        return orders.get(world, order["out_trade_no"])
    raise CannotPay("prepay_id 无效 · no such prepay_id")


def check_pay_sign(world: World, asked: dict[str, str]) -> Record:
    """The order that wx.requestPayment names, if the mini-program's paySign over it is the merchant's."""
    lines = [asked.get("appId", ""), asked.get("timeStamp", ""), asked.get("nonceStr", ""), asked.get("package", "")]
    signed = signing.verifies(signing.merchant_key(world), signing.message(lines), asked.get("paySign", ""))
    if asked.get("signType") != "RSA" or not signed:
        raise CannotPay("支付验证签名失败 · requestPayment:fail, paySign is wrong")
    order = by_prepay_id(world, asked["package"].removeprefix("prepay_id="))
    if asked["appId"] != order["asked"]["appid"]:
        raise CannotPay("appId 与下单不一致 · another app's order")
    return order
