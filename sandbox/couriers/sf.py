"""SF Express, Fengqiao (顺丰丰桥): `POST /std/service`, and the route push, which is unsigned.

Source: open.sf-express.com, 数字签名认证说明 and the pages of each service. The digest is base64(md5(urlencode(msgData
+ timestamp + checkword))) with Java's URLEncoder, which keeps `*` and encodes `~`.
"""

import base64
import hashlib
import json as text_of
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.couriers import parcels, pushes
from sandbox.keys import token
from sandbox.outbox import Letter
from sandbox.store import Record
from sandbox.wire import form_of, party, say
from sandbox.world import World, world_of

routes = Blueprint("sf")
PUSH_PATH = "/api/v1/callbacks/sf"


class Failed(Exception):
    """A business error: success false with this code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


def set_up(world: World) -> None:
    ring = world.keyring
    world.faults.declare("sf", pushes.FAULTS)
    world.outbox.add_sender("sf", Pushes())
    secret = ring.secret("sf.push_secret", token(32))
    world.credentials["sf"] = {
        "base_url": world.address,
        "partner_id": ring.secret("sf.partner_id", f"ZB{token(10).upper()}"),
        "checkword": ring.secret("sf.checkword", token(32)),
        "monthly_card": "7550990122",
        "push_secret": secret,
        "push_url": f"{world.callbacks}{PUSH_PATH}/{secret}",
    }


def digest(message: str, timestamp: str, checkword: str) -> str:
    """The msgDigest, encoded as Java's URLEncoder does."""
    encoded = quote_plus(message + timestamp + checkword, safe="*").replace("~", "%7E")
    return base64.b64encode(hashlib.md5(encoded.encode(), usedforsecurity=False).digest()).decode()


@routes.post("/std/service")
@party("sf")
async def service(request: Request) -> HTTPResponse:
    world = world_of(request)
    form = form_of(request)
    account = world.credentials["sf"]
    say(request, form.get("serviceCode", ""))
    if form.get("partnerID") != account["partner_id"] or not form.get("msgData"):
        return _refused("A1001", "必传参数不可为空")
    if form.get("msgDigest") != digest(form["msgData"], form.get("timestamp", ""), account["checkword"]):
        return _refused("A1006", "数字签名无效")
    work = SERVICES.get(form.get("serviceCode", ""))
    if work is None:
        return _refused("A1004", "无对应服务权限")
    try:
        done = work(world, text_of.loads(form["msgData"]))
        result: Record = {"success": True, "errorCode": "S0000", "errorMsg": None, "msgData": done}
    except Failed as failed:
        say(request, f"{form['serviceCode']} {failed.code}")
        result = {"success": False, "errorCode": failed.code, "errorMsg": failed.message, "msgData": None}
    except ValueError:
        return _refused("A1001", "msgData 不是 JSON")
    inner = text_of.dumps(result, ensure_ascii=False)
    return json({"apiErrorMsg": "", "apiResponseID": uuid4().hex, "apiResultCode": "A1000", "apiResultData": inner})


def _refused(code: str, message: str) -> HTTPResponse:
    body = {"apiErrorMsg": message, "apiResponseID": uuid4().hex, "apiResultCode": code, "apiResultData": None}
    return json(body)


def _create(world: World, asked: dict[str, Any]) -> Record:
    """EXP_RECE_CREATE_ORDER; an order number can be used once."""
    number = str(asked.get("orderId") or "")
    contacts = {one.get("contactType"): one for one in asked.get("contactInfoList") or []}
    if not number or not asked.get("cargoDetails") or 2 not in contacts or 1 not in contacts:
        raise Failed("1010", "参数缺失：orderId、contactInfoList（寄件人、收件人）、cargoDetails")
    if parcels.by_order(world, "sf", number) is not None:
        raise Failed("8016", "重复下单")
    to = contacts[2]
    if not (to.get("mobile") or to.get("tel")) or not to.get("address"):
        raise Failed("1014", "收件方电话和地址不能为空")
    receiver = {
        "name": str(to.get("contact") or ""),
        "phone": str(to.get("mobile") or to.get("tel")),
        "address": f"{to.get('province', '')}{to.get('city', '')}{to.get('county', '')}{to['address']}",
    }
    return _order(parcels.book(world, "sf", number, receiver, f"SF{secrets.randbelow(10**13):013d}"))


def _search(world: World, asked: dict[str, Any]) -> Record:
    """EXP_RECE_SEARCH_ORDER_RESP."""
    return _order(_known(world, asked))


def _update(world: World, asked: dict[str, Any]) -> Record:
    """EXP_RECE_UPDATE_ORDER; dealType 2 cancels."""
    parcel = _known(world, asked)
    if asked.get("dealType") != 2:
        raise Failed("1010", "dealType 只支持 2（取消）")
    if parcel["cancelled"]:
        raise Failed("8037", "已消单")
    if parcel["events"]:
        raise Failed("8252", "已揽收，不能取消")
    parcels.cancel(world, parcel)
    return {"orderId": parcel["order_no"], "waybillNoInfoList": _waybills(parcel), "resStatus": 2}


def _routes(world: World, asked: dict[str, Any]) -> Record:
    """EXP_RECE_SEARCH_ROUTES; without the last four digits of a party's telephone the routes stay empty."""
    answers: list[Record] = []
    for number in asked.get("trackingNumber") or []:
        by_waybill = str(asked.get("trackingType", "1")) == "1"
        parcel = parcels.find(world, str(number)) if by_waybill else parcels.by_order(world, "sf", str(number))
        tail = str(asked.get("checkPhoneNo", ""))
        if parcel is None or parcel["carrier"] != "sf" or parcel["receiver"]["phone"][-4:] != tail:
            answers.append({"mailNo": number, "routes": []})
        else:
            answers.append({"mailNo": parcel["waybill"], "routes": [_route(one) for one in parcel["events"]]})
    return {"routeResps": answers}


SERVICES: dict[str, Callable[[World, dict[str, Any]], Record]] = {
    "EXP_RECE_CREATE_ORDER": _create,
    "EXP_RECE_SEARCH_ORDER_RESP": _search,
    "EXP_RECE_UPDATE_ORDER": _update,
    "EXP_RECE_SEARCH_ROUTES": _routes,
}


class Pushes:
    """RoutePushService in its JSON form."""

    schedule = pushes.SCHEDULE

    def write(self, world: World, notice: Record) -> Letter:
        facts = notice["facts"]
        row = {
            **_route(facts["event"]),
            "mailno": facts.get("shown_as", facts["waybill"]),
            "orderid": facts["order_no"],
            "id": facts["event"]["id"].rjust(15, "1"),
            "reasonCode": "",
            "reasonName": "",
        }
        body = text_of.dumps({"Body": {"WaybillRoute": [row]}}, ensure_ascii=False).encode()
        return Letter({"Content-Type": "application/json;charset=UTF-8"}, body)

    def accepted(self, status: int, body: bytes) -> bool:
        try:
            answer = text_of.loads(body)
        except ValueError:
            return False
        return status == 200 and isinstance(answer, dict) and answer.get("return_code") == "0000"


def tell(world: World, parcel: Record) -> None:
    """Push the parcel's latest event to the address agreed with SF."""
    facts = {"waybill": parcel["waybill"], "order_no": parcel["order_no"], "event": parcel["events"][-1]}
    pushes.queue(world, "sf", world.credentials["sf"]["push_url"], facts)


def _known(world: World, asked: dict[str, Any]) -> Record:
    parcel = parcels.by_order(world, "sf", str(asked.get("orderId") or ""))
    if parcel is None:
        raise Failed("8024", "未下单")
    return parcel


def _order(parcel: Record) -> Record:
    return {
        "orderId": parcel["order_no"],
        "originCode": "0990",
        "destCode": "0990",
        "filterResult": 2,
        "remark": "",
        "waybillNoInfoList": _waybills(parcel),
    }


def _waybills(parcel: Record) -> list[Record]:
    return [{"waybillType": 1, "waybillNo": parcel["waybill"]}]


def _route(event: Record) -> Record:
    return {
        "acceptTime": event["at"],
        "acceptAddress": event["place"],
        "remark": event["description"],
        "opCode": parcels.code(event, "sf"),
    }
