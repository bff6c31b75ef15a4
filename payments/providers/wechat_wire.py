"""WeChat Pay API v3 on the wire, in public-key mode (微信支付公钥): signatures, decryption, transport.

Requests and replies run through the async client of `wechatpayv3`, with what it leaves open closed here: a base URL,
time limits, the age of a reply, one known verdict for every failure. Notices are verified and decrypted by
`cryptography` alone. Source: pay.weixin.qq.com/doc/v3, 签名与验签, 回调通知.
"""

import base64
import binascii
import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from wechatpayv3.async_ import AsyncWeChatPay, WeChatPayType
from wechatpayv3.async_.core import AsyncCore

from core import clock
from core.errors import BadSignature, Unavailable
from core.http import client
from core.platforms import rsa

PRODUCTION = "https://api.mch.weixin.qq.com"
SIGNATURE_TYPE = "WECHATPAY2-SHA256-RSA2048"
PROBE = "WECHATPAY/SIGNTEST/"
FRESH_FOR = timedelta(seconds=300)
"""Messages older or newer than this are refused (doc/v3/merchant/4013053420)."""
TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class WechatPayAccount:
    """Our standing with WeChat Pay. `platform_keys`: serial (`PUB_KEY_ID_…` or a certificate's) → PEM of a public key;
    two at a time while the platform changes from one to the other, the first is the one we name in requests.
    """

    merchant_id: str
    app_id: str
    merchant_serial: str
    merchant_key: str = field(repr=False)
    api_v3_key: str = field(repr=False)
    platform_keys: Mapping[str, str]
    notify_url: str
    base_url: str = PRODUCTION

    @classmethod
    def of(cls, party: Mapping[str, Any], *, notify_url: str) -> "WechatPayAccount":
        """From the section `wechat_pay` of the parties' file, which names the key files (docs/payments.md)."""
        keys = {party["public_key_id"]: party["public_key_path"], **party.get("further_keys", {})}
        return cls(
            merchant_id=party["mchid"],
            app_id=party["appid"],
            merchant_serial=party["merchant_serial"],
            merchant_key=Path(party["merchant_private_key_path"]).read_text(),
            api_v3_key=party["api_v3_key"],
            platform_keys={serial: Path(path).read_text() for serial, path in keys.items()},
            notify_url=notify_url,
            base_url=party.get("base_url", PRODUCTION),
        )


@dataclass(frozen=True)
class Reply:
    """A reply below 500 whose body is JSON; `code` is WeChat Pay's word for a refusal."""

    status: int
    fields: dict[str, Any]

    @property
    def done(self) -> bool:
        return self.status in (200, 204)

    @property
    def code(self) -> str:
        return str(self.fields.get("code", f"HTTP {self.status}"))


def verify(keys: Mapping[str, RSAPublicKey], headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """Check a reply or notice over its raw bytes. Raises BadSignature; `headers` have lower-case names."""
    signature, timestamp = headers.get("wechatpay-signature", ""), headers.get("wechatpay-timestamp", "")
    key = keys.get(headers.get("wechatpay-serial", ""))
    if key is None or not timestamp.isascii() or not timestamp.isdecimal() or signature.startswith(PROBE):
        raise BadSignature()
    if headers.get("wechatpay-signature-type", SIGNATURE_TYPE) != SIGNATURE_TYPE:
        raise BadSignature()
    if abs(now.timestamp() - int(timestamp)) > FRESH_FOR.total_seconds():
        raise BadSignature()
    signed = b"\n".join((timestamp.encode(), headers.get("wechatpay-nonce", "").encode(), body, b""))
    if not rsa.verifies(key, signed, signature):
        raise BadSignature()


def decrypt(resource: Mapping[str, Any], api_v3_key: str) -> dict[str, Any]:
    """Open a notice's `resource` (AES-256-GCM, tag at the end). Raises BadSignature."""
    try:
        sealed = base64.b64decode(resource["ciphertext"], validate=True)
        bound = str(resource.get("associated_data") or "").encode()
        plain = AESGCM(api_v3_key.encode()).decrypt(str(resource["nonce"]).encode(), sealed, bound)
        opened = json.loads(plain)
    except (InvalidTag, binascii.Error, KeyError, TypeError, ValueError):
        raise BadSignature() from None
    if resource.get("algorithm") != "AEAD_AES_256_GCM" or not isinstance(opened, dict):
        raise BadSignature()
    return opened


def json_object(body: bytes) -> dict[str, Any]:
    """A notice's envelope. Raises BadSignature for what is no JSON object."""
    try:
        envelope = json.loads(body)
    except ValueError:
        raise BadSignature() from None
    if not isinstance(envelope, dict):
        raise BadSignature()
    return envelope


class _Core(AsyncCore):  # type: ignore[misc]  # the package has no types
    """The client's core with our verifier: a reply that does not verify leaves the truth unknown."""

    def __init__(self, account: WechatPayAccount, keys: Mapping[str, RSAPublicKey]) -> None:
        serial, pem = next(iter(account.platform_keys.items()))
        super().__init__(
            mchid=account.merchant_id,
            cert_serial_no=account.merchant_serial,
            private_key=account.merchant_key,
            apiv3_key=account.api_v3_key,
            public_key=pem,
            public_key_id=serial,
        )
        self._gate_way = account.base_url
        self._keys = keys

    async def _verify_signature_async(self, headers: Mapping[str, str], body: str) -> bool:
        try:
            verify(self._keys, headers, body.encode(), now=clock.now())
        except BadSignature:
            raise Unavailable() from None
        return True


class Wire:
    """Calls of one account. Keys are read once; each call has a connection of its own."""

    def __init__(self, account: WechatPayAccount) -> None:
        self.account = account
        self.keys = {serial: rsa.public_key(pem) for serial, pem in account.platform_keys.items()}
        self._api = AsyncWeChatPay(
            wechatpay_type=WeChatPayType.JSAPI,
            mchid=account.merchant_id,
            private_key=account.merchant_key,
            cert_serial_no=account.merchant_serial,
            appid=account.app_id,
            apiv3_key=account.api_v3_key,
            notify_url=account.notify_url,
            public_key=next(iter(account.platform_keys.values())),
            public_key_id=next(iter(account.platform_keys)),
        )
        self._core = _Core(account, self.keys)

    async def call(self, operation: str, **arguments: Any) -> Reply:
        """One of the client's operations by its name. Raises Unavailable."""
        async with client(self.account.base_url, timeout_s=TIMEOUT_SECONDS) as connection:
            api = copy.copy(self._api)
            api._core = self._core_on(connection)
            try:
                status, content = await getattr(api, operation)(**arguments)
            except httpx.RequestError:
                raise Unavailable() from None
        return _reply(status, content)

    async def download(self, path: str) -> bytes:
        """A file by the path and query of its address: the request is signed, the reply is not. Raises Unavailable."""
        async with client(self.account.base_url, timeout_s=TIMEOUT_SECONDS) as connection:
            try:
                status, content = await self._core_on(connection).request(path, skip_verify=True)
            except httpx.RequestError:
                raise Unavailable() from None
        if status != httpx.codes.OK:
            raise Unavailable()
        return content if isinstance(content, bytes) else str(content).encode()

    def pay_sign(self, *lines: str) -> str:
        """The signature with which a phone opens the cashier (paySign)."""
        return str(self._core.sign(list(lines)))

    async def _check_refusal(self, response: httpx.Response) -> None:
        """The client verifies what succeeds; a refusal that is signed must verify as well, or it proves nothing."""
        if response.is_client_error and "wechatpay-signature" in response.headers:
            try:
                verify(self.keys, response.headers, await response.aread(), now=clock.now())
            except BadSignature:
                raise Unavailable() from None

    def _core_on(self, connection: httpx.AsyncClient) -> Any:
        connection.event_hooks["response"] = [self._check_refusal]
        core = copy.copy(self._core)
        core._client = connection
        return core


def _reply(status: int, content: str | bytes) -> Reply:
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Unavailable()
    if not content:
        return Reply(status, {})
    try:
        fields = json.loads(content)
    except ValueError:
        raise Unavailable() from None
    if not isinstance(fields, dict):
        raise Unavailable()
    return Reply(status, fields)
