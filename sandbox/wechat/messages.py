"""Subscription messages (订阅消息): templates, consents, and the checks of a message's fields.

A one-time consent is spent by one message; a long-term one (长期订阅, for public services) stays. Field limits by the
kind that a key's name begins with. Source: developers.weixin.qq.com, subscribeMessage.send.
"""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.phones import inbox
from sandbox.store import Record
from sandbox.wechat import users
from sandbox.wechat.errors import Refused
from sandbox.world import World

_LIMITS = {
    "thing": r".{1,20}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
    "name": r"[\u4e00-\u9fff·]{1,10}|[A-Za-z .'-]{1,20}",
    "character_string": r"[\x21-\x7e ]{1,32}",
    "letter": r"[A-Za-z]{1,32}",
    "number": r"-?\d{1,32}(\.\d+)?",
    "amount": r"[¥￥$]?\d{1,10}(\.\d{1,2})?元?",
    "date": r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2}",
    "time": r"(\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2})?( ?\d{1,2}:\d{2}(:\d{2})?)?",
}
_PAGE = re.compile(r"^[A-Za-z][\w/-]*(\?[\w=&.%-]*)?$")
STATES = ("developer", "trial", "formal")


@dataclass(frozen=True)
class Template:
    """A message the mini-program has chosen: its fields in order, each with a label and the developer's name for it."""

    id: str
    name: str
    title: str
    fields: dict[str, tuple[str, str]]
    long_term: bool = False

    @property
    def settings(self) -> Record:
        """What the developer writes into their own settings after choosing it in the console."""
        return {
            "id": self.id,
            "lasting": self.long_term,
            "fields": {name: key for key, (_, name) in self.fields.items()},
        }


@dataclass(frozen=True)
class Sent:
    """A message that WeChat took, under its number; one that a fault loses is told of as failed."""

    id: str
    user: Record
    template: Template
    arrived: bool


TEMPLATES = {
    one.id: one
    for one in (
        Template(
            "zb-progress-0001-sandbox-template-aaaaaaaaa",
            "progress",
            "办件进度通知",
            {
                "thing1": ("办理事项", "matter"),
                "phrase2": ("当前状态", "status"),
                "time3": ("时间", "time"),
                "thing4": ("提示", "hint"),
            },
            long_term=True,
        ),
        Template(
            "zb-invite-00002-sandbox-template-bbbbbbbbbb",
            "invitation",
            "签名邀请通知",
            {"thing1": ("企业名称", "company"), "name2": ("申请人", "applicant"), "thing3": ("提示", "hint")},
        ),
        Template(
            "zb-parcel-00003-sandbox-template-cccccccccc",
            "delivery",
            "快递进度通知",
            {
                "thing1": ("物品", "item"),
                "character_string2": ("运单号", "number"),
                "phrase3": ("状态", "status"),
                "time4": ("时间", "time"),
            },
        ),
    )
}


def consent(world: World, number: str, template_id: str, *, accept: bool) -> Record:
    """The person's answer when the mini-program asks (wx.requestSubscribeMessage), or in WeChat's settings."""
    user = users.on_phone(world, number)
    template = TEMPLATES[template_id]
    had = user["consents"].get(template_id, 0)
    left = 0 if not accept else 1 if template.long_term else had + 1
    user["consents"][template_id] = left
    return world.store.put("wechat_user", user["openid"], user)


def send(world: World, body: dict[str, Any]) -> Sent:
    """Put the message on the person's telephone. Raises Refused with the published code."""
    user = users.by_openid(world, str(body.get("touser")))
    template = TEMPLATES.get(str(body.get("template_id")))
    if template is None:
        raise Refused(40037)
    page = body.get("page")
    if page is not None and not _PAGE.match(str(page)):
        raise Refused(41030)
    if body.get("miniprogram_state", "formal") not in STATES:
        raise Refused(47003, "miniprogram_state")
    values = _values(template, body.get("data"))
    if user["consents"].get(template.id, 0) < 1:
        raise Refused(43101)
    if not template.long_term:
        user["consents"][template.id] -= 1
        world.store.put("wechat_user", user["openid"], user)
    lost = world.faults.strikes("wechat", "message_lost")
    if not lost:
        lines = [f"{label}：{values[key]}" for key, (label, _) in template.fields.items()]
        text = f"{template.title}\n" + "\n".join(lines)
        inbox.deliver(
            world, user["phone"], channel="wechat", sender="照办", text=text, page=page, template=template.name
        )
    return Sent(str(10**18 + world.store.count("wechat_sent")), user, template, arrived=not lost)


def _values(template: Template, data: object) -> dict[str, str]:
    if not isinstance(data, dict):
        raise Refused(47003, "data")
    values: dict[str, str] = {}
    for key in template.fields:
        given = data.get(key)
        value = given.get("value") if isinstance(given, dict) else None
        if not isinstance(value, str) or not value:
            raise Refused(47003, f"data.{key}.value is empty")
        if not re.fullmatch(_LIMITS[re.sub(r"\d+$", "", key)], value):
            raise Refused(47003, f"data.{key}.value invalid")
        values[key] = value
    return values
