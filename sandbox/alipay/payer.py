"""What the payer does in Alipay: pay, cancel, pay too late."""

from sandbox.alipay import notices, trades
from sandbox.alipay.gateway import Call
from sandbox.store import Record
from sandbox.world import World


class CannotPay(ValueError):
    """Why Alipay does not let the payer pay."""


def pay(world: World, trade: Record, *, late: bool = False) -> Record:
    """The payer pays; `late` pays a closed trade all the same, as a race between bank and close can."""
    if trade["paid_at"]:
        raise CannotPay("该交易已支付 · already paid")
    if trade["status"] == "TRADE_CLOSED" and not late:
        raise CannotPay("该交易已关闭 · the trade is closed")
    with world.store.together():
        paid = trades.settle(world, trade)
        notices.tell_payment(world, paid)
    return paid


def by_trade_no(world: World, trade_no: str) -> Record:
    for trade in world.store.find("alipay_trade", trade_no=trade_no):
        found = trades.find(world, trade["out_trade_no"])
        assert found is not None
        return found
    raise CannotPay("交易不存在 · no such trade")


def close(call: Call) -> Record:
    """alipay.trade.close, with the payer racing it when a fault says so."""
    world = call.world
    trade = trades.of_call(call)
    if trade["status"] == "WAIT_BUYER_PAY" and world.faults.strikes("alipay", "pay_before_close"):
        pay(world, trade)
    reply = trades.close(call)
    if world.faults.strikes("alipay", "pay_after_close"):
        pay(world, trades.of_call(call), late=True)
    return reply
