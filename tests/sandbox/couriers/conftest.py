"""Couriers as an adapter speaks to them: forms signed or encrypted with nothing but the standard library and SM4."""

import base64
import json
import secrets
import time
from collections.abc import Callable, Iterator
from hashlib import md5
from typing import Any
from urllib.parse import quote_plus

import pytest
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

RECEIVER = {"name": "林知远", "mobile": "13900990601", "prov": "安和省", "city": "清江市", "county": "云溪县"}


class Sf:
    """An SF client."""

    def __init__(self, sandbox: Any) -> None:
        self.sandbox, self.account = sandbox, sandbox.credentials["sf"]

    def call(self, service: str, message: dict[str, Any], checkword: str | None = None) -> dict[str, Any]:
        data, stamp = json.dumps(message, ensure_ascii=False), str(int(time.time() * 1000))
        text = data + stamp + (checkword or self.account["checkword"])
        encoded = quote_plus(text, safe="*").replace("~", "%7E")
        fields = {
            "partnerID": self.account["partner_id"],
            "requestID": secrets.token_hex(16),
            "serviceCode": service,
            "timestamp": stamp,
            "msgData": data,
            "msgDigest": base64.b64encode(md5(encoded.encode(), usedforsecurity=False).digest()).decode(),
        }
        answer: dict[str, Any] = self.sandbox.client.post("/std/service", data=fields).json()
        if answer["apiResultData"]:
            answer["result"] = json.loads(answer["apiResultData"])
        return answer

    def order(self, number: str, phone: str = "13900990601") -> dict[str, Any]:
        contact = {"province": "安和省", "city": "清江市", "county": "云溪县"}
        contacts = [
            {"contactType": 1, "contact": "云溪县登记机关", "tel": "0990-12345", "address": "政务路1号~A座", **contact},
            {"contactType": 2, "contact": "林知远", "mobile": phone, "address": "青禾街9号", **contact},
        ]
        message = {"orderId": number, "contactInfoList": contacts, "cargoDetails": [{"name": "营业执照"}]}
        return self.call("EXP_RECE_CREATE_ORDER", message)

    def waybill(self) -> str:
        result = self.order(secrets.token_hex(8))["result"]
        return str(result["msgData"]["waybillNoInfoList"][0]["waybillNo"])


class Ems:
    """An EMS client."""

    def __init__(self, sandbox: Any) -> None:
        self.sandbox, self.account = sandbox, sandbox.credentials["ems"]

    def cipher(self) -> Cipher[modes.ECB]:
        return Cipher(algorithms.SM4(base64.b64decode(self.account["sign_key"])), modes.ECB())  # noqa: S305

    def call(self, code: str, message: object, **changed: str) -> dict[str, Any]:
        padder = padding.PKCS7(128).padder()
        plain = (json.dumps(message, ensure_ascii=False) + self.account["sign_key"]).encode()
        encryptor = self.cipher().encryptor()
        sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
        fields = {
            "apiCode": code,
            "senderNo": self.account["sender_no"],
            "authorization": self.account["authorization"],
            "timeStamp": time.strftime("%Y-%m-%d %H:%M:%S"),
            "logitcsInterface": "|$4|" + base64.b64encode(sealed).decode(),
        }
        answer: dict[str, Any] = self.sandbox.client.post(self.account["path"], data=fields | changed).json()
        answer["body"] = json.loads(answer["retBody"]) if answer["retBody"] else None
        return answer

    def opened(self, sealed: str) -> dict[str, Any]:
        decryptor = self.cipher().decryptor()
        padded = decryptor.update(base64.b64decode(sealed.removeprefix("|$4|"))) + decryptor.finalize()
        unpadder = padding.PKCS7(128).unpadder()
        text = (unpadder.update(padded) + unpadder.finalize()).decode()
        assert text.endswith(self.account["sign_key"])
        content: dict[str, Any] = json.loads(text.removesuffix(self.account["sign_key"]))
        return content

    def order(self, number: str) -> dict[str, Any]:
        order = {
            "logisticsOrderNo": number,
            "createdTime": time.strftime("%Y-%m-%d %H:%M:%S"),
            "contentsAttribute": "1",
            "bizProductNo": "1",
            "sender": {**RECEIVER, "name": "云溪县登记机关", "address": "政务路1号"},
            "receiver": {**RECEIVER, "address": "青禾街9号"},
            "cargos": [{"cargoName": "营业执照"}],
        }
        return self.call("020003", [order])

    def waybill(self) -> str:
        return str(self.order(secrets.token_hex(8))["body"]["waybillNo"])


@pytest.fixture
def pushed(running: Callable[..., Any], tmp_path: Any, listener: Any) -> Iterator[Any]:
    """A sandbox whose product is the listener: carriers push to an agreed address, not to one in the request."""
    with running(tmp_path, "--callbacks", listener.url, "--speed", "1000") as sandbox:
        yield sandbox


@pytest.fixture
def sf_of() -> type[Sf]:
    return Sf


@pytest.fixture
def ems_of() -> type[Ems]:
    return Ems
