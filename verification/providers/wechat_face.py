"""WeChat's face check (微信人脸核身 2.0): getVerifyId → wx.requestFacialVerify on the telephone → queryVerifyInfo.

Source: developers.weixin.qq.com, api_getverifyid, api_queryverifyinfo (cert_hash: notes there), code2Session.
Passed is errcode 0 with verify_ret 10000 and nothing else; the client's word proves nothing.
"""

import base64
import hashlib
import json

from core.errors import Invalid, Problem, Text, UnknownAnswer
from core.platforms.wechat import WechatGateway, done
from verification.channels.door import Answer, Begun, Named

NAME = "wechat_face"
PATH = "/cityservice/face/identify"
PASSED = 10000
FAILED = frozenset(range(10001, 10100)) | frozenset(range(90000, 90200))
"""Published verify_ret of a check that was made, or broken off, without success."""
NOT_YET = frozenset({-1})
"""Of queryVerifyInfo only (unconfirmed): the check has not been made. It is also WeChat's word for being busy."""
BAD_CODE = frozenset({40029, 40163, 40226})

_CODE = Problem(
    "VF-10",
    Text("微信登录凭证无效或已使用。", "The WeChat login code is invalid or was used."),
    Text("请在小程序中重新进入本页。", "Please open this page again in the mini-program."),
)


class WechatFace:
    """The face check of one mini-program."""

    name = NAME

    def __init__(self, gateway: WechatGateway) -> None:
        self._gateway = gateway

    async def begin(self, person: Named, number: str, login_code: str) -> Begun:
        """The person is known to WeChat by the openid behind `login_code` (wx.login)."""
        openid = await self._openid(login_code)
        asked = {"out_seq_no": number, "cert_info": _cert_info(person), "openid": openid}
        answer = done(await self._gateway.call(f"{PATH}/getverifyid", asked))
        reference = json.dumps({"verify_id": answer["verify_id"], "openid": openid})
        return Begun(reference=reference, launch={"verify_id": str(answer["verify_id"])})

    async def result(self, person: Named, number: str, reference: str) -> Answer:
        asked = {**json.loads(reference), "out_seq_no": number, "cert_hash": cert_hash(person)}
        answer = await self._gateway.call(f"{PATH}/queryverifyinfo", asked)
        if answer.get("errcode") in NOT_YET:
            return Answer.PENDING
        found = done(answer).get("verify_ret")
        if found == PASSED:
            return Answer.PASSED
        if found in FAILED:
            return Answer.FAILED
        raise UnknownAnswer(NAME, f"queryVerifyInfo answered verify_ret {found}")

    async def _openid(self, login_code: str) -> str:
        answer = await self._gateway.session(login_code)
        if answer.get("errcode") in BAD_CODE:
            raise Invalid({"login_code": _CODE})
        return str(done(answer)["openid"])


def _cert_info(person: Named) -> dict[str, str]:
    return {"cert_type": "IDENTITY_CARD", "cert_name": person.name, "cert_no": person.id_number}


def cert_hash(person: Named) -> str:
    """SHA-256 in lower hex of cert_type=…&cert_name=…&cert_no=…, each value in base64."""
    coded = {key: base64.b64encode(value.encode()).decode() for key, value in _cert_info(person).items()}
    return hashlib.sha256("&".join(f"{key}={value}" for key, value in coded.items()).encode()).hexdigest()
