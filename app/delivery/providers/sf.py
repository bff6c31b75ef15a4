"""SF Express, Fengqiao (顺丰丰桥): `POST /std/service`, and the route push, which bears no signature.

The digest is base64(md5(urlencode(msgData + timestamp + checkword))) with Java's URLEncoder, which keeps `*` and
encodes `~`, unlike Python's. Source: open.sf-express.com, 数字签名认证说明, 下订单, 订单查询, 路由查询, 路由推送.
A push proves nothing but that its sender knows the address; what ends a parcel is asked for again.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

from app.delivery.provider import Carrier, Contact, OrderRefused, Parcel, Shipment, TooLate, TrackEvent
from app.delivery.states import DeliveryState as D
from core import clock
from core.clock import SHANGHAI
from core.errors import BadSignature, Unavailable, UnknownAnswer
from core.http import client, send

MEANINGS: Mapping[str, D] = {
    "50": D.PICKED_UP,
    "30": D.IN_TRANSIT,
    "31": D.IN_TRANSIT,
    "36": D.IN_TRANSIT,
    "44": D.OUT_FOR_DELIVERY,
    "80": D.DELIVERED,
    "70": D.ATTEMPT_FAILED,
    "33": D.EXCEPTION,
    "99": D.RETURNING,
    "648": D.RETURNED,
}
DONE, TAKEN = "S0000", "8016"
REFUSED, PICKED_UP, CANCELLED = frozenset({"1010", "1014"}), frozenset({"8252"}), frozenset({"8037"})
CREATE, FIND, UPDATE = "EXP_RECE_CREATE_ORDER", "EXP_RECE_SEARCH_ORDER_RESP", "EXP_RECE_UPDATE_ORDER"
ROUTES = "EXP_RECE_SEARCH_ROUTES"
CANCEL_DEAL, BY_WAYBILL = 2, "1"
MOST_ROUTES = 10
"""A push carries no more."""


@dataclass(frozen=True)
class SfAccount:
    """Our contract with SF, from the section `sf` of the parties' file. `push_url` is what SF was told of us."""

    base_url: str
    partner_id: str
    checkword: str = field(repr=False)
    monthly_card: str
    push_secret: str = field(repr=False)
    push_url: str = field(repr=False)


class Sf:
    """`CourierProvider` for one contract."""

    carrier = Carrier.SF
    acknowledgement: Mapping[str, str] = {"return_code": "0000", "return_msg": "成功"}

    def __init__(self, account: SfAccount) -> None:
        self._account = account
        self.push_secret = account.push_secret

    async def order(self, shipment: Shipment) -> str:
        asked = {
            "language": "zh-CN",
            "orderId": shipment.number,
            "monthlyCard": self._account.monthly_card,
            "payMethod": 1,
            "expressTypeId": 1,
            "cargoDetails": [{"name": shipment.what}],
            "contactInfoList": [_contact(1, shipment.sender), _contact(2, shipment.receiver)],
        }
        code, said = await self._call(CREATE, asked)
        if code == TAKEN:
            # The order went through before, and only its answer was lost.
            code, said = await self._call(FIND, {"orderId": shipment.number})
        if code in REFUSED:
            raise OrderRefused(code)
        return str(self._done(code, said)["waybillNoInfoList"][0]["waybillNo"])

    async def cancel(self, number: str) -> None:
        code, said = await self._call(UPDATE, {"orderId": number, "dealType": CANCEL_DEAL})
        if code in PICKED_UP:
            raise TooLate
        if code not in CANCELLED:
            self._done(code, said)

    async def track(self, parcel: Parcel) -> list[TrackEvent]:
        asked = {
            "language": "zh-CN",
            "trackingType": BY_WAYBILL,
            "trackingNumber": [parcel.waybill],
            "checkPhoneNo": parcel.phone[-4:],
        }
        said = self._done(*await self._call(ROUTES, asked))
        routes = [route for each in said["routeResps"] for route in each["routes"]]
        return [_event(route, parcel.waybill, parcel.number) for route in routes]

    def read_push(self, body: bytes) -> list[TrackEvent]:
        try:
            rows = json.loads(body)["Body"]["WaybillRoute"][:MOST_ROUTES]
            return [_event(row, str(row["mailno"]), str(row["orderid"])) for row in rows]
        except (KeyError, TypeError, ValueError, RecursionError):
            raise BadSignature() from None

    async def _call(self, service: str, message: object) -> tuple[str, Any]:
        """The inner answer's code and data. Raises Unavailable, UnknownAnswer (the outer answer refuses us)."""
        data, stamp = json.dumps(message, ensure_ascii=False), str(int(clock.now().timestamp() * 1000))
        form = {
            "partnerID": self._account.partner_id,
            "requestID": uuid4().hex,
            "serviceCode": service,
            "timestamp": stamp,
            "msgData": data,
            "msgDigest": digest(data, stamp, self._account.checkword),
        }
        async with client(self._account.base_url) as connection:
            response = await send(connection, "POST", "/std/service", data=form)
        try:
            answer = response.json()
            outer = str(answer["apiResultCode"])
            inner = json.loads(answer["apiResultData"]) if answer["apiResultData"] else {}
        except (ValueError, KeyError, TypeError):
            raise Unavailable() from None
        if outer != "A1000":
            raise UnknownAnswer(self.carrier, outer)
        return str(inner.get("errorCode")), inner.get("msgData")

    def _done(self, code: str, said: Any) -> dict[str, Any]:
        if code != DONE or not isinstance(said, dict):
            raise UnknownAnswer(self.carrier, code)
        return said


def digest(message: str, timestamp: str, checkword: str) -> str:
    """The msgDigest, encoded as Java's URLEncoder does."""
    encoded = quote_plus(message + timestamp + checkword, safe="*").replace("~", "%7E")
    return base64.b64encode(hashlib.md5(encoded.encode(), usedforsecurity=False).digest()).decode()


def _contact(kind: int, who: Contact) -> dict[str, Any]:
    places = {"province": who.province, "city": who.city, "county": who.county, "address": who.street}
    return {"contactType": kind, "contact": who.name, "mobile": who.phone, "country": "CN", **places}


def _event(route: Mapping[str, Any], waybill: str, number: str) -> TrackEvent:
    """Pushes have an id and answers have none, so an event is known by its moment and its code."""
    code, moment = str(route["opCode"]), str(route["acceptTime"])
    return TrackEvent(
        waybill=waybill,
        number=number,
        key=f"{moment}/{code}",
        at=datetime.strptime(moment, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI),
        code=code,
        meaning=MEANINGS.get(code),
        description=str(route.get("remark") or ""),
        place=str(route.get("acceptAddress") or ""),
    )
