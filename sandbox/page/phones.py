"""Telephones: who has which, what has arrived, and what their owner can do in WeChat and Alipay."""

from sandbox.page.markup import act, badge, both, clock, copy, empty, safe
from sandbox.phones import inbox
from sandbox.store import Record
from sandbox.wechat import messages
from sandbox.world import World

_CHANNELS = {"sms": ("短信", "sms"), "wechat": ("微信", "wechat"), "alipay": ("支付宝", "alipay")}


def section(world: World, chosen: str) -> str:
    """The list of telephones and the inbox of the chosen one, or of the one that rang last."""
    phones = {phone["number"]: phone for phone in inbox.phones(world)}
    arrived = world.store.latest("message", 500)
    counts = {number: sum(one["phone"] == number for one in arrived) for number in phones}
    if not phones:
        return empty(
            "还没有手机。短信发到哪个号码，哪部手机就会出现。", "No telephones yet; one appears with its first message."
        )
    open_phone = chosen if chosen in phones else arrived[0]["phone"] if arrived else next(iter(phones))
    rang = {number: place for place, number in enumerate(dict.fromkeys(one["phone"] for one in arrived))}
    order = sorted(phones, key=lambda number: rang.get(number, len(rang)))
    entries = "".join(_entry(phones[number], counts[number], open_phone) for number in order)
    found = [one for one in arrived if one["phone"] == open_phone]
    return f'<div class="split"><nav class="list">{entries}</nav>{_phone(world, phones[open_phone], found)}</div>'


def _entry(phone: Record, count: int, open_phone: str) -> str:
    current = ' aria-current="true"' if phone["number"] == open_phone else ""
    name = safe(phone["owner"] or "未命名")
    number = safe(phone["number"])
    return (
        f'<button type="button" data-phone="{number}"{current}><b>{name}</b><span class="mono">{number}</span>'
        f'<i class="count{"" if count else " none"}">{count}</i></button>'
    )


def _phone(world: World, phone: Record, found: list[Record]) -> str:
    number = phone["number"]
    rows = "".join(_message(one) for one in found[:30]) or empty("收件箱是空的", "The inbox is empty")
    templates = "".join(_template(world, number, template) for template in messages.TEMPLATES.values())
    actions = (
        act(f"/wechat/phones/{number}/login", both("微信登录", "WeChat sign-in code"))
        + act(f"/wechat/phones/{number}/phone-code", both("微信授权手机号", "WeChat phone code"))
        + act(f"/alipay/phones/{number}/login", both("支付宝登录", "Alipay sign-in code"))
    )
    return (
        f'<div class="phone"><p class="line"><b>{safe(phone["owner"] or "未命名")}</b> {copy(number, "mono")}</p>'
        f'<div class="actions">{actions}</div>'
        f"<details><summary>{both('订阅消息', 'Subscription messages')}</summary>"
        f'<ul class="rows">{templates}</ul></details>'
        f'<ol class="inbox">{rows}</ol></div>'
    )


def _template(world: World, number: str, template: messages.Template) -> str:
    """One kind of message: whether the person agreed to it, and the two answers."""
    known = world.store.find("wechat_user", phone=number)
    left = known[0]["consents"].get(template.id) if known else None
    agreed = "已同意 · 长期" if template.long_term else f"已同意 · 还可发 {left} 条"
    state = badge("未同意") if left is None else badge(agreed, "good") if left else badge("没有剩余的同意", "warn")
    path = f"/wechat/phones/{number}/subscribe"
    yes = act(path, both("同意", "Accept"), body={"template_id": template.id})
    no = act(path, both("拒收", "Refuse"), body={"template_id": template.id, "accept": False, "settings": True})
    return f'<li><span>{safe(template.title)}</span>{state}<span class="actions">{yes}{no}</span></li>'


def _message(one: Record) -> str:
    words, tone = _CHANNELS.get(one["channel"], (one["channel"], ""))
    code = f'<p class="code">{copy(one["code"], "mono")}</p>' if one["code"] else ""
    return (
        f'<li><p class="line">{badge(words, tone)}<span>{safe(one["sender"])}</span>'
        f'<time>{clock(one["at"])}</time></p>{code}<p class="text">{safe(one["text"])}</p></li>'
    )
