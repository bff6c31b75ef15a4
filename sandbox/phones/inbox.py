"""A telephone's inbox: short messages and mini-program messages, in the order in which they arrived."""

import re

from sandbox.store import Record
from sandbox.world import World

_MAINLAND = re.compile(r"^(?:\+86|0086|86)?(1[3-9]\d{9})$")


class NotANumber(ValueError):
    """Not a mobile number of the mainland (11 digits from 13 to 19, with or without +86)."""


def national(number: str) -> str:
    """The eleven digits of a mainland mobile number, however it is written."""
    match = _MAINLAND.match(number.strip())
    if match is None:
        raise NotANumber
    return match[1]


def deliver(world: World, number: str, *, channel: str, sender: str, text: str, **more: object) -> Record:
    """Put a message into a telephone's inbox. `channel` is sms, wechat or alipay."""
    key = str(world.store.count("message"))
    message: Record = {
        "id": key,
        "phone": national(number),
        "channel": channel,
        "sender": sender,
        "text": text,
        "code": _code_in(text),
        "at": world.now().isoformat(timespec="milliseconds"),
        **more,
    }
    add(world, message["phone"])
    return world.store.put("message", key, message)


def messages(world: World, number: str) -> list[Record]:
    return world.store.find("message", phone=national(number))


def add(world: World, number: str, owner: str = "") -> Record:
    """Make a telephone known to the page; an owner's name once given is kept."""
    key = national(number)
    known = world.store.get("phone", key) or {"number": key, "owner": ""}
    return world.store.put("phone", key, {**known, "owner": owner or known["owner"]})


def phones(world: World) -> list[Record]:
    return world.store.all("phone")


def _code_in(text: str) -> str | None:
    """The digits one is asked to type in, so that the page can offer them for copying."""
    match = re.search(r"(?<!\d)(\d{4,8})(?!\d)", text) if re.search(r"验证码|code", text) else None
    return match[1] if match else None
