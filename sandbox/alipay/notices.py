"""Asynchronous notices (异步通知): a signed form, repeated eight times in 25 hours until the answer is `success`.

Source: opendocs.alipay.com, 异步通知说明. Refunds come as the same notice of the trade with refund_fee and gmt_refund.
"""

import json
from urllib.parse import urlencode
from uuid import uuid4

from sandbox.alipay import money, signing, trades
from sandbox.alipay.gateway import alipay_key
from sandbox.outbox import Letter
from sandbox.store import Record
from sandbox.world import World

MINUTE, HOUR = 60, 3600
SCHEDULE = (4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR)
HELD_SECONDS = 1.0
MEANING = {
    "notice_wrong_amount": ("total_amount", "0.01"),
    "notice_wrong_merchant": ("seller_id", "2088000000000001"),
    "notice_wrong_app": ("app_id", "2021000000000001"),
    "notice_unknown_order": ("out_trade_no", "NOSUCHORDER"),
    "notice_waiting": ("trade_status", "WAIT_BUYER_PAY"),
    "notice_finished": ("trade_status", "TRADE_FINISHED"),
    "notice_closed": ("trade_status", "TRADE_CLOSED"),
    "notice_extra_fields": ("new_field_of_tomorrow", "值"),
    "notice_huge": ("body", "长" * 400_000),
}
FAULTS = {
    "notice_bad_signature": "通知签名错误 · the notice's signature is wrong",
    "notice_no_signature": "通知无签名 · the notice bears no signature",
    "notice_sha1": "通知降级为 SHA-1 签名 · signed by the retired RSA (SHA-1)",
    "notice_tampered": "通知被篡改 · a field is changed after signing",
    "notice_gbk": "通知以 GBK 编码 · the form is encoded in GBK",
    "notice_reorder": "退款通知先于支付通知 · the refund's notice comes before the payment's",
    **{name: f"通知内容：{field} · says something else in {field}" for name, (field, _) in MEANING.items()},
}


class Notices:
    """What the outbox needs to know of Alipay."""

    schedule = SCHEDULE

    def write(self, world: World, notice: Record) -> Letter:
        fields = _fields(world, notice["facts"])
        fault = world.faults.take("alipay", tuple(MEANING))
        if fault is not None:
            name, value = MEANING[fault["kind"]]
            fields[name] = value
        charset = "gbk" if world.faults.strikes("alipay", "notice_gbk") else "utf-8"
        fields["charset"] = charset
        _sign(world, fields, charset)
        if world.faults.strikes("alipay", "notice_tampered"):
            fields["subject"] = f"{fields['subject']}。"
        content = urlencode(fields, encoding=charset).encode()
        return Letter({"Content-Type": f"application/x-www-form-urlencoded;charset={charset}"}, content)

    def accepted(self, status: int, body: bytes) -> bool:
        return status == 200 and body.strip() == b"success"


def tell_payment(world: World, trade: Record) -> None:
    """Queue the notice of a payment, if the order named an address. Under notice_reorder it waits for the refund's."""
    if trade["notify_url"]:
        held = world.faults.strikes("alipay", "notice_reorder")
        facts = _facts(world, trade, held=held)
        world.outbox.send("alipay", trade["notify_url"], facts, after_seconds=HOUR * 24 if held else 0)


def tell_refund(world: World, trade: Record, entry: Record) -> None:
    if not trade["notify_url"]:
        return
    facts = _facts(world, trade, held=False) | {
        "refunded": trade["refunded"],
        "out_request_no": entry["out_request_no"],
        "refunded_at": entry["at"],
    }
    world.outbox.send("alipay", trade["notify_url"], facts)
    for notice in world.outbox.waiting():
        if notice["facts"].get("held") and notice["facts"]["out_trade_no"] == trade["out_trade_no"]:
            world.outbox.hasten(notice["id"], HELD_SECONDS)


def _facts(world: World, trade: Record, *, held: bool) -> Record:
    return {
        "notice_id": uuid4().hex,
        "out_trade_no": trade["out_trade_no"],
        "status": trade["status"],
        "at": world.now().isoformat(),
        "held": held,
    }


def _fields(world: World, facts: Record) -> dict[str, str]:
    trade = world.store.get("alipay_trade", facts["out_trade_no"])
    assert trade is not None
    account, total = world.credentials["alipay"], money.yuan(trade["total"])
    fields = {
        "notify_time": trades.local(world.now().isoformat()),
        "notify_type": "trade_status_sync",
        "notify_id": facts["notice_id"],
        "app_id": account["app_id"],
        "auth_app_id": account["app_id"],
        "version": "1.0",
        "sign_type": "RSA2",
        "trade_no": trade["trade_no"],
        "out_trade_no": trade["out_trade_no"],
        "trade_status": facts["status"],
        "total_amount": total,
        "receipt_amount": total,
        "invoice_amount": total,
        "buyer_pay_amount": total,
        "point_amount": "0.00",
        "subject": trade["subject"],
        "body": trade["body"],
        "passback_params": trade["passback"],
        "seller_id": account["seller_id"],
        "buyer_open_id": trade["buyer"],
        "gmt_create": trades.local(trade["created_at"]),
        "gmt_payment": trades.local(trade["paid_at"]),
        "fund_bill_list": json.dumps([{"amount": total, "fundChannel": "ALIPAYACCOUNT"}], separators=(",", ":")),
    }
    if "refunded" in facts:
        fields |= {
            "refund_fee": money.yuan(facts["refunded"]),
            "out_biz_no": facts["out_request_no"],
            "gmt_refund": trades.local(facts["refunded_at"]),
        }
        if facts["status"] == "TRADE_CLOSED":
            fields["gmt_close"] = trades.local(facts["refunded_at"])
    return {name: value for name, value in fields.items() if value != ""}


def _sign(world: World, fields: dict[str, str], charset: str) -> None:
    if world.faults.strikes("alipay", "notice_no_signature"):
        return
    message = signing.content(fields, "sign", "sign_type").decode().encode(charset)
    if world.faults.strikes("alipay", "notice_bad_signature"):
        message += b"&forged=1"
    if world.faults.strikes("alipay", "notice_sha1"):
        fields["sign_type"] = "RSA"
        fields["sign"] = signing.sign_sha1(alipay_key(world), message)
    else:
        fields["sign"] = signing.sign(alipay_key(world), message)
