"""EMS, agreement customers' interface (中国邮政协议客户接口): form POST, business content under SM4.

`logitcsInterface` (sic) is `|$4|` + base64(SM4-ECB-PKCS7(JSON + key)) under the customer's key, given in base64. There
is no public specification; the shape is that of several published integrations, and a province's contract decides. Its
pushes come in the same envelope: only EMS and we hold the key, and an end is asked for again in any case.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.delivery.provider import Carrier, Contact, OrderRefused, Parcel, Shipment, TooLate, TrackEvent
from app.delivery.states import DeliveryState as D
from core import clock
from core.clock import SHANGHAI
from core.errors import BadSignature, Unavailable, UnknownAnswer
from core.http import client, send

MEANINGS: Mapping[str, D] = {
    "203": D.PICKED_UP,
    "389": D.IN_TRANSIT,
    "702": D.OUT_FOR_DELIVERY,
    "704": D.DELIVERED,
    "705": D.ATTEMPT_FAILED,
    "711": D.EXCEPTION,
    "708": D.RETURNING,
    "709": D.RETURNED,
}
DONE, REFUSED, ABSENT, PICKED_UP = "00000", frozenset({"S00001"}), frozenset({"S00002"}), frozenset({"S00003"})
ORDER, CANCEL, TRACK = "020003", "020006", "040001"
PREFIX = "|$4|"


@dataclass(frozen=True)
class EmsAccount:
    """Our agreement with EMS, from the section `ems` of the parties' file. `push_url` is what EMS was told of us."""

    base_url: str
    path: str
    sender_no: str
    authorization: str = field(repr=False)
    sign_key: str = field(repr=False)
    push_secret: str = field(repr=False)
    push_url: str = field(repr=False)


class Ems:
    """`CourierProvider` for one agreement."""

    carrier = Carrier.EMS
    acknowledgement: Mapping[str, str] = {"retCode": DONE, "retMsg": "成功"}

    def __init__(self, account: EmsAccount) -> None:
        self._account = account
        self.push_secret = account.push_secret

    async def order(self, shipment: Shipment) -> str:
        asked = {
            "logisticsOrderNo": shipment.number,
            "createdTime": _stamp(),
            "contentsAttribute": "1",
            "bizProductNo": "1",
            "sender": _contact(shipment.sender),
            "receiver": _contact(shipment.receiver),
            "cargos": [{"cargoName": shipment.what}],
        }
        code, body = await self._call(ORDER, [asked])
        if code in REFUSED:
            raise OrderRefused(code)
        return str(self._done(code, body)["waybillNo"])

    async def cancel(self, number: str) -> None:
        code, body = await self._call(CANCEL, {"logisticsOrderNo": number})
        if code in PICKED_UP:
            raise TooLate
        self._done(code, body)

    async def track(self, parcel: Parcel) -> list[TrackEvent]:
        code, body = await self._call(TRACK, {"waybillNo": parcel.waybill})
        if code in ABSENT:
            return []
        return [_event(item, parcel.number) for item in self._done(code, body)["responseItems"]]

    def read_push(self, body: bytes) -> list[TrackEvent]:
        try:
            fields = {name: values[0] for name, values in parse_qs(body.decode("ascii"), strict_parsing=True).items()}
            said = json.loads(decrypt(fields["logitcsInterface"], self._account.sign_key))
            if fields["senderNo"] != self._account.sender_no:
                raise BadSignature()
            return [_event(item, str(said["logisticsOrderNo"])) for item in said["responseItems"]]
        except (KeyError, TypeError, ValueError, RecursionError):
            raise BadSignature() from None

    async def _call(self, api: str, content: object) -> tuple[str, str]:
        """The answer's code and body. Raises Unavailable, also for an answer that is none of theirs."""
        form = {
            "apiCode": api,
            "senderNo": self._account.sender_no,
            "authorization": self._account.authorization,
            "timeStamp": _stamp(),
            "logitcsInterface": encrypt(json.dumps(content, ensure_ascii=False), self._account.sign_key),
        }
        async with client(self._account.base_url) as connection:
            response = await send(connection, "POST", self._account.path, data=form)
        try:
            answer = response.json()
            return str(answer["retCode"]), str(answer["retBody"] or "")
        except (ValueError, KeyError, TypeError):
            raise Unavailable() from None

    def _done(self, code: str, body: str) -> dict[str, Any]:
        if code != DONE:
            raise UnknownAnswer(self.carrier, code)
        said: dict[str, Any] = json.loads(body)
        return said


def encrypt(content: str, key: str) -> str:
    """JSON followed by the key, SM4-ECB under the key."""
    padder = padding.PKCS7(128).padder()
    padded = padder.update((content + key).encode()) + padder.finalize()
    cipher = Cipher(algorithms.SM4(base64.b64decode(key)), modes.ECB()).encryptor()  # noqa: S305  (EMS prescribes it)
    return PREFIX + base64.b64encode(cipher.update(padded) + cipher.finalize()).decode()


def decrypt(sealed: str, key: str) -> str:
    """The JSON inside. Raises ValueError for another key or damaged content."""
    cipher = Cipher(algorithms.SM4(base64.b64decode(key)), modes.ECB()).decryptor()  # noqa: S305  (EMS prescribes it)
    padded = cipher.update(base64.b64decode(sealed.removeprefix(PREFIX), validate=True)) + cipher.finalize()
    unpadder = padding.PKCS7(128).unpadder()
    content = (unpadder.update(padded) + unpadder.finalize()).decode()
    if not sealed.startswith(PREFIX) or not content.endswith(key):
        raise ValueError("not sealed by this key")
    return content.removesuffix(key)


def _contact(who: Contact) -> dict[str, str]:
    places = {"prov": who.province, "city": who.city, "county": who.county}
    return {"name": who.name, "mobile": who.phone, **places, "address": who.street}


def _event(item: Mapping[str, Any], number: str) -> TrackEvent:
    code = str(item["opCode"])
    return TrackEvent(
        waybill=str(item["waybillNo"]),
        number=number,
        key=f"{item['opTime']}/{code}",
        at=datetime.strptime(str(item["opTime"]), "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI),
        code=code,
        meaning=MEANINGS.get(code),
        description=str(item.get("opDesc") or item.get("opName") or ""),
        place=str(item.get("opOrgName") or ""),
    )


def _stamp() -> str:
    return f"{clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
