"""WeChat's mini-program API on the wire: the shared access token, signed-in calls, and the code of wx.login.

Our own client: wechatpy 1.8 knows no stable_token, blocks, and repeats a call without end while WeChat answers 40001.
Source: developers.weixin.qq.com, code2Session, getStableAccessToken, 全局返回码.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from redis.exceptions import RedisError

from core.errors import Unavailable, UnknownAnswer
from core.http import client, send
from core.redis import redis

log = structlog.get_logger()

NAME = "wechat"
PRODUCTION = "https://api.weixin.qq.com"
STALE_TOKEN = frozenset({40001, 40014, 42001})
BUSY = frozenset({-1, 45009, 45011})
RENEWED_BEFORE_END_S = 300
FETCH_LOCK_S = 10
WAIT_FOR_OTHERS_S = 5.0


@dataclass(frozen=True)
class WechatApp:
    """The mini-program's account."""

    app_id: str
    secret: str = field(repr=False)
    base_url: str = PRODUCTION

    @classmethod
    def of(cls, party: Mapping[str, Any]) -> "WechatApp":
        """From the section `wechat` of the parties' file."""
        return cls(party["appid"], party["secret"], party.get("base_url", PRODUCTION))


class WechatGateway:
    """Calls of one app. All processes share one access token through Redis."""

    def __init__(self, app: WechatApp) -> None:
        self.app = app
        self._slot = f"wechat:token:{app.app_id}"

    async def session(self, login_code: str) -> dict[str, Any]:
        """What WeChat says of a code of wx.login: `openid`, or an errcode. Its session key is dropped here."""
        asked = {**self._credentials, "js_code": login_code, "grant_type": "authorization_code"}
        answer = await self._send("GET", "/sns/jscode2session", params=asked)
        answer.pop("session_key", None)
        return answer

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
            # Another process may have fetched it between the look and the lock.
            if shared := await redis().get(self._slot):
                await redis().delete(f"{self._slot}:lock")
                return _text(shared)
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
        answer = done(await self._send("POST", "/cgi-bin/stable_token", json=asked))
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
        async with client(self.app.base_url) as connection:
            response = await send(connection, method, path, **options)
        try:
            answer = response.json()
        except ValueError:
            raise Unavailable() from None
        if not isinstance(answer, dict):
            raise Unavailable()
        return answer

    @property
    def _credentials(self) -> dict[str, str]:
        return {"appid": self.app.app_id, "secret": self.app.secret}


def done(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer of a call that WeChat did. Raises Unavailable for what passes, UnknownAnswer for the rest."""
    errcode = answer.get("errcode", 0)
    if errcode in BUSY:
        raise Unavailable()
    if errcode:
        raise UnknownAnswer(NAME, f"errcode {errcode}")
    return answer


def _text(stored: bytes | str) -> str:
    return stored.decode() if isinstance(stored, bytes) else stored
