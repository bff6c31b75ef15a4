"""Published error codes of the mini-program API (全局返回码); an error is HTTP 200 with errcode and errmsg."""

from dataclasses import dataclass

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40029: "invalid code",
    40037: "invalid template_id",
    40125: "invalid appsecret",
    40163: "code been used",
    40226: "code blocked",
    41001: "access_token missing",
    41030: "invalid page",
    42001: "access_token expired",
    43101: "user refuse to accept the msg",
    43107: "subscribe message capability banned",
    43108: "concurrent sending to the same user",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45168: "hit sensitive words",
    47001: "data format error",
    47003: "argument invalid!",
}


@dataclass(frozen=True)
class Refused(Exception):
    """An errcode, and what to add to its published message."""

    errcode: int
    hint: str = ""

    @property
    def errmsg(self) -> str:
        return f"{MESSAGES[self.errcode]} {self.hint}".strip()


FAULTS = {
    "busy": (-1, "系统繁忙 · system busy"),
    "token_expired": (40001, "凭证失效 · access token refused though it is valid"),
    "bad_code": (40029, "登录凭证无效 · code refused"),
    "code_used": (40163, "登录凭证已使用 · code already used"),
    "too_frequent": (45011, "调用过频 · too frequent"),
    "high_risk": (40226, "高风险用户 · user blocked as high risk"),
    "not_subscribed": (43101, "用户未订阅 · not subscribed"),
    "banned": (43107, "订阅能力被封禁 · messages banned"),
    "concurrent": (43108, "并发下发 · concurrent sending"),
    "sensitive": (45168, "命中敏感词 · sensitive words"),
    "bad_data": (47003, "参数错误 · message data refused"),
    "quota": (45009, "当日额度用尽 · daily quota used up"),
}
"""Fault name -> the errcode it makes the API answer, and its meaning."""
