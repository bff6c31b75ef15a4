"""Alipay's open gateway on the wire: RSA2 signatures over requests, replies and notices, and an async transport.

The request models of `alipay-sdk-python` say what a method takes; signing, sending and verifying are done here,
because the SDK blocks, knows no port, and accepts SHA-1. Source: opendocs.alipay.com, 自行实现签名, 自行实现验签,
异步通知说明.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from core import clock
from core.clock import SHANGHAI
from core.errors import BadSignature, Unavailable, UnknownAnswer
from core.http import client, send
from core.platforms import rsa

log = structlog.get_logger()

NAME = "alipay"
PRODUCTION = "https://openapi.alipay.com/gateway.do"
TIMEOUT_SECONDS = 10.0
SUCCESS = "10000"
LATER = frozenset({"20000", "ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error", "isv.rate-limit"})
"""Codes and sub-codes after which the truth is unknown and the same call is to be repeated."""
CHARSETS = {"": "utf-8", "utf-8": "utf-8", "gbk": "gb18030", "gb2312": "gb18030"}
"""What a notice may be written in; the superset opens all of the older two."""


@dataclass(frozen=True)
class AlipayApp:
    """Our app at Alipay (public-key mode): the private key of ours and the public key of theirs, in PEM."""

    app_id: str
    app_key: str = field(repr=False)
    alipay_key: str
    gateway: str = PRODUCTION

    @classmethod
    def of(cls, party: Mapping[str, Any]) -> "AlipayApp":
        """From the section `alipay` of the parties' file, which names the key files (docs/integrations.md)."""
        return cls(
            app_id=party["app_id"],
            app_key=Path(party["app_private_key_path"]).read_text(),
            alipay_key=Path(party["alipay_public_key_path"]).read_text(),
            gateway=party.get("gateway", PRODUCTION),
        )


@dataclass(frozen=True)
class Reply:
    """A verified reply. `code` is 10000 when done; else `sub_code` says what was refused."""

    fields: dict[str, Any]

    @property
    def done(self) -> bool:
        return self.fields.get("code") == SUCCESS

    @property
    def sub_code(self) -> str:
        return "" if self.done else str(self.fields.get("sub_code") or self.fields.get("code"))


def signed_text(parameters: Mapping[str, str], *without: str) -> str:
    """name=value joined by &, sorted by name, empty values left out."""
    return "&".join(f"{k}={v}" for k, v in sorted(parameters.items()) if v != "" and k not in without)


class AlipayGateway:
    """Calls of one app."""

    def __init__(self, app: AlipayApp) -> None:
        self.app = app
        self._app_key: RSAPrivateKey = rsa.private_key(app.app_key)
        self._alipay_key: RSAPublicKey = rsa.public_key(app.alipay_key)

    def signed(self, request: Any, *, now: datetime) -> dict[str, str]:
        """All parameters of a request of the SDK's models, signed."""
        parameters = {
            **request.get_params(),
            "app_id": self.app.app_id,
            "charset": "utf-8",
            "format": "json",
            "sign_type": "RSA2",
            "timestamp": f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        }
        parameters["sign"] = rsa.sign(self._app_key, signed_text(parameters).encode())
        return parameters

    def page(self, request: Any, *, now: datetime) -> str:
        """The address of a page that the payer opens."""
        return f"{self.app.gateway}?{urlencode(self.signed(request, now=now))}"

    async def call(self, request: Any) -> Reply:
        """Ask and verify the answer. Raises Unavailable (nothing is known), UnknownAnswer (of HTTP)."""
        parameters = self.signed(request, now=clock.now())
        async with client(self.app.gateway, timeout_s=TIMEOUT_SECONDS) as connection:
            response = await send(connection, "POST", self.app.gateway, data=parameters)
        if not response.is_success:
            raise UnknownAnswer(NAME, f"HTTP {response.status_code}")
        reply = Reply(self._verified(response.content, parameters["method"]))
        if not reply.done and {reply.fields.get("code"), reply.sub_code} & LATER:
            raise Unavailable()
        return reply

    def _verified(self, body: bytes, method: str) -> dict[str, Any]:
        """The inner object, whose exact bytes are signed: it is cut out of the reply, never written anew."""
        try:
            text = body.decode()
            whole = json.loads(text)
            node = method.replace(".", "_") + "_response"
            node = node if node in whole else "error_response"
            start = text.index("{", text.index(f'"{node}"'))
            inner, end = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, TypeError):
            raise Unavailable() from None
        if not isinstance(inner, dict):
            raise Unavailable()
        signature = whole.get("sign")
        if not isinstance(signature, str) or not rsa.verifies(self._alipay_key, text[start:end].encode(), signature):
            # The gateway leaves some of its refusals unsigned. They prove nothing, but operators need the word.
            log.warning("alipay.unverified_reply", method=method, said=str(inner.get("sub_code"))[:64])
            raise Unavailable()
        return inner

    def verified_notice(self, body: bytes) -> dict[str, str]:
        """The parameters of a notice. Raises BadSignature; what the notice says of its `sign_type` does not count."""
        try:
            charset = CHARSETS[_fields(body, "latin-1").get("charset", "").lower()]
            fields = _fields(body, charset)
            signed = signed_text(fields, "sign", "sign_type").encode(charset)
        except (KeyError, ValueError):
            raise BadSignature() from None
        if not rsa.verifies(self._alipay_key, signed, fields.get("sign", "")):
            raise BadSignature()
        return fields

    async def fetch(self, address: str) -> bytes:
        """A file at an address that a verified reply named. Raises Unavailable."""
        async with client(address, timeout_s=TIMEOUT_SECONDS) as connection:
            response = await send(connection, "GET", urlsplit(address).geturl())
        if not response.is_success:
            raise Unavailable()
        return response.content


def _fields(body: bytes, charset: str) -> dict[str, str]:
    pairs = parse_qsl(
        body.decode("ascii"), keep_blank_values=True, encoding=charset, errors="strict", max_num_fields=200
    )
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a parameter stands twice")
    return fields
