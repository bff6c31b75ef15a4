"""The API's paths as at api.mch.weixin.qq.com; every reply signed, errors too."""

import json as text_of
import secrets
from collections.abc import Callable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, raw

from sandbox.keys import token
from sandbox.store import Record
from sandbox.wechat_pay import bills, notices, orders, payer, refunds, signing
from sandbox.wechat_pay.errors import MESSAGES, Refused
from sandbox.wire import party, say
from sandbox.world import World, world_of

routes = Blueprint("wechat_pay")

REPLY_FAULTS = {
    "bad_signature": "应答签名错误 · the reply's signature is wrong",
    "no_signature": "应答无签名 · the reply bears no signature",
    "stale": "应答时间戳过期 · the reply's time stamp is an hour old",
    "unknown_serial": "应答公钥未知 · the reply names an unknown key",
    "sign_by_certificate": "用平台证书签名（切换期间）· signed by the platform certificate, as during a changeover",
    "error": "应答指定错误码（detail）· answers the error code given as detail",
    "pay_before_answer": "下单应答之前已支付并通知 · paid and told before the order's own reply",
    "pay_before_close": "关单前一刻支付 · paid just before the close",
    "pay_after_close": "关单后支付 · paid after the close",
    "not_enough": "商户余额不足 · refund refused, balance short",
    "refund_abnormal": "退款异常 · refund ends ABNORMAL",
    "refund_closed": "退款关闭 · refund ends CLOSED",
}
NOTICE_FAULTS = {
    "notice_bad_signature": "通知签名错误 · the notice's signature is wrong",
    "notice_no_signature": "通知无签名 · the notice bears no signature",
    "notice_signtest": "签名探测 · a WECHATPAY/SIGNTEST probe first",
    "notice_tampered": "通知被篡改 · the body is changed after signing",
    "notice_bad_cipher": "通知密文错误 · encrypted under another key",
    "notice_stale": "通知时间戳过期 · time stamp an hour old",
    "notice_unknown_serial": "通知公钥未知 · names an unknown key",
    "notice_reorder": "退款通知先于支付通知 · the refund's notice comes before the payment's",
    **{name: f"通知内容：{field} · says something else in {field}" for name, (field, _) in notices.MEANING.items()},
}


def set_up(world: World) -> None:
    ring = world.keyring
    world.faults.declare("wechat_pay", REPLY_FAULTS | NOTICE_FAULTS | bills.FAULTS)
    world.outbox.add_sender("wechat_pay", notices.Notices())
    for name in ("merchant", "platform", "certificate"):
        ring.private_key(f"wechat_pay.{name}")
    world.credentials["wechat_pay"] = {
        "base_url": world.address,
        "appid": world.credentials["wechat"]["appid"],
        "mchid": ring.secret("wechat_pay.mchid", f"16{secrets.randbelow(10**8):08d}"),
        "merchant_serial": ring.secret("wechat_pay.merchant_serial", secrets.token_hex(20).upper()),
        "merchant_private_key_path": str(ring.private_path("wechat_pay.merchant").resolve()),
        "api_v3_key": ring.secret("wechat_pay.api_v3_key", token(32)),
        "public_key_id": ring.secret("wechat_pay.public_key_id", f"PUB_KEY_ID_0{secrets.randbelow(10**27):027d}"),
        "public_key_path": str(ring.public_path("wechat_pay.platform").resolve()),
    }


def _error(status: int) -> HTTPResponse:
    code = {429: "FREQUENCY_LIMITED"}.get(status, "SYSTEM_ERROR")
    return raw(_bytes({"code": code, "message": MESSAGES[code][1]}), status, content_type="application/json")


def answer(request: Request, work: Callable[[World], Record | None]) -> HTTPResponse:
    """Check the signature, do the work, sign the reply. None becomes 204."""
    world = world_of(request)
    try:
        signing.check(request, world)
        fault = world.faults.take("wechat_pay", ("error",))
        if fault is not None:
            raise Refused(fault["detail"] if fault["detail"] in MESSAGES else "SYSTEM_ERROR")
        result = work(world)
    except Refused as refused:
        say(request, refused.code)
        return _signed(world, {"code": refused.code, "message": refused.message}, refused.status)
    return _signed(world, result, 204 if result is None else 200)


def _signed(world: World, body: Record | None, status: int) -> HTTPResponse:
    content = b"" if body is None else _bytes(body)
    return raw(content, status, headers=signing.headers(world, content), content_type="application/json")


def _bytes(body: Record) -> bytes:
    return text_of.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _body(request: Request) -> dict[str, Any]:
    try:
        body = text_of.loads(request.body)
    except ValueError:
        raise Refused("PARAM_ERROR", "请求体不是有效的 JSON") from None
    if not isinstance(body, dict):
        raise Refused("PARAM_ERROR", "请求体应为 JSON 对象")
    return body


@routes.post("/v3/pay/transactions/<kind:str>")
@party("wechat_pay", _error)
async def create_order(request: Request, kind: str) -> HTTPResponse:
    def work(world: World) -> Record:
        if kind not in orders.KINDS:
            raise Refused("RESOURCE_NOT_EXISTS")
        return orders.create(world, kind, _body(request))

    response = answer(request, work)
    world = world_of(request)
    if response.status == 200 and world.faults.strikes("wechat_pay", "pay_before_answer"):
        order = orders.get(world, _body(request)["out_trade_no"])
        payer.pay(world, order)
        await _tell_first(world, order["out_trade_no"])
    return response


@routes.get("/v3/pay/transactions/out-trade-no/<number:str>")
@party("wechat_pay", _error)
async def query_order(request: Request, number: str) -> HTTPResponse:
    def work(world: World) -> Record:
        _own(world, request.args.get("mchid"))
        return orders.as_reply(world, orders.get(world, number))

    return answer(request, work)


@routes.get("/v3/pay/transactions/id/<transaction_id:str>")
@party("wechat_pay", _error)
async def query_transaction(request: Request, transaction_id: str) -> HTTPResponse:
    def work(world: World) -> Record:
        _own(world, request.args.get("mchid"))
        return orders.as_reply(world, orders.by_transaction(world, transaction_id))

    return answer(request, work)


@routes.post("/v3/pay/transactions/out-trade-no/<number:str>/close")
@party("wechat_pay", _error)
async def close_order(request: Request, number: str) -> HTTPResponse:
    def work(world: World) -> None:
        _own(world, _body(request).get("mchid"))
        order = orders.get(world, number)
        if order["trade_state"] == "NOTPAY" and world.faults.strikes("wechat_pay", "pay_before_close"):
            payer.pay(world, order)
        orders.close(world, number)
        if world.faults.strikes("wechat_pay", "pay_after_close"):
            payer.pay(world, orders.get(world, number), late=True)

    return answer(request, work)


@routes.post("/v3/refund/domestic/refunds")
@party("wechat_pay", _error)
async def create_refund(request: Request) -> HTTPResponse:
    return answer(request, lambda world: refunds.create(world, _body(request)))


@routes.get("/v3/refund/domestic/refunds/<number:str>")
@party("wechat_pay", _error)
async def query_refund(request: Request, number: str) -> HTTPResponse:
    return answer(request, lambda world: refunds.get(world, number))


@routes.get("/v3/bill/<kind:str>")
@party("wechat_pay", _error)
async def apply_for_bill(request: Request, kind: str) -> HTTPResponse:
    query = {name: values[0] for name, values in request.get_args().items()}

    def work(world: World) -> Record:
        if kind not in ("tradebill", "fundflowbill"):
            raise Refused("RESOURCE_NOT_EXISTS")
        return bills.apply(world, "trade" if kind == "tradebill" else "fund", query)

    return answer(request, work)


@routes.get("/v3/billdownload/file")
@party("wechat_pay", _error)
async def download_bill(request: Request) -> HTTPResponse:
    """The file itself; the request is signed, the reply is not."""
    world = world_of(request)
    try:
        signing.check(request, world)
        return raw(bills.download(world, request.args.get("token", "")), content_type="application/octet-stream")
    except Refused as refused:
        return _signed(world, {"code": refused.code, "message": refused.message}, refused.status)


def _own(world: World, mchid: object) -> None:
    if mchid != world.credentials["wechat_pay"]["mchid"]:
        raise Refused("PARAM_ERROR", "mchid 与签名商户不一致")


async def _tell_first(world: World, out_trade_no: str) -> None:
    """Try the payment's notice before the reply to the order goes out, so that it surely overtakes it."""
    for notice in world.outbox.waiting():
        if notice["facts"].get("out_trade_no") == out_trade_no:
            await world.outbox.try_now(notice["id"])
