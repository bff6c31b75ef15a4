"""Kuaidi100 (快递100): subscription, push signed by a salt, and the query.

Source: api.kuaidi100.com, 订阅推送接口 and 实时查询接口. 501 means subscribed already; a subscription ends by
`shutdown` (delivered) or `abort` (no news, or the carrier does not know the number).
"""

import hashlib
import json as text_of
from typing import Any
from urllib.parse import urlencode

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.couriers import parcels
from sandbox.keys import token
from sandbox.outbox import Letter
from sandbox.store import Record
from sandbox.wire import form_of, party, say
from sandbox.world import World, world_of

routes = Blueprint("kuaidi100")

HALF_HOUR = 1800.0
COMPANIES = {"ems": ("ems", "youzhengguonei"), "sf": ("shunfeng",)}
FAULTS = {
    "bad_sign": "推送签名错误 · the push's sign is wrong",
    "abort": "订阅中止 · the subscription is aborted at the next event",
}


def set_up(world: World) -> None:
    ring = world.keyring
    world.faults.declare("kuaidi100", FAULTS)
    world.outbox.add_sender("kuaidi100", Pushes())
    world.credentials["kuaidi100"] = {
        "base_url": world.address,
        "key": ring.secret("kuaidi100.key", token(12)),
        "customer": ring.secret("kuaidi100.customer", token(32).upper()),
    }


def sign(*parts: str) -> str:
    """MD5 of the parts joined, in capitals, as the API has it."""
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest().upper()


@routes.post("/poll")
@party("kuaidi100")
async def subscribe(request: Request) -> HTTPResponse:
    world = world_of(request)
    asked = _param(request)
    if asked is None or form_of(request).get("schema") != "json":
        return _result(request, "700", "请求参数错误")
    if asked.get("key") != world.credentials["kuaidi100"]["key"]:
        return _result(request, "600", "您不是合法的订阅者（即授权Key出错）")
    company, number = str(asked.get("company", "")), str(asked.get("number", ""))
    parameters = asked.get("parameters") or {}
    carrier = next((name for name, known in COMPANIES.items() if company in known), None)
    if carrier is None or not number or not parameters.get("callbackurl"):
        return _result(request, "701", "拒绝订阅的快递公司")
    if carrier == "sf" and not parameters.get("phone"):
        return _result(request, "700", "顺丰单号需要填写收、寄件人手机号")
    if world.store.get("kuaidi100", number) is not None:
        return _result(request, "501", "重复订阅")
    kept: Record = {
        "company": company,
        "number": number,
        "url": str(parameters["callbackurl"]),
        "salt": str(parameters.get("salt") or ""),
    }
    world.store.put("kuaidi100", number, kept)
    return _result(request, "200", "提交成功")


@routes.post("/poll/query.do")
@party("kuaidi100")
async def query(request: Request) -> HTTPResponse:
    world = world_of(request)
    account, form = world.credentials["kuaidi100"], form_of(request)
    param = form.get("param", "")
    if form.get("sign") != sign(param, account["key"], account["customer"]):
        return _result(request, "503", "验证签名失败")
    asked = _param(request) or {}
    parcel = parcels.find(world, str(asked.get("num", "")))
    if parcel is None or not parcel["events"]:
        return _result(request, "500", "查询无结果，请隔段时间再查")
    return json(_tracking(parcel, str(asked.get("com", ""))))


class Pushes:
    """The push of a subscription."""

    schedule = (HALF_HOUR, HALF_HOUR, HALF_HOUR)

    def write(self, world: World, notice: Record) -> Letter:
        facts = notice["facts"]
        parcel = parcels.find(world, facts["waybill"])
        assert parcel is not None
        seen = {**parcel, "events": parcel["events"][: facts["count"]]}
        param = text_of.dumps(
            {
                "status": facts["status"],
                "billstatus": "",
                "message": "",
                "lastResult": _tracking(seen, facts["company"]),
            },
            ensure_ascii=False,
        )
        fields = {"param": param}
        if facts["salt"]:
            wrong = world.faults.strikes("kuaidi100", "bad_sign")
            fields["sign"] = sign(param, "wrong" if wrong else facts["salt"])
        return Letter({"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields).encode())

    def accepted(self, status: int, body: bytes) -> bool:
        try:
            answer = text_of.loads(body)
        except ValueError:
            return False
        return status == 200 and isinstance(answer, dict) and answer.get("returnCode") == "200"


def tell(world: World, parcel: Record) -> None:
    """Push to whoever subscribed to this number; nobody may have."""
    kept = world.store.get("kuaidi100", parcel["waybill"])
    if kept is None:
        return
    ended = parcel["state"] in ("delivered", "returned")
    status = "shutdown" if ended else "polling"
    if world.faults.strikes("kuaidi100", "abort"):
        status = "abort"
    if status != "polling":
        world.store.delete("kuaidi100", parcel["waybill"])
    facts = {
        "waybill": parcel["waybill"],
        "company": kept["company"],
        "salt": kept["salt"],
        "status": status,
        "count": len(parcel["events"]),
    }
    world.outbox.send("kuaidi100", kept["url"], facts)


def _tracking(parcel: Record, company: str) -> Record:
    events = list(reversed(parcel["events"]))
    state = parcels.code(events[0], "kuaidi100")
    return {
        "message": "ok",
        "nu": parcel["waybill"],
        "ischeck": "1" if state == "3" else "0",
        "com": company,
        "status": "200",
        "state": state,
        "condition": "F00",
        "data": [
            {"time": one["at"], "ftime": one["at"], "context": f"【{one['place']}】{one['description']}"}
            for one in events
        ],
    }


def _param(request: Request) -> dict[str, Any] | None:
    try:
        asked = text_of.loads(form_of(request).get("param", ""))
    except ValueError:
        return None
    return asked if isinstance(asked, dict) else None


def _result(request: Request, code: str, message: str) -> HTTPResponse:
    say(request, code)
    return json({"result": code == "200", "returnCode": code, "message": message})
