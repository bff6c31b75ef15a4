"""WeChat's mini-program sign-in: code2Session, and getPhoneNumber for a number that WeChat vouches for.

Source: developers.weixin.qq.com, code2Session, getPhoneNumber.
"""

from typing import Any

from app.accounts.models import Platform
from core.errors import Invalid, Problem, Text
from core.platforms.wechat import WechatGateway, done

BAD_CODE = frozenset({40029, 40163})
HIGH_RISK = 40226

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


class WechatMiniProgram:
    """`MiniProgram` for one WeChat app."""

    platform = Platform.WECHAT

    def __init__(self, gateway: WechatGateway) -> None:
        self.app_id = gateway.app.app_id
        self._gateway = gateway

    async def identify(self, code: str) -> str:
        return str(_checked(await self._gateway.session(code), "code")["openid"])

    async def phone_number(self, phone_code: str) -> str | None:
        answer = await self._gateway.call("/wxa/business/getuserphonenumber", {"code": phone_code})
        info = _checked(answer, "phone_code")["phone_info"]
        return f"+{info['countryCode']}{info['purePhoneNumber']}"


def _checked(answer: dict[str, Any], code_field: str) -> dict[str, Any]:
    """The answer of a call that WeChat did. Raises Invalid at the field of the code it refused, and as `done`."""
    errcode = answer.get("errcode", 0)
    if errcode in BAD_CODE:
        raise Invalid({code_field: _CODE})
    if errcode == HIGH_RISK:
        raise Invalid({code_field: _BLOCKED})
    return done(answer)
