"""Alipay's identity check (身份认证): initialize → the page in Alipay → query, all by our server.

Source: opendocs.alipay.com, alipay.user.certify.open.initialize, .certify, .query; 自行实现签名, 自行实现验签. Passed
is `passed` = T in a reply that bears Alipay's signature; what the page returns to the client proves nothing.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from core import clock
from core.clock import SHANGHAI
from core.errors import Unavailable
from core.http import client, send
from verification.channels.door import Answer, Begun, Named

NAME = "alipay_face"
PRODUCTION = "https://openapi.alipay.com/gateway.do"
METHOD = "alipay.user.certify.open."
SUCCESS = "10000"
LATER = frozenset({"20000", "SYSTEM_ERROR", "ACQ.SYSTEM_ERROR", "isp.unknow-error", "isv.rate-limit"})
"""Codes and sub-codes after which the same call is to be repeated."""
ENDED = frozenset({"CERTIFY_ID_EXPIRED"})


class UnknownAnswer(RuntimeError):
    """Alipay answered with a code this adapter does not know: an error of ours or theirs, never a refusal."""


@dataclass(frozen=True)
class AlipayFaceAccount:
    """The app and its keys (PEM files). `return_url` is where the person comes back to."""

    app_id: str
    app_private_key_path: Path = field(repr=False)
    alipay_public_key_path: Path
    return_url: str
    gateway: str = PRODUCTION

    @classmethod
    def of(cls, party: Mapping[str, Any], *, return_url: str) -> "AlipayFaceAccount":
        """From the section `alipay` of the parties' file, which names the key files."""
        return cls(
            app_id=party["app_id"],
            app_private_key_path=Path(party["app_private_key_path"]),
            alipay_public_key_path=Path(party["alipay_public_key_path"]),
            return_url=return_url,
            gateway=party.get("gateway", PRODUCTION),
        )


class AlipayFace:
    """The identity check of one app."""

    name = NAME

    def __init__(self, account: AlipayFaceAccount, now: Callable[[], datetime] = clock.now) -> None:
        self._account, self._now = account, now
        ours = serialization.load_pem_private_key(account.app_private_key_path.read_bytes(), password=None)
        theirs = serialization.load_pem_public_key(account.alipay_public_key_path.read_bytes())
        if not isinstance(ours, RSAPrivateKey) or not isinstance(theirs, RSAPublicKey):
            raise ValueError("Alipay's keys are RSA keys in PEM")
        self._ours, self._theirs = ours, theirs

    async def begin(self, person: Named, number: str, login_code: str) -> Begun:
        """Alipay needs no login code: the person signs in to Alipay on its own page."""
        identity = {
            "identity_type": "CERT_INFO",
            "cert_type": "IDENTITY_CARD",
            "cert_name": person.name,
            "cert_no": person.id_number,
        }
        answer = await self._call(
            "initialize",
            {
                "outer_order_no": number,
                "biz_code": "FACE",
                "identity_param": identity,
                "merchant_config": {"return_url": self._account.return_url},
            },
        )
        certify_id = str(answer["certify_id"])
        page = f"{self._account.gateway}?{urlencode(self._signed('certify', {'certify_id': certify_id}))}"
        return Begun(reference=certify_id, launch={"url": page})

    async def result(self, person: Named, number: str, reference: str) -> Answer:
        answer = await self._call("query", {"certify_id": reference})
        if answer.get("sub_code") in ENDED:
            return Answer.FAILED
        if answer.get("passed") == "T":
            return Answer.PASSED
        if answer.get("passed") == "F":
            # F is also what an unfinished check says; only one that ended bears a reason.
            return Answer.FAILED if answer.get("fail_reason") else Answer.PENDING
        raise UnknownAnswer(f"{METHOD}query answered passed={answer.get('passed')!r}")

    def _signed(self, method: str, content: dict[str, Any]) -> dict[str, str]:
        parameters = {
            "app_id": self._account.app_id,
            "method": METHOD + method,
            "charset": "utf-8",
            "format": "json",
            "sign_type": "RSA2",
            "timestamp": f"{self._now().astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }
        text = "&".join(f"{key}={value}" for key, value in sorted(parameters.items()))
        signature = self._ours.sign(text.encode(), PKCS1v15(), SHA256())
        return {**parameters, "sign": base64.b64encode(signature).decode()}

    async def _call(self, method: str, content: dict[str, Any]) -> dict[str, Any]:
        async with client(self._account.gateway) as connection:
            response = await send(
                connection, "POST", self._account.gateway, data=self._signed(method, content)
            )  # fmt: skip
        if response.status_code != httpx.codes.OK:
            raise UnknownAnswer(f"{METHOD}{method}: status {response.status_code}")
        answer = self._believed(response.content, f"{METHOD}{method}".replace(".", "_") + "_response")
        code, sub_code = str(answer.get("code", "")), str(answer.get("sub_code", ""))
        if {code, sub_code} & LATER:
            raise Unavailable()
        if code != SUCCESS and sub_code not in ENDED:
            raise UnknownAnswer(f"{METHOD}{method} answered {code} {sub_code}")
        return answer

    def _believed(self, body: bytes, node: str) -> dict[str, Any]:
        """The inner object, whose exact bytes are signed: cut out of the reply, never written anew."""
        try:
            text = body.decode()
            whole = json.loads(text)
            name = node if node in whole else "error_response"
            start = text.index("{", text.index(f'"{name}"'))
            inner, end = json.JSONDecoder().raw_decode(text, start)
            signature = base64.b64decode(whole["sign"], validate=True)
            self._theirs.verify(signature, text[start:end].encode(), PKCS1v15(), SHA256())
        except (ValueError, KeyError, TypeError, binascii.Error, InvalidSignature):
            raise Unavailable() from None  # Nobody signed it; asking again is all we can do.
        if not isinstance(inner, dict):
            raise Unavailable()
        return inner
