"""WeChat Pay (微信支付) API v3: mini-program and official account (JSAPI), browser (H5), QR code (Native).

Source: pay.weixin.qq.com/doc/v3/merchant, 下单, 查询订单, 关闭订单, 退款, 回调通知, 申请交易账单.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from wechatpayv3.async_ import WeChatPayType

from core.clock import SHANGHAI
from core.errors import BadSignature, Unavailable, UnknownAnswer
from payments.provider import (
    Acknowledgement,
    BillRow,
    Channel,
    Launch,
    Notice,
    Order,
    OrderTaken,
    Outcome,
    RefundOrder,
    RefundOutcome,
    RefundRefused,
    RefundReport,
    Report,
)
from payments.providers import wechat_bill
from payments.providers.wechat_wire import Reply, WechatPayAccount, Wire, decrypt, json_object, verify

NAME = "wechat_pay"

OUTCOMES = {
    "SUCCESS": Outcome.PAID,
    "REFUND": Outcome.REFUNDED,
    "NOTPAY": Outcome.PENDING,
    "USERPAYING": Outcome.PENDING,
    "PAYERROR": Outcome.PENDING,
    "CLOSED": Outcome.CLOSED,
    "REVOKED": Outcome.CLOSED,
}
REFUND_OUTCOMES = {
    "SUCCESS": RefundOutcome.SUCCEEDED,
    "PROCESSING": RefundOutcome.PROCESSING,
    "ABNORMAL": RefundOutcome.ABNORMAL,
    "CLOSED": RefundOutcome.CLOSED,
}
# The documents spell some codes in two ways.
ABSENT = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})
TAKEN = frozenset({"ORDER_PAID", "ORDERPAID", "ORDER_CLOSED", "ORDERCLOSED", "OUT_TRADE_NO_USED"})
REFUND_FOR_GOOD = frozenset({"INVALID_REQUEST", "USER_ACCOUNT_ABNORMAL"})
LATER = frozenset({"NOT_ENOUGH", "STATEMENT_CREATING"})
EMPTY_DAY = "NO_STATEMENT_EXIST"

PAY_TYPES = {
    Channel.WECHAT_JSAPI: WeChatPayType.JSAPI,
    Channel.WECHAT_H5: WeChatPayType.H5,
    Channel.WECHAT_NATIVE: WeChatPayType.NATIVE,
}
MAX_DESCRIPTION = 40
"""Characters; the limit is 127 bytes, three of which a Chinese character takes."""


class WechatPay:
    """`PaymentProvider` for one merchant account."""

    name = NAME
    channels = frozenset(PAY_TYPES)
    acknowledgement = Acknowledgement(200, '{"code":"SUCCESS"}', "application/json")

    def __init__(self, account: WechatPayAccount) -> None:
        self.merchant, self.app = account.merchant_id, account.app_id
        self._api_v3_key = account.api_v3_key
        self._wire = Wire(account)

    async def prepare(self, order: Order, *, now: datetime) -> Launch:
        reply = await self._wire.call(
            "pay",
            pay_type=PAY_TYPES[order.channel],
            description=order.description[:MAX_DESCRIPTION],
            out_trade_no=order.number,
            amount={"total": order.amount_fen, "currency": "CNY"},
            time_expire=order.expires_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            payer={"openid": order.payer_reference} if order.channel is Channel.WECHAT_JSAPI else None,
            scene_info=_scene(order),
        )
        if reply.code in TAKEN:
            raise OrderTaken
        return Launch(order.channel, self._parameters(order.channel, _done(reply).fields, now))

    def _parameters(self, channel: Channel, fields: Mapping[str, Any], now: datetime) -> dict[str, str]:
        if channel is Channel.WECHAT_H5:
            return {"url": str(fields["h5_url"])}
        if channel is Channel.WECHAT_NATIVE:
            return {"code_url": str(fields["code_url"])}
        timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(16)
        package = f"prepay_id={fields['prepay_id']}"
        return {
            "appId": self.app,
            "timeStamp": timestamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": self._wire.pay_sign(self.app, timestamp, nonce, package),
        }

    async def query(self, number: str) -> Report:
        reply = await self._wire.call("query", out_trade_no=number)
        if reply.code in ABSENT:
            return Report(NAME, number, Outcome.ABSENT)
        return _report(_done(reply).fields)

    async def close(self, number: str) -> None:
        reply = await self._wire.call("close", out_trade_no=number)
        if reply.code not in TAKEN | ABSENT:
            _done(reply)

    async def refund(self, order: RefundOrder) -> RefundReport:
        amount = {"refund": order.amount_fen, "total": order.paid_fen, "currency": "CNY"}
        reply = await self._wire.call(
            "refund",
            out_refund_no=order.number,
            out_trade_no=order.attempt_number,
            amount=amount,
            reason=order.reason,
        )
        if reply.code in REFUND_FOR_GOOD:
            raise RefundRefused(reply.code)
        return _refund_report(_done(reply).fields, "status")

    async def query_refund(self, order: RefundOrder) -> RefundReport:
        reply = await self._wire.call("query_refund", out_refund_no=order.number)
        if reply.code in ABSENT:
            return RefundReport(NAME, order.number, RefundOutcome.ABSENT)
        return _refund_report(_done(reply).fields, "status")

    def read_notice(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notice:
        verify(self._wire.keys, headers, body, now=now)
        envelope = json_object(body)
        resource = envelope.get("resource")
        if not isinstance(resource, dict) or not isinstance(envelope.get("id"), str):
            raise BadSignature()
        opened = decrypt(resource, self._api_v3_key)
        return Notice(envelope["id"], {"event_type": str(envelope.get("event_type", "")), "resource": opened})

    def understand(self, payload: Mapping[str, Any]) -> Report | RefundReport:
        event, resource = payload["event_type"], payload["resource"]
        if event.startswith("TRANSACTION."):
            return _report(resource)
        if event.startswith("REFUND."):
            return _refund_report(resource, "refund_status")
        raise UnknownAnswer(NAME, event)

    async def bill(self, day: date) -> list[BillRow]:
        reply = await self._wire.call("trade_bill", bill_date=day.isoformat())
        if reply.code == EMPTY_DAY:
            return []
        fields = _done(reply).fields
        address = urlsplit(str(fields["download_url"]))
        packed = await self._wire.download(f"{address.path}?{address.query}")
        return wechat_bill.read(packed, str(fields.get("hash_value", "")))


def _scene(order: Order) -> dict[str, Any] | None:
    if order.channel is not Channel.WECHAT_H5:
        return None
    return {"payer_client_ip": order.client_ip, "h5_info": {"type": "Wap"}}


def _done(reply: Reply) -> Reply:
    if reply.done:
        return reply
    if reply.code in LATER:
        raise Unavailable()
    raise UnknownAnswer(NAME, reply.code)


def _report(fields: Mapping[str, Any]) -> Report:
    state = str(fields.get("trade_state"))
    if state not in OUTCOMES:
        raise UnknownAnswer(NAME, f"trade_state {state}")
    amount = fields.get("amount") or {}
    return Report(
        provider=NAME,
        number=str(fields.get("out_trade_no", "")),
        outcome=OUTCOMES[state],
        trade_number=str(fields.get("transaction_id", "")),
        amount_fen=_whole(amount.get("total")),
        currency=str(amount.get("currency", "")),
        merchant=str(fields.get("mchid", "")),
        app=str(fields.get("appid", "")),
        paid_at=_moment(fields.get("success_time")),
    )


def _refund_report(fields: Mapping[str, Any], state_field: str) -> RefundReport:
    state = str(fields.get(state_field))
    if state not in REFUND_OUTCOMES:
        raise UnknownAnswer(NAME, f"{state_field} {state}")
    return RefundReport(
        provider=NAME,
        number=str(fields.get("out_refund_no", "")),
        outcome=REFUND_OUTCOMES[state],
        amount_fen=_whole((fields.get("amount") or {}).get("refund")),
        refund_number=str(fields.get("refund_id", "")),
        at=_moment(fields.get("success_time")),
    )


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None
