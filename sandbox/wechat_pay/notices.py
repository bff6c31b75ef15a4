"""Notices to the merchant (回调通知): encrypted for the APIv3 key, signed, repeated until answered 200 or 204.

Source: pay.weixin.qq.com, 支付成功回调通知, 退款结果通知. The schedule is the published one. Faults of meaning change
what the notice says under a valid signature; faults of authenticity spoil signature, cipher or body.
"""

import base64
import json
import secrets
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sandbox.outbox import Letter
from sandbox.store import Record
from sandbox.wechat_pay import orders, signing
from sandbox.wechat_pay.orders import shanghai
from sandbox.world import World

MINUTE, HOUR = 60, 3600
HELD_SECONDS = 1.0
"""How long after the refund's notice the payment's follows, under the fault notice_reorder."""

SCHEDULE = (15, 15, 30, *(n * MINUTE for n in (3, 10, 20, 30, 30, 30, 60)), *(n * HOUR for n in (3, 3, 3, 6, 6)))
EVENTS = {
    "SUCCESS": ("REFUND.SUCCESS", "退款成功"),
    "ABNORMAL": ("REFUND.ABNORMAL", "退款异常"),
    "CLOSED": ("REFUND.CLOSED", "退款关闭"),
}
MEANING: dict[str, tuple[str, Any]] = {
    "notice_wrong_amount": ("amount", {"total": 1, "payer_total": 1, "currency": "CNY", "payer_currency": "CNY"}),
    "notice_wrong_currency": ("amount.currency", "USD"),
    "notice_wrong_merchant": ("mchid", "1900000001"),
    "notice_wrong_app": ("appid", "wx0000000000000000"),
    "notice_unknown_order": ("out_trade_no", "NOSUCHORDER"),
    "notice_not_success": ("trade_state", "PAYERROR"),
    "notice_extra_fields": ("new_field_of_tomorrow", {"nested": ["值", 1]}),
    "notice_huge": ("attach", "长" * 400_000),
}


class Notices:
    """What the outbox needs to know of WeChat Pay."""

    schedule = SCHEDULE

    def write(self, world: World, notice: Record) -> Letter:
        body = json.dumps(_envelope(world, notice["facts"]), ensure_ascii=False).encode()
        headers = signing.headers(world, body, notice=True)
        if world.faults.strikes("wechat_pay", "notice_tampered"):
            body = body.replace(b'"summary"', b'"Summary"')
        return Letter({"Content-Type": "application/json", **headers}, body)

    def accepted(self, status: int, body: bytes) -> bool:
        return status in (200, 204)


def tell_payment(world: World, order: Record) -> None:
    """Queue the notice of a payment. Under the fault reorder it waits for the refund's."""
    facts: Record = {
        "event": "TRANSACTION.SUCCESS",
        "summary": "支付成功",
        "type": "transaction",
        "out_trade_no": order["out_trade_no"],
        "notice_id": str(uuid4()),
        "created_at": world.now().isoformat(),
    }
    held = facts["held"] = world.faults.strikes("wechat_pay", "notice_reorder")
    world.outbox.send("wechat_pay", order["asked"]["notify_url"], facts, after_seconds=HOUR * 24 if held else 0)


def tell_refund(world: World, url: str, refund: Record, *, after_seconds: float) -> None:
    event, summary = EVENTS[refund["outcome"]]
    facts: Record = {
        "event": event,
        "summary": summary,
        "type": "refund",
        "out_refund_no": refund["out_refund_no"],
        "notice_id": str(uuid4()),
        "created_at": world.now().isoformat(),
    }
    world.outbox.send("wechat_pay", url, facts, after_seconds=after_seconds)
    for notice in world.outbox.waiting():
        if notice["facts"].get("held") and notice["facts"]["out_trade_no"] == refund["out_trade_no"]:
            world.outbox.hasten(notice["id"], after_seconds + HELD_SECONDS)


def _envelope(world: World, facts: Record) -> Record:
    plain = _transaction(world, facts) if facts["type"] == "transaction" else _refund(world, facts)
    return {
        "id": facts["notice_id"],
        "create_time": shanghai(facts["created_at"]),
        "resource_type": "encrypt-resource",
        "event_type": facts["event"],
        "summary": facts["summary"],
        "resource": _sealed(world, facts["type"], json.dumps(plain, ensure_ascii=False).encode()),
    }


def _transaction(world: World, facts: Record) -> Record:
    order = orders.get(world, facts["out_trade_no"])
    plain = orders.as_reply(world, {**order, "trade_state": "SUCCESS"})
    fault = world.faults.take("wechat_pay", tuple(MEANING))
    if fault is not None:
        field, value = MEANING[fault["kind"]]
        if field == "amount.currency":
            plain["amount"] |= {"currency": value, "payer_currency": value}
        else:
            plain[field] = value
    return plain


def _refund(world: World, facts: Record) -> Record:
    refund = world.store.get("wechat_refund", facts["out_refund_no"])
    assert refund is not None
    plain: Record = {
        "mchid": world.credentials["wechat_pay"]["mchid"],
        "transaction_id": refund["transaction_id"],
        "out_trade_no": refund["out_trade_no"],
        "refund_id": refund["refund_id"],
        "out_refund_no": refund["out_refund_no"],
        "refund_status": refund["outcome"],
        "user_received_account": "支付用户零钱",
        "amount": {
            "total": refund["total"],
            "refund": refund["refund"],
            "payer_total": refund["total"],
            "payer_refund": refund["refund"],
        },
    }
    if refund["outcome"] == "SUCCESS":
        plain["success_time"] = shanghai(refund["done_at"])
    return plain


def _sealed(world: World, kind: str, plain: bytes) -> Record:
    key = world.credentials["wechat_pay"]["api_v3_key"].encode()
    if world.faults.strikes("wechat_pay", "notice_bad_cipher"):
        key = secrets.token_bytes(32)
    nonce = secrets.token_hex(6)
    cipher = AESGCM(key).encrypt(nonce.encode(), plain, kind.encode())
    return {
        "original_type": kind,
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(cipher).decode(),
        "associated_data": kind,
        "nonce": nonce,
    }
