"""The cashier: orders of both parties, and the payer's choices."""

from sandbox.cashier import desk
from sandbox.page.markup import act, badge, both, clock, copy, empty, safe
from sandbox.store import Record
from sandbox.world import World

_PARTIES = {"wechat": ("微信支付", "wechat"), "alipay": ("支付宝", "alipay")}
_STATES = {
    "NOTPAY": ("待付款", "open"),
    "WAIT_BUYER_PAY": ("待付款", "open"),
    "SUCCESS": ("已付款", "good"),
    "TRADE_SUCCESS": ("已付款", "good"),
    "TRADE_FINISHED": ("已完结", "good"),
    "REFUND": ("有退款", "warn"),
    "CLOSED": ("已关闭", "off"),
    "TRADE_CLOSED": ("已关闭", "off"),
}


def section(world: World) -> str:
    orders = desk.listed(world)
    if not orders:
        return empty("还没有订单。", "No orders yet.")
    return f'<ul class="cards">{"".join(_order(one) for one in orders[:40])}</ul>'


def _order(due: Record) -> str:
    party, party_tone = _PARTIES[due["party"]]
    state, tone = _STATES[due["state"]]
    path = f"/cashier/{due['party']}/{due['number']}"
    actions = ""
    if due["payable"]:
        actions += act(f"{path}/pay", both("付款", "Pay"), style="primary")
        actions += act(f"{path}/cancel", both("取消", "Cancel"))
    if due["closed"]:
        actions += act(f"{path}/pay-late", both("迟付", "Pay late"))
    if due["payable"] or due["closed"]:
        actions += act(f"{path}/pay-twice", both("付两次", "Pay twice"))
    cancelled = badge("付款人取消过", "warn") if due["cancelled"] and due["payable"] else ""
    return (
        f'<li class="card"><p class="line">{badge(party, party_tone)}{badge(state, tone)}{cancelled}'
        f'<time>{clock(due["at"])}</time></p><p class="amount">¥ {due["yuan"]}</p>'
        f'<p>{safe(due["description"])}</p><p class="fine">{copy(due["number"], "mono")}</p>'
        f'<div class="actions">{actions}</div></li>'
    )
