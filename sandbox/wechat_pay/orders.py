"""Orders (支付订单): NOTPAY to SUCCESS or CLOSED, SUCCESS to REFUND. Amounts in fen.

Source: pay.weixin.qq.com, JSAPI/H5/Native下单, 查询订单, 关闭订单. A prepay_id lives two hours, an order
until time_expire or seven days; the same number again needs the same parameters.
"""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sandbox.keys import token
from sandbox.store import Record
from sandbox.wechat_pay.errors import Refused
from sandbox.world import SHANGHAI, World

PREPAY_LIFE = timedelta(hours=2)
ORDER_LIFE = timedelta(days=7)
KINDS = {"jsapi": "JSAPI", "h5": "MWEB", "native": "NATIVE"}
STATES = {"NOTPAY": "订单未支付", "SUCCESS": "支付成功", "CLOSED": "订单已关闭", "REFUND": "转入退款"}
_NUMBER = re.compile(r"^[0-9A-Za-z_\-|*]{6,32}$")


def create(world: World, kind: str, body: dict[str, Any]) -> Record:
    """Place an order, or find the same one again. Returns what the payer's device is handed."""
    _check(world, kind, body)
    known = find(world, body["out_trade_no"])
    if known is not None:
        if known["trade_state"] in ("SUCCESS", "REFUND"):
            raise Refused("ORDER_PAID")
        if known["trade_state"] == "CLOSED":
            raise Refused("ORDER_CLOSED")
        if known["asked"] != body or known["kind"] != kind:
            raise Refused("OUT_TRADE_NO_USED", "请求重入时，参数与首次请求时不一致")
    order = known or _new(world, kind, body)
    if datetime.fromisoformat(order["prepaid_at"]) + PREPAY_LIFE < world.now():
        order.update(prepay_id=_prepay_id(world), prepaid_at=world.now().isoformat())
    save(world, order)
    return _handle(world, order)


def find(world: World, number: str) -> Record | None:
    """An order by its merchant number, closed if its time has run out."""
    order = world.store.get("wechat_order", number)
    if order is not None and order["trade_state"] == "NOTPAY" and expires_at(order) <= world.now():
        order["trade_state"] = "CLOSED"
        save(world, order)
    return order


def get(world: World, number: str) -> Record:
    order = find(world, number)
    if order is None:
        raise Refused("ORDER_NOT_EXIST")
    return order


def by_transaction(world: World, transaction_id: str) -> Record:
    found = world.store.find("wechat_order", transaction_id=transaction_id)
    if not found:
        raise Refused("ORDER_NOT_EXIST")
    return found[0]


def close(world: World, number: str) -> None:
    """Close an unpaid order; closing it again changes nothing."""
    order = get(world, number)
    if order["trade_state"] in ("SUCCESS", "REFUND"):
        raise Refused("ORDER_PAID")
    order["trade_state"] = "CLOSED"
    save(world, order)


def settle(world: World, order: Record) -> Record:
    """The payment: from here on the order is paid, whatever it was before."""
    number = f"4200{world.now().astimezone(SHANGHAI):%Y%m%d}{secrets.randbelow(10**16):016d}"
    payer = order["openid"] or f"o{token(27)}"  # H5 and Native orders name no payer; whoever paid is told.
    order.update(trade_state="SUCCESS", transaction_id=number, success_at=world.now().isoformat(), openid=payer)
    return save(world, order)


def save(world: World, order: Record) -> Record:
    return world.store.put("wechat_order", order["out_trade_no"], order)


def expires_at(order: Record) -> datetime:
    return datetime.fromisoformat(order["expires_at"])


def as_reply(world: World, order: Record) -> Record:
    """The order as the query and the notice show it; what a payment brings is absent before it."""
    account = world.credentials["wechat_pay"]
    reply: Record = {
        "appid": order["asked"]["appid"],
        "mchid": account["mchid"],
        "out_trade_no": order["out_trade_no"],
        "trade_state": order["trade_state"],
        "trade_state_desc": STATES[order["trade_state"]],
        "attach": order["asked"].get("attach", ""),
        "amount": {"total": order["total"], "currency": "CNY"},
    }
    if order["transaction_id"]:
        reply |= {
            "transaction_id": order["transaction_id"],
            "trade_type": KINDS[order["kind"]],
            "bank_type": "OTHERS",
            "success_time": shanghai(order["success_at"]),
            "payer": {"openid": order["openid"]},
        }
        reply["amount"] |= {"payer_total": order["total"], "payer_currency": "CNY"}
    return reply


def shanghai(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).isoformat(timespec="seconds")


def _check(world: World, kind: str, body: dict[str, Any]) -> None:
    account = world.credentials["wechat_pay"]
    if body.get("appid") != account["appid"] or body.get("mchid") != account["mchid"]:
        raise Refused("APPID_MCHID_NOT_MATCH")
    for name in ("description", "out_trade_no", "notify_url"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise Refused("PARAM_ERROR", f"输入源“/body/{name}”映射到值字段“{name}”必填性规则校验失败")
    if not _NUMBER.match(body["out_trade_no"]):
        raise Refused("PARAM_ERROR", "out_trade_no 应为 6 至 32 位数字、大小写字母及 _-|*")
    if len(body["description"]) > 127:
        raise Refused("PARAM_ERROR", "description 超过 127 个字符")
    if urlsplit(body["notify_url"]).query:
        raise Refused("PARAM_ERROR", "notify_url 不能携带参数")
    amount = body.get("amount") or {}
    total = amount.get("total")
    if not isinstance(total, int) or total < 1 or amount.get("currency", "CNY") != "CNY":
        raise Refused("PARAM_ERROR", "amount.total 应为大于 0 的整数（分），币种 CNY")
    if kind == "jsapi" and not world.store.get("wechat_user", str((body.get("payer") or {}).get("openid"))):
        raise Refused("PARAM_ERROR", "无效的openid")
    scene = body.get("scene_info") or {}
    if kind == "h5" and not (scene.get("payer_client_ip") and (scene.get("h5_info") or {}).get("type")):
        raise Refused("PARAM_ERROR", "scene_info.payer_client_ip 和 scene_info.h5_info.type 必填")


def _new(world: World, kind: str, body: dict[str, Any]) -> Record:
    now = world.now()
    expire = body.get("time_expire")
    try:
        ends = datetime.fromisoformat(expire) if expire else now + ORDER_LIFE
    except ValueError:
        ends = now
    if ends.tzinfo is None or ends <= now:
        raise Refused("PARAM_ERROR", "time_expire 应为 RFC 3339 格式且晚于当前时间")
    return {
        "out_trade_no": body["out_trade_no"],
        "kind": kind,
        "asked": body,
        "total": body["amount"]["total"],
        "openid": (body.get("payer") or {}).get("openid", ""),
        "trade_state": "NOTPAY",
        "transaction_id": "",
        "success_at": "",
        "prepay_id": _prepay_id(world),
        "prepaid_at": now.isoformat(),
        "expires_at": min(ends, now + ORDER_LIFE).isoformat(),
    }


def _prepay_id(world: World) -> str:
    return f"wx{world.now().astimezone(SHANGHAI):%d%H%M%S}{secrets.token_hex(12)}{world.store.count('prepay'):04d}"


def _handle(world: World, order: Record) -> Record:
    if order["kind"] == "jsapi":
        return {"prepay_id": order["prepay_id"]}
    if order["kind"] == "native":
        return {"code_url": f"weixin://wxpay/bizpayurl?pr={order['prepay_id'][-11:]}"}
    return {"h5_url": f"{world.address}/cashier/wechat/h5?prepay_id={order['prepay_id']}"}
