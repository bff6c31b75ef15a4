"""WeChat's face check (微信人脸核身 2.0): getVerifyId → wx.requestFacialVerify on the telephone → queryVerifyInfo.

Source: developers.weixin.qq.com, api_getverifyid, api_queryverifyinfo (cert_hash: notes there), getStableAccessToken,
code2Session. Passed is errcode 0 with verify_ret 10000 and nothing else; the client's word proves nothing.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from core import clock
from core.errors import Invalid, Problem, Text, Unavailable, UnknownAnswer
from core.http import client, send
from verification.channels.door import Answer, Begun, Named

NAME = "wechat_face"
PRODUCTION = "https://api.weixin.qq.com"
PASSED = 10000
FAILED = frozenset(range(10001, 10100)) | frozenset(range(90000, 90200))
"""Published verify_ret of a check that was made, or broken off, without success."""
NOT_YET = frozenset({-1})
"""Of queryVerifyInfo only (unconfirmed): the check has not been made. It is also WeChat's word for being busy."""
STALE_TOKEN = frozenset({40001, 40014, 42001})
BUSY = frozenset({-1, 45009, 45011})
BAD_CODE = frozenset({40029, 40163, 40226})
RENEW_BEFORE = timedelta(minutes=5)

_CODE = Problem(
    "VF-10",
    Text("微信登录凭证无效或已使用。", "The WeChat login code is invalid or was used."),
    Text("请在小程序中重新进入本页。", "Please open this page again in the mini-program."),
)


@dataclass(frozen=True)
class WechatFaceAccount:
    """The mini-program's account."""

    appid: str
    secret: str = field(repr=False)
    base_url: str = PRODUCTION

    @classmethod
    def of(cls, party: Mapping[str, Any]) -> "WechatFaceAccount":
        """From the section `wechat` of the parties' file."""
        return cls(party["appid"], party["secret"], party.get("base_url", PRODUCTION))


class WechatFace:
    """The face check of one mini-program."""

    name = NAME

    def __init__(self, account: WechatFaceAccount, now: Callable[[], datetime] = clock.now) -> None:
        self._account, self._now = account, now
        self._token, self._token_ends = "", datetime.min.replace(tzinfo=now().tzinfo)

    async def begin(self, person: Named, number: str, login_code: str) -> Begun:
        """The person is known to WeChat by the openid behind `login_code` (wx.login)."""
        openid = await self._openid(login_code)
        answer = await self._call(
            "getverifyid", {"out_seq_no": number, "cert_info": _cert_info(person), "openid": openid}, BUSY
        )
        reference = json.dumps({"verify_id": answer["verify_id"], "openid": openid})
        return Begun(reference=reference, launch={"verify_id": str(answer["verify_id"])})

    async def result(self, person: Named, number: str, reference: str) -> Answer:
        asked = {**json.loads(reference), "out_seq_no": number, "cert_hash": cert_hash(person)}
        answer = await self._call("queryverifyinfo", asked, BUSY - NOT_YET)
        if answer.get("errcode") in NOT_YET:
            return Answer.PENDING
        found = answer.get("verify_ret")
        if found == PASSED:
            return Answer.PASSED
        if found in FAILED:
            return Answer.FAILED
        raise UnknownAnswer(NAME, f"queryVerifyInfo answered verify_ret {found}; add it")

    async def _openid(self, login_code: str) -> str:
        asked = {
            "appid": self._account.appid,
            "secret": self._account.secret,
            "js_code": login_code,
            "grant_type": "authorization_code",
        }
        answer = await self._send("GET", "/sns/jscode2session", params=asked)
        if answer.get("errcode", 0) in BAD_CODE:
            raise Invalid({"login_code": _CODE})
        self._check(answer, "code2Session", BUSY)
        return str(answer["openid"])

    async def _call(self, method: str, body: dict[str, Any], busy: frozenset[int]) -> dict[str, Any]:
        """One signed-in call; a token that WeChat no longer knows is fetched anew, once."""
        path = f"/cityservice/face/identify/{method}"
        answer = await self._send("POST", path, params={"access_token": await self._access_token()}, json=body)
        if answer.get("errcode") in STALE_TOKEN:
            self._token = ""
            answer = await self._send("POST", path, params={"access_token": await self._access_token()}, json=body)
            if answer.get("errcode") in STALE_TOKEN:
                raise Unavailable()
        if answer.get("errcode") not in NOT_YET or busy >= NOT_YET:
            self._check(answer, method, busy)
        return answer

    async def _access_token(self) -> str:
        if not self._token or self._now() > self._token_ends:
            asked = {
                "grant_type": "client_credential",
                "appid": self._account.appid,
                "secret": self._account.secret,
            }
            # The stable kind: every process gets the same one, and asking again kills none.
            answer = await self._send("POST", "/cgi-bin/stable_token", json=asked)
            self._check(answer, "getStableAccessToken", BUSY)
            self._token = str(answer["access_token"])
            self._token_ends = self._now() + timedelta(seconds=int(answer["expires_in"])) - RENEW_BEFORE
        return self._token

    async def _send(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        async with client(self._account.base_url) as connection:
            response = await send(connection, method, path, **options)
        if response.status_code != httpx.codes.OK:
            raise UnknownAnswer(NAME, f"{path}: status {response.status_code}")
        try:
            answer = response.json()
        except ValueError:
            raise Unavailable() from None  # A gateway's web page in WeChat's name.
        if not isinstance(answer, dict):
            raise UnknownAnswer(NAME, f"{path}: no object")
        return answer

    def _check(self, answer: dict[str, Any], method: str, busy: frozenset[int]) -> None:
        code = answer.get("errcode", 0)
        if code in busy:
            raise Unavailable()
        if code != 0:
            raise UnknownAnswer(NAME, f"{method} answered errcode {code}")


def _cert_info(person: Named) -> dict[str, str]:
    return {"cert_type": "IDENTITY_CARD", "cert_name": person.name, "cert_no": person.id_number}


def cert_hash(person: Named) -> str:
    """SHA-256 in lower hex of cert_type=…&cert_name=…&cert_no=…, each value in base64."""
    coded = {key: base64.b64encode(value.encode()).decode() for key, value in _cert_info(person).items()}
    return hashlib.sha256("&".join(f"{key}={value}" for key, value in coded.items()).encode()).hexdigest()
