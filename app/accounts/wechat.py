"""WeChat's mini-program API: code2Session, the shared access token, getPhoneNumber, and calls of others with the token.

Our own client: wechatpy 1.8 knows neither stable_token nor getPhoneNumber, blocks, and repeats a call without end while
WeChat answers 40001. The session key that code2Session returns is dropped here. Source: developers.weixin.qq.com,
code2Session, getStableAccessToken, getPhoneNumber, 全局返回码.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from redis.exceptions import RedisError

from app.accounts.models import Platform
from core.errors import Invalid, Problem, Text, Unavailable
from core.http import client, send
from core.redis import redis

log = structlog.get_logger()

PRODUCTION = "https://api.weixin.qq.com"
STALE_TOKEN = frozenset({40001, 40014, 42001})
BUSY = frozenset({-1, 45009, 45011})
BAD_CODE = frozenset({40029, 40163})
HIGH_RISK = 40226
RENEWED_BEFORE_END_S = 300
FETCH_LOCK_S = 10
WAIT_FOR_OTHERS_S = 5.0

_CODE = Problem(
    "AC-06",
    Text("微信登录凭证无效或已使用。", "The WeChat code is invalid or was used."),
    Text("请返回小程序重新进入本页。", "Please open this page again in the mini-program."),
)
_BLOCKED = Problem(
    "AC-07",
    Text("微信提示此账号存在风险，暂不能用微信登录。", "WeChat reports a risk for this account; it cannot be used."),
    Text("请改用手机号和短信验证码登录。", "Sign in with your phone number and a text message instead."),
)


class WechatFault(RuntimeError):
    """WeChat answered with an errcode that this adapter does not know."""


@dataclass(frozen=True)
class WechatAccount:
    """The mini-program's account, from the section `wechat` of the parties' file."""

    app_id: str
    secret: str = field(repr=False)
    base_url: str = PRODUCTION

    @classmethod
    def of(cls, party: Mapping[str, Any]) -> "WechatAccount":
        return cls(party["appid"], party["secret"], party.get("base_url", PRODUCTION))


class WechatMiniProgram:
    """`MiniProgram` for one WeChat app. All processes share one access token through Redis."""

    platform = Platform.WECHAT

    def __init__(self, account: WechatAccount) -> None:
        self._account = account
        self.app_id = account.app_id
        self._slot = f"wechat:token:{account.app_id}"

    async def identify(self, code: str) -> str:
        asked = {**self._credentials, "js_code": code, "grant_type": "authorization_code"}
        return str(_checked(await self._send("GET", "/sns/jscode2session", params=asked), "code")["openid"])

    async def phone_number(self, phone_code: str) -> str | None:
        answer = await self.call("/wxa/business/getuserphonenumber", {"code": phone_code})
        info = _checked(answer, "phone_code")["phone_info"]
        return f"+{info['countryCode']}{info['purePhoneNumber']}"

    @property
    def _credentials(self) -> dict[str, str]:
        return {"appid": self._account.app_id, "secret": self._account.secret}

    async def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A call with the access token, whatever is called; one that WeChat no longer knows is fetched anew, once.

        The answer may bear an errcode, which is the caller's to understand. Raises Unavailable.
        """
        token = await self.access_token()
        answer = await self._send("POST", path, params={"access_token": token}, json=body)
        if answer.get("errcode") in STALE_TOKEN:
            await self._forget(token)
            answer = await self._send("POST", path, params={"access_token": await self.access_token()}, json=body)
        if answer.get("errcode") in STALE_TOKEN:
            raise Unavailable()
        return answer

    async def access_token(self) -> str:
        """The shared token. One process fetches while the others wait for it; without Redis each fetches its own,
        which WeChat's stable token allows.
        """
        try:
            if shared := await redis().get(self._slot):
                return _text(shared)
            if not await redis().set(f"{self._slot}:lock", secrets.token_hex(8), nx=True, ex=FETCH_LOCK_S):
                return await self._await_others()
        except RedisError as outage:
            log.warning("wechat.token_not_shared", error=type(outage).__name__)
        return await self._fetch()

    async def _await_others(self) -> str:
        pause = 0.05
        for _ in range(int(WAIT_FOR_OTHERS_S / pause)):
            if shared := await redis().get(self._slot):
                return _text(shared)
            await asyncio.sleep(pause)
        return await self._fetch()

    async def _fetch(self) -> str:
        asked = {"grant_type": "client_credential", **self._credentials}
        answer = _checked(await self._send("POST", "/cgi-bin/stable_token", json=asked), "code")
        token, lasts = str(answer["access_token"]), int(answer["expires_in"])
        try:
            await redis().set(self._slot, token, ex=max(1, lasts - RENEWED_BEFORE_END_S))
            await redis().delete(f"{self._slot}:lock")
        except RedisError as outage:
            log.warning("wechat.token_not_shared", error=type(outage).__name__)
        return token

    async def _forget(self, token: str) -> None:
        """Drop a refused token, unless another process has renewed it meanwhile."""
        try:
            shared = await redis().get(self._slot)
            if shared is not None and _text(shared) == token:
                await redis().delete(self._slot)
        except RedisError as outage:
            log.warning("wechat.token_not_shared", error=type(outage).__name__)

    async def _send(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        async with client(self._account.base_url) as connection:
            response = await send(connection, method, path, **options)
        try:
            answer = response.json()
        except ValueError:
            raise Unavailable() from None
        if not isinstance(answer, dict):
            raise Unavailable()
        return answer


def _checked(answer: dict[str, Any], code_field: str) -> dict[str, Any]:
    """The answer of a call that WeChat did. Raises Invalid at the field of the code it refused, Unavailable."""
    errcode = answer.get("errcode", 0)
    if errcode in BAD_CODE:
        raise Invalid({code_field: _CODE})
    if errcode == HIGH_RISK:
        raise Invalid({code_field: _BLOCKED})
    if errcode in BUSY:
        raise Unavailable()
    if errcode:
        raise WechatFault(f"WeChat answered errcode {errcode}; add it")
    return answer


def _text(stored: bytes | str) -> str:
    return stored.decode() if isinstance(stored, bytes) else stored
