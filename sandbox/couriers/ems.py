"""EMS, agreement customers' API (中国邮政协议客户): one address, business content encrypted by SM4.

Assembled from public integrations (confidence 80 %): form POST with `logitcsInterface` (sic) = `|$4|` +
base64(SM4-ECB-PKCS7(JSON + key, key)), key given in base64. The form of the push is unconfirmed: the same envelope with
apiCode 040002 to the address agreed with EMS, answered by retCode 00000.
"""

import base64
import binascii
import json as text_of
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.couriers import parcels, pushes
from sandbox.keys import token
from sandbox.outbox import Letter
from sandbox.store import Record
from sandbox.wire import form_of, party, say
from sandbox.world import SHANGHAI, World, world_of

routes = Blueprint("ems")
PREFIX = "|$4|"
PUSH_PATH = "/api/v1/callbacks/ems"


class Failed(Exception):
    """A refusal: retCode and retMsg."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


def set_up(world: World) -> None:
    ring = world.keyring
    world.faults.declare("ems", pushes.FAULTS)
    world.outbox.add_sender("ems", Pushes())
    secret = ring.secret("ems.push_secret", token(32))
    world.credentials["ems"] = {
        "base_url": world.address,
        "path": "/amp-prod-api/f/amp/api/open",
        "sender_no": ring.secret("ems.sender_no", f"1100{secrets.randbelow(10**9):09d}"),
        "authorization": ring.secret("ems.authorization", token(16)),
        "sign_key": ring.secret("ems.sign_key", base64.b64encode(token(16).encode()).decode()),
        "push_secret": secret,
        "push_url": f"{world.callbacks}{PUSH_PATH}/{secret}",
    }


def encrypt(content: str, key: str) -> str:
    """The business content as EMS wants it: JSON followed by the key, SM4-ECB under the key."""
    padder = padding.PKCS7(128).padder()
    padded = padder.update((content + key).encode()) + padder.finalize()
    cipher = Cipher(algorithms.SM4(base64.b64decode(key)), modes.ECB()).encryptor()  # noqa: S305 - EMS prescribes it
    return PREFIX + base64.b64encode(cipher.update(padded) + cipher.finalize()).decode()


def decrypt(sealed: str, key: str) -> str:
    """The JSON inside. Raises ValueError when the key is another or the content damaged."""
    cipher = Cipher(algorithms.SM4(base64.b64decode(key)), modes.ECB()).decryptor()  # noqa: S305 - EMS prescribes it
    padded = cipher.update(base64.b64decode(sealed.removeprefix(PREFIX), validate=True)) + cipher.finalize()
    unpadder = padding.PKCS7(128).unpadder()
    content = (unpadder.update(padded) + unpadder.finalize()).decode()
    if not sealed.startswith(PREFIX) or not content.endswith(key):
        raise ValueError
    return content.removesuffix(key)


@routes.post("/amp-prod-api/f/amp/api/open")
@party("ems")
async def service(request: Request) -> HTTPResponse:
    world = world_of(request)
    form = form_of(request)
    say(request, form.get("apiCode", ""))
    try:
        work = SERVICES.get(form.get("apiCode", ""))
        if work is None:
            raise Failed("B00010", "接口代码不存在")
        answer = work(world, _content(world, form))
    except Failed as failed:
        say(request, f"{form.get('apiCode', '')} {failed.code}")
        return _reply(world, failed.code, failed.message, "")
    return _reply(world, "00000", "成功", text_of.dumps(answer, ensure_ascii=False))


def _reply(world: World, code: str, message: str, body: str) -> HTTPResponse:
    return json(
        {
            "serialNo": secrets.token_hex(16),
            "retCode": code,
            "retMsg": message,
            "retBody": body,
            "retDate": world.now().astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            "success": code == "00000",
        }
    )


def _content(world: World, form: dict[str, str]) -> Any:
    account = world.credentials["ems"]
    if form.get("senderNo") != account["sender_no"] or form.get("authorization") != account["authorization"]:
        raise Failed("B00002", "协议客户号或授权码错误")
    try:
        return text_of.loads(decrypt(form.get("logitcsInterface", ""), account["sign_key"]))
    except (ValueError, binascii.Error):
        raise Failed("B00003", "签名验证失败") from None


def _order(world: World, asked: Any) -> Record:
    """020003, order: a list of one; the same logisticsOrderNo again gives the same waybill."""
    order = asked[0] if isinstance(asked, list) and asked else asked
    number = str(order.get("logisticsOrderNo") or "") if isinstance(order, dict) else ""
    if not number:
        raise Failed("S00001", "logisticsOrderNo 不能为空")
    to = order.get("receiver") or {}
    if not all(to.get(name) for name in ("name", "mobile", "prov", "city", "address")) or not order.get("sender"):
        raise Failed("S00001", "寄件人、收件人信息不完整")
    parcel = parcels.by_order(world, "ems", number)
    if parcel is None:
        address = f"{to['prov']}{to['city']}{to.get('county', '')}{to['address']}"
        receiver = {"name": to["name"], "phone": to["mobile"], "address": address}
        parcel = parcels.book(world, "ems", number, receiver, f"1{secrets.randbelow(10**12):012d}")
    return {"logisticsOrderNo": number, "waybillNo": parcel["waybill"], "routeCode": "", "markDestinationCode": ""}


def _cancel(world: World, asked: Any) -> Record:
    """020006, cancel."""
    parcel = parcels.by_order(world, "ems", str(asked.get("logisticsOrderNo") or ""))
    if parcel is None:
        raise Failed("S00002", "订单不存在")
    if parcel["events"]:
        raise Failed("S00003", "邮件已收寄，不能取消")
    parcels.cancel(world, parcel)
    return {"logisticsOrderNo": parcel["order_no"], "waybillNo": parcel["waybill"]}


def _track(world: World, asked: Any) -> Record:
    """040001, track."""
    parcel = parcels.find(world, str(asked.get("waybillNo") or ""))
    if parcel is None or parcel["carrier"] != "ems":
        raise Failed("S00002", "邮件不存在")
    return {"responseItems": [_item(parcel["waybill"], event) for event in parcel["events"]]}


SERVICES: dict[str, Callable[[World, Any], Record]] = {"020003": _order, "020006": _cancel, "040001": _track}


class Pushes:
    """The push of an event, in the envelope of the API."""

    schedule = pushes.SCHEDULE

    def write(self, world: World, notice: Record) -> Letter:
        facts, account = notice["facts"], world.credentials["ems"]
        item = _item(facts.get("shown_as", facts["waybill"]), facts["event"])
        content = text_of.dumps({"logisticsOrderNo": facts["order_no"], "responseItems": [item]}, ensure_ascii=False)
        fields = {
            "apiCode": "040002",
            "senderNo": account["sender_no"],
            "timeStamp": world.now().astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            "logitcsInterface": encrypt(content, account["sign_key"]),
        }
        return Letter({"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields).encode())

    def accepted(self, status: int, body: bytes) -> bool:
        try:
            answer = text_of.loads(body)
        except ValueError:
            return False
        return status == 200 and isinstance(answer, dict) and answer.get("retCode") == "00000"


def tell(world: World, parcel: Record) -> None:
    """Push the parcel's latest event to the address agreed with EMS."""
    facts = {"waybill": parcel["waybill"], "order_no": parcel["order_no"], "event": parcel["events"][-1]}
    pushes.queue(world, "ems", world.credentials["ems"]["push_url"], facts)


def _item(waybill: str, event: Record) -> Record:
    return {
        "waybillNo": waybill,
        "opTime": event["at"],
        "opCode": parcels.code(event, "ems"),
        "opName": event["description"],
        "opDesc": f"【{event['place']}】{event['description']}",
        "opOrgProvName": "安和省",
        "opOrgCity": "清江市",
        "opOrgCode": "99010001",
        "opOrgName": event["place"],
        "operatorNo": "",
        "operatorName": "",
    }
