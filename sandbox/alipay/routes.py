"""`/gateway.do` and the table of the methods it knows."""

import base64
import secrets
from collections.abc import Callable

from sanic import Blueprint, HTTPResponse, Request

from sandbox.alipay import bills, certify, notices, payer, refunds, trades, users, wap
from sandbox.alipay.gateway import Method, parameters_of, respond
from sandbox.keys import token
from sandbox.wire import party
from sandbox.world import World, world_of

routes = Blueprint("alipay")

METHODS: dict[str, Method] = {
    "alipay.system.oauth.token": users.oauth_token,
    "alipay.user.info.share": users.info_share,
    "alipay.trade.create": trades.create,
    "alipay.trade.query": trades.query,
    "alipay.trade.close": payer.close,
    "alipay.trade.refund": refunds.refund,
    "alipay.trade.fastpay.refund.query": refunds.query,
    "alipay.user.certify.open.initialize": certify.initialize,
    "alipay.user.certify.open.query": certify.query,
    "alipay.data.dataservice.bill.downloadurl.query": bills.link,
}
PAGES: dict[str, Callable[[Request], HTTPResponse]] = {
    wap.METHOD: wap.open_cashier,
    certify.METHOD: certify.open_page,
}
FAULTS = {
    "bad_signature": "应答签名错误 · the reply's signature is wrong",
    "no_signature": "应答无签名 · the reply bears no signature",
    "bad_code": "授权码无效 · authorisation code refused",
    "error": "应答指定子错误码（detail）· answers the sub-code given as detail",
    "pay_before_close": "关单前一刻支付 · paid just before the close",
    "pay_after_close": "关单后支付 · paid after the close",
    "not_enough": "商户余额不足 · refund refused, balance short",
    "fund_change_n": "退款应答 fund_change=N · the refund says N though it moves",
    "refund_status_missing": "退款查询无状态 · the refund query answers without refund_status",
}


def set_up(world: World) -> None:
    ring = world.keyring
    world.faults.declare("alipay", FAULTS | notices.FAULTS | bills.FAULTS)
    world.outbox.add_sender("alipay", notices.Notices())
    ring.private_key("alipay.app")
    ring.private_key("alipay.platform")
    world.credentials["alipay"] = {
        "gateway": f"{world.address}/gateway.do",
        "app_id": ring.secret("alipay.app_id", f"2021{secrets.randbelow(10**12):012d}"),
        "seller_id": ring.secret("alipay.seller_id", f"2088{secrets.randbelow(10**12):012d}"),
        "app_private_key_path": str(ring.private_path("alipay.app").resolve()),
        "alipay_public_key_path": str(ring.public_path("alipay.platform").resolve()),
        "aes_key": ring.secret("alipay.aes_key", base64.b64encode(token(16).encode()).decode()),
    }


@routes.get("/gateway.do", name="gateway_by_address")
@routes.post("/gateway.do")
@party("alipay")
async def gateway(request: Request) -> HTTPResponse:
    page = PAGES.get(parameters_of(request).get("method", ""))
    if page is not None:
        return page(request)
    return respond(request, METHODS)


@routes.get("/alipay/bill/download")
@party("alipay")
async def download_bill(request: Request) -> HTTPResponse:
    content = bills.download(world_of(request), request.args.get("token", ""))
    if content is None:
        return HTTPResponse("下载链接已过期", status=403)
    return HTTPResponse(content, content_type="application/octet-stream")
