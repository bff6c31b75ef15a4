"""Alipay (支付宝): mini-program (`alipay.trade.create` with JSAPI_PAY) and browser (`alipay.trade.wap.pay`).

Source: opendocs.alipay.com, 小程序支付, 手机网站支付, 统一收单交易查询, 关闭, 退款, 退款查询, 对账单下载地址.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alipay.aop.api.domain.AlipayDataDataserviceBillDownloadurlQueryModel import (
    AlipayDataDataserviceBillDownloadurlQueryModel,
)
from alipay.aop.api.domain.AlipayTradeCloseModel import AlipayTradeCloseModel
from alipay.aop.api.domain.AlipayTradeCreateModel import AlipayTradeCreateModel
from alipay.aop.api.domain.AlipayTradeFastpayRefundQueryModel import AlipayTradeFastpayRefundQueryModel
from alipay.aop.api.domain.AlipayTradeQueryModel import AlipayTradeQueryModel
from alipay.aop.api.domain.AlipayTradeRefundModel import AlipayTradeRefundModel
from alipay.aop.api.domain.AlipayTradeWapPayModel import AlipayTradeWapPayModel
from alipay.aop.api.request.AlipayDataDataserviceBillDownloadurlQueryRequest import (
    AlipayDataDataserviceBillDownloadurlQueryRequest,
)
from alipay.aop.api.request.AlipayTradeCloseRequest import AlipayTradeCloseRequest
from alipay.aop.api.request.AlipayTradeCreateRequest import AlipayTradeCreateRequest
from alipay.aop.api.request.AlipayTradeFastpayRefundQueryRequest import AlipayTradeFastpayRefundQueryRequest
from alipay.aop.api.request.AlipayTradeQueryRequest import AlipayTradeQueryRequest
from alipay.aop.api.request.AlipayTradeRefundRequest import AlipayTradeRefundRequest
from alipay.aop.api.request.AlipayTradeWapPayRequest import AlipayTradeWapPayRequest

from core.clock import SHANGHAI
from core.errors import BadSignature, Unavailable, UnknownAnswer
from core.platforms.alipay import NAME, AlipayGateway, Reply
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
from payments.providers import alipay_bill
from payments.providers.money import fen, yuan

OUTCOMES = {
    "WAIT_BUYER_PAY": Outcome.PENDING,
    "TRADE_SUCCESS": Outcome.PAID,
    "TRADE_FINISHED": Outcome.PAID,
    "TRADE_CLOSED": Outcome.CLOSED,
}
ABSENT = frozenset({"ACQ.TRADE_NOT_EXIST"})
TAKEN = frozenset({"ACQ.TRADE_HAS_SUCCESS", "ACQ.TRADE_HAS_CLOSE", "ACQ.CONTEXT_INCONSISTENT"})
NOT_CLOSABLE = frozenset({"ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID", "ACQ.REASON_ILLEGAL_STATUS"})
REFUND_FOR_GOOD = frozenset(
    {
        "ACQ.TRADE_HAS_FINISHED",
        "ACQ.TRADE_HAS_CLOSE",
        "ACQ.TRADE_NOT_ALLOW_REFUND",
        "ACQ.TRADE_STATUS_ERROR",
        "ACQ.REASON_TRADE_STATUS_INVALID",
        "ACQ.REASON_TRADE_REFUND_FEE_ERR",
        "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
        "ACQ.DISCORDANT_REPEAT_REQUEST",
    }
)
LATER = frozenset({"ACQ.SELLER_BALANCE_NOT_ENOUGH", "ACQ.REFUND_ACCOUNT_NOT_ENOUGH", "isp.bill_not_ready"})
EMPTY_DAY = frozenset({"isp.bill_not_exist", "isv.bill_not_exist", "BILL_NOT_EXIST"})


@dataclass(frozen=True)
class AlipaySeller:
    """Who is paid. `return_url` is where a browser comes back to after paying."""

    seller_id: str
    notify_url: str
    return_url: str


class Alipay:
    """`PaymentProvider` for one app and seller."""

    name = NAME
    channels = frozenset({Channel.ALIPAY_MINI, Channel.ALIPAY_WAP})
    acknowledgement = Acknowledgement(200, "success")

    def __init__(self, gateway: AlipayGateway, seller: AlipaySeller) -> None:
        self.merchant, self.app = seller.seller_id, gateway.app.app_id
        self._gateway, self._seller = gateway, seller

    async def prepare(self, order: Order, *, now: datetime) -> Launch:
        if order.channel is Channel.ALIPAY_WAP:
            return Launch(order.channel, {"url": self._page(order, now)})
        model = AlipayTradeCreateModel()
        _describe(model, order)
        model.product_code, model.op_app_id = "JSAPI_PAY", self.app
        if _is_user_id(order.payer_reference):
            model.buyer_id = order.payer_reference
        else:
            model.buyer_open_id = order.payer_reference
        request = AlipayTradeCreateRequest(biz_model=model)
        request.notify_url = self._seller.notify_url
        reply = await self._gateway.call(request)
        if reply.sub_code in TAKEN:
            raise OrderTaken
        return Launch(order.channel, {"tradeNO": str(_done(reply).fields["trade_no"])})

    def _page(self, order: Order, now: datetime) -> str:
        """The trade comes to be only when the payer opens this address."""
        model = AlipayTradeWapPayModel()
        _describe(model, order)
        model.product_code, model.quit_url = "QUICK_WAP_WAY", self._seller.return_url
        request = AlipayTradeWapPayRequest(biz_model=model)
        request.notify_url, request.return_url = self._seller.notify_url, self._seller.return_url
        return self._gateway.page(request, now=now)

    async def query(self, number: str) -> Report:
        model = AlipayTradeQueryModel()
        model.out_trade_no = number
        reply = await self._gateway.call(AlipayTradeQueryRequest(biz_model=model))
        if reply.sub_code in ABSENT:
            return Report(NAME, number, Outcome.ABSENT)
        # The reply to our own signed question names neither app nor seller.
        return _report(_done(reply).fields, paid_field="send_pay_date")

    async def close(self, number: str) -> None:
        model = AlipayTradeCloseModel()
        model.out_trade_no = number
        reply = await self._gateway.call(AlipayTradeCloseRequest(biz_model=model))
        if reply.sub_code not in ABSENT | NOT_CLOSABLE:
            _done(reply)

    async def refund(self, order: RefundOrder) -> RefundReport:
        model = AlipayTradeRefundModel()
        model.out_trade_no, model.out_request_no = order.attempt_number, order.number
        model.refund_amount, model.refund_reason = yuan(order.amount_fen), order.reason
        reply = await self._gateway.call(AlipayTradeRefundRequest(biz_model=model))
        if reply.sub_code in REFUND_FOR_GOOD:
            raise RefundRefused(reply.sub_code)
        if _done(reply).fields.get("fund_change") != "Y":
            # A repeated request, or money that has not moved: only the query tells which.
            return await self.query_refund(order)
        # `refund_fee` is the sum of all refunds of the trade; what moved now is what we asked for.
        return RefundReport(NAME, order.number, RefundOutcome.SUCCEEDED, order.amount_fen)

    async def query_refund(self, order: RefundOrder) -> RefundReport:
        model = AlipayTradeFastpayRefundQueryModel()
        model.out_trade_no, model.out_request_no = order.attempt_number, order.number
        model.query_options = ["gmt_refund_pay"]
        reply = await self._gateway.call(AlipayTradeFastpayRefundQueryRequest(biz_model=model))
        if reply.sub_code in ABSENT or _done(reply).fields.get("refund_status") != "REFUND_SUCCESS":
            return RefundReport(NAME, order.number, RefundOutcome.ABSENT)
        fields = reply.fields
        return RefundReport(
            NAME,
            order.number,
            RefundOutcome.SUCCEEDED,
            _amount(fields.get("refund_amount")),
            at=_moment(fields.get("gmt_refund_pay")),
        )

    def read_notice(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Notice:
        fields = self._gateway.verified_notice(body)
        if not fields.get("notify_id"):
            raise BadSignature()
        return Notice(fields["notify_id"], {k: v for k, v in fields.items() if k not in {"sign", "sign_type"}})

    def understand(self, payload: Mapping[str, Any]) -> Report | RefundReport:
        return _report(
            payload, paid_field="gmt_payment", app=payload.get("app_id", ""), seller=payload.get("seller_id", "")
        )

    async def bill(self, day: date) -> list[BillRow]:
        model = AlipayDataDataserviceBillDownloadurlQueryModel()
        model.bill_type, model.bill_date = "trade", day.isoformat()
        reply = await self._gateway.call(AlipayDataDataserviceBillDownloadurlQueryRequest(biz_model=model))
        if reply.sub_code in EMPTY_DAY:
            return []
        return alipay_bill.read(await self._gateway.fetch(str(_done(reply).fields["bill_download_url"])))


def _describe(model: Any, order: Order) -> None:
    model.out_trade_no, model.subject = order.number, order.description
    model.total_amount = yuan(order.amount_fen)
    model.time_expire = f"{order.expires_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _is_user_id(reference: str) -> bool:
    """Older apps know a user by sixteen digits from 2088 on, newer ones by an open_id."""
    return reference.startswith("2088") and len(reference) == 16 and reference.isdecimal()


def _done(reply: Reply) -> Reply:
    if reply.done:
        return reply
    if reply.sub_code in LATER:
        raise Unavailable()
    raise UnknownAnswer(NAME, reply.sub_code)


def _report(fields: Mapping[str, Any], *, paid_field: str, app: str | None = None, seller: str | None = None) -> Report:
    status = str(fields.get("trade_status"))
    if status not in OUTCOMES:
        raise UnknownAnswer(NAME, f"trade_status {status}")
    paid_at = _moment(fields.get(paid_field))
    outcome = OUTCOMES[status]
    if outcome is Outcome.CLOSED and paid_at is not None:
        # Closed after it was paid means refunded whole; closed without a payment means it ran out.
        outcome = Outcome.REFUNDED
    return Report(
        provider=NAME,
        number=str(fields.get("out_trade_no", "")),
        outcome=outcome,
        trade_number=str(fields.get("trade_no", "")),
        amount_fen=_amount(fields.get("total_amount")),
        merchant=seller,
        app=app,
        paid_at=paid_at,
    )


def _amount(value: Any) -> int | None:
    try:
        return fen(str(value))
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value).replace(tzinfo=SHANGHAI) if isinstance(value, str) and value else None
