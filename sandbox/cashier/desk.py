"""What can be paid, through either party, and the payer's four choices: pay, cancel, pay too late, pay twice."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from sandbox.alipay import payer as alipay_payer
from sandbox.alipay import trades
from sandbox.store import Record
from sandbox.wechat_pay import orders
from sandbox.wechat_pay import payer as wechat_payer
from sandbox.world import World

CannotPay = (wechat_payer.CannotPay, alipay_payer.CannotPay)


@dataclass(frozen=True)
class Due:
    """An order at the cashier; `party` is wechat or alipay, `state` the party's own word."""

    party: str
    number: str
    description: str
    total_fen: int
    state: str
    payable: bool
    closed: bool
    at: str
    cancelled: bool = False

    @property
    def yuan(self) -> str:
        return f"{self.total_fen // 100}.{self.total_fen % 100:02d}"


class NoSuchOrder(ValueError):
    """The cashier knows no order of this number."""


def listed(world: World) -> list[Record]:
    """All orders, newest first, as JSON."""
    found = [_wechat(world, one) for one in world.store.all("wechat_order")]
    found += [_alipay(world, one) for one in world.store.all("alipay_trade")]
    found.sort(key=lambda due: due.at, reverse=True)
    return [{**asdict(due), "yuan": due.yuan} for due in found]


def find(world: World, party: str, number: str) -> Due:
    if party == "wechat" and (order := orders.find(world, number)):
        return _wechat(world, order)
    if party == "alipay" and (trade := trades.find(world, number)):
        return _alipay(world, trade)
    raise NoSuchOrder("没有这笔订单 · no such order")


def pay(world: World, due: Due) -> list[Due]:
    return [_pay(world, due, late=False)]


def pay_late(world: World, due: Due) -> list[Due]:
    """Pay an order that is closed: the bank was slower than the close."""
    if not due.closed:
        raise NoSuchOrder("只有已关闭的订单才能迟付 · only a closed order can be paid late")
    return [_pay(world, due, late=True)]


def pay_twice(world: World, due: Due) -> list[Due]:
    """Pay this order and one more attempt at the same charge: same description and amount, through either party."""
    others = [
        find(world, one["party"], one["number"])
        for one in listed(world)
        if (one["description"], one["total_fen"]) == (due.description, due.total_fen)
        and (one["party"], one["number"]) != (due.party, due.number)
        and (one["payable"] or one["closed"])
    ]
    if not others:
        raise NoSuchOrder(
            "同一费用只有一笔订单，请先换一种方式再下一单 · start a second payment of the same charge first"
        )
    first = [_pay(world, due, late=due.closed)] if due.payable or due.closed else []
    return [*first, _pay(world, others[0], late=others[0].closed)]


def cancel(world: World, due: Due) -> list[Due]:
    """The payer turns back; nothing changes for the merchant, who is not told."""
    world.store.put("cancelled", f"{due.party}/{due.number}", {"at": world.now().isoformat()})
    return [find(world, due.party, due.number)]


CHOICES: dict[str, Callable[[World, Due], list[Due]]] = {
    "pay": pay,
    "cancel": cancel,
    "pay-late": pay_late,
    "pay-twice": pay_twice,
}


def _pay(world: World, due: Due, *, late: bool) -> Due:
    if due.party == "wechat":
        wechat_payer.pay(world, orders.get(world, due.number), late=late)
    else:
        trade = trades.find(world, due.number)
        assert trade is not None
        alipay_payer.pay(world, trade, late=late)
    return find(world, due.party, due.number)


def _wechat(world: World, order: Record) -> Due:
    current = orders.find(world, order["out_trade_no"]) or order
    state = current["trade_state"]
    key = f"wechat/{current['out_trade_no']}"
    return Due(
        party="wechat",
        number=current["out_trade_no"],
        description=current["asked"]["description"],
        total_fen=current["total"],
        state=state,
        payable=state == "NOTPAY",
        closed=state == "CLOSED",
        at=current["prepaid_at"],
        cancelled=world.store.get("cancelled", key) is not None,
    )


def _alipay(world: World, trade: Record) -> Due:
    current = trades.find(world, trade["out_trade_no"]) or trade
    state = current["status"]
    key = f"alipay/{current['out_trade_no']}"
    return Due(
        party="alipay",
        number=current["out_trade_no"],
        description=current["subject"],
        total_fen=current["total"],
        state=state,
        payable=state == "WAIT_BUYER_PAY",
        closed=state == "TRADE_CLOSED" and not current["paid_at"],
        at=current["created_at"],
        cancelled=world.store.get("cancelled", key) is not None,
    )
