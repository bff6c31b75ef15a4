"""Alipay's mini-program sign-in: `alipay.system.oauth.token` over the gateway that payments speak to.

New apps know people by open_id, older ones by user_id. Alipay gives no phone code to the server; the number is proven
by our own text message. Source: opendocs.alipay.com, alipay.system.oauth.token.
"""

from alipay.aop.api.request.AlipaySystemOauthTokenRequest import AlipaySystemOauthTokenRequest

from app.accounts.models import Platform
from core.errors import Invalid, Problem, Text, UnknownAnswer
from core.platforms.alipay import NAME, AlipayGateway

BAD_CODE = frozenset({"isv.code-invalid"})

_CODE = Problem(
    "AC-08",
    Text("支付宝登录凭证无效或已使用。", "The Alipay code is invalid or was used."),
    Text("请返回小程序重新进入本页。", "Please open this page again in the mini-program."),
)


class AlipayMiniProgram:
    """`MiniProgram` for one Alipay app."""

    platform = Platform.ALIPAY

    def __init__(self, gateway: AlipayGateway) -> None:
        self.app_id = gateway.app.app_id
        self._gateway = gateway

    async def identify(self, code: str) -> str:
        request = AlipaySystemOauthTokenRequest()
        request.grant_type, request.code = "authorization_code", code
        reply = await self._gateway.call(request)
        if reply.sub_code in BAD_CODE:
            raise Invalid({"code": _CODE})
        # A granted token has no code 10000, unlike every other reply.
        named = reply.fields.get("open_id") or reply.fields.get("user_id")
        if not named:
            raise UnknownAnswer(NAME, reply.sub_code)
        return str(named)

    async def phone_number(self, phone_code: str) -> str | None:
        return None
