"""alipay.trade.wap.pay (手机网站支付): a page, not an API. The trade comes into being when the payer opens it."""

from urllib.parse import urlencode

from sanic import HTTPResponse, Request, html, redirect

from sandbox.alipay import money, signing, trades
from sandbox.alipay.errors import Refused, failed
from sandbox.alipay.gateway import admit, alipay_key, parameters_of
from sandbox.cashier import pages
from sandbox.store import Record
from sandbox.wire import say
from sandbox.world import World, world_of

METHOD = "alipay.trade.wap.pay"


def open_cashier(request: Request) -> HTTPResponse:
    """Check the signed address and show the cashier for its trade."""
    say(request, METHOD)
    try:
        call = admit(world_of(request), parameters_of(request))
        if call.biz.get("product_code") != "QUICK_WAP_WAY":
            raise failed("ACQ.INVALID_PARAMETER", "参数无效：product_code")
        trade = trades.open_trade(call, None)
    except Refused as refused:
        say(request, f"{METHOD} {refused.sub_code}")
        return html(pages.refusal(f"{refused.sub_msg} · {refused.sub_code}"), status=200)
    return redirect(f"/cashier/alipay/{trade['out_trade_no']}")


def return_address(world: World, trade: Record) -> str:
    """Where the payer's browser goes back to, with Alipay's signed parameters (同步返回)."""
    account = world.credentials["alipay"]
    fields = {
        "charset": "utf-8",
        "out_trade_no": trade["out_trade_no"],
        "method": f"{METHOD}.return",
        "total_amount": money.yuan(trade["total"]),
        "trade_no": trade["trade_no"],
        "auth_app_id": account["app_id"],
        "version": "1.0",
        "app_id": account["app_id"],
        "seller_id": account["seller_id"],
        "timestamp": trades.local(world.now().isoformat()),
    }
    signature = signing.sign(alipay_key(world), signing.content(fields))
    joint = "&" if "?" in trade["return_url"] else "?"
    return str(trade["return_url"]) + joint + urlencode(fields | {"sign_type": "RSA2", "sign": signature})
