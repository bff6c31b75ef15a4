"""API v3 errors: an HTTP status, a code, a message. Source: pay.weixin.qq.com, 基本规则 and each API's page."""

from dataclasses import dataclass

MESSAGES = {
    "PARAM_ERROR": (400, "参数错误"),
    "INVALID_REQUEST": (400, "请求不符合业务规则"),
    "ORDER_CLOSED": (400, "订单已关闭"),
    "ORDER_PAID": (400, "订单已支付"),
    "APPID_MCHID_NOT_MATCH": (400, "AppID和mch_id不匹配"),
    "NO_STATEMENT_EXIST": (400, "账单文件不存在"),
    "STATEMENT_CREATING": (400, "账单生成中，请稍后再试"),
    "SIGN_ERROR": (401, "错误的签名，验签失败"),
    "NO_AUTH": (403, "商户无权限"),
    "OUT_TRADE_NO_USED": (403, "商户订单号重复"),
    "NOT_ENOUGH": (403, "商户余额不足"),
    "ORDER_NOT_EXIST": (404, "订单不存在"),
    "RESOURCE_NOT_EXISTS": (404, "查询的资源不存在"),
    "FREQUENCY_LIMITED": (429, "频率超限"),
    "SYSTEM_ERROR": (500, "系统异常，请稍后重试"),
}


@dataclass(frozen=True)
class Refused(Exception):
    """A code of the table above, and what in particular is wrong."""

    code: str
    hint: str = ""

    @property
    def status(self) -> int:
        return MESSAGES[self.code][0]

    @property
    def message(self) -> str:
        return self.hint or MESSAGES[self.code][1]
