"""WeChat subscription messages (订阅消息): subscribeMessage.send, through a call that carries the access token.

Our own client: wechatpy 1.8 blocks, knows no stable_token, repeats a call without end while WeChat answers 40001, and
leaves out miniprogram_state and lang. Source: developers.weixin.qq.com, subscribeMessage.send, 订阅消息参数值内容限制.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from core.errors import Unavailable, UnknownAnswer
from notifications.provider import Card, CardTemplate, Receipt, Refusal

log = structlog.get_logger()

SEND = "/cgi-bin/message/subscribe/send"
OUTCOMES: Mapping[int, Refusal] = {
    43101: Refusal.NOT_ALLOWED,
    40003: Refusal.ADDRESS_UNKNOWN,
    45168: Refusal.CONTENT_REFUSED,
    47003: Refusal.CONTENT_REFUSED,
    45009: Refusal.TOO_MANY,
    40037: Refusal.CHANNEL_CLOSED,
    41030: Refusal.CHANNEL_CLOSED,
    43107: Refusal.CHANNEL_CLOSED,
}
"""Their errcode → ours. What is not here and does not pass is an error."""
PASSING = frozenset({-1, 43108, 45011})
OURS = frozenset({40037, 41030, 43107, 45009, 45168, 47003})
"""A trouble of our account or of our texts: operators hear of it, while the person gets a text message."""

LONGEST: Mapping[str, int] = {"thing": 20, "phrase": 5, "name": 10, "character_string": 32, "letter": 32, "number": 32}
"""Characters of a value by the kind with which WeChat's name of the field begins; other kinds have formats."""

Call = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
"""POST of a body to a path with the access token; the answer whatever its errcode. Raises Unavailable."""


@dataclass(frozen=True)
class WechatTemplate:
    """A template as chosen in WeChat's console: its id, WeChat's name of each of our fields, and how long a consent
    holds (长期订阅 or one message each)."""

    id: str
    fields: Mapping[str, str]
    lasting: bool = False

    @classmethod
    def of(cls, key: str, section: Any) -> "WechatTemplate":
        """Raises ValueError, naming the template, where its id or its fields are not given."""
        if not isinstance(section, dict) or not {"id", "fields"} <= section.keys():
            raise ValueError(f"wechat.templates.{key} needs id and fields (docs/integrations.md)")
        return cls(section["id"], section["fields"], section.get("lasting", False))


class WechatMessages:
    """`CardProvider` of one mini-program. `edition`: which of its editions a tap opens (formal, trial, developer)."""

    name = "wechat"

    def __init__(self, call: Call, templates: Mapping[str, WechatTemplate], edition: str = "formal") -> None:
        self._call, self._templates, self._edition = call, templates, edition

    @classmethod
    def of(cls, call: Call, party: Mapping[str, Any]) -> "WechatMessages | None":
        """From the section `wechat` of the parties' file; None where no template is named there."""
        named: Mapping[str, Any] = party.get("templates") or {}
        templates = {key: WechatTemplate.of(key, each) for key, each in named.items()}
        return cls(call, templates, party.get("edition", "formal")) if templates else None

    @property
    def templates(self) -> Mapping[str, CardTemplate]:
        return {
            key: CardTemplate(each.id, each.lasting, frozenset(each.fields)) for key, each in self._templates.items()
        }

    async def send(self, address: str, card: Card) -> Receipt:
        template = self._templates[card.template]
        answer = await self._call(
            SEND,
            {
                "touser": address,
                "template_id": template.id,
                "page": card.page,
                "miniprogram_state": self._edition,
                "lang": "zh_CN",
                "data": {
                    theirs: {"value": fitted(theirs, card.values[ours])} for ours, theirs in template.fields.items()
                },
            },
        )
        return _receipt(answer)


def fitted(field: str, value: str) -> str:
    """The value as long as WeChat admits for this field; what is cut ends in an ellipsis where that is a character of
    the field."""
    kind = re.sub(r"\d+$", "", field)
    longest = LONGEST.get(kind, len(value))
    if len(value) <= longest:
        return value
    return value[: longest - 1] + "…" if kind == "thing" else value[:longest]


def _receipt(answer: Mapping[str, Any]) -> Receipt:
    """The answer in our words. Raises Unavailable for what passes, UnknownAnswer for what is not in the table."""
    code = answer.get("errcode", 0)
    if code == 0:
        return Receipt(provider_id=str(answer.get("msgid", "")))
    if code in PASSING:
        raise Unavailable()
    if code not in OUTCOMES:
        raise UnknownAnswer("wechat", f"subscribeMessage.send answered errcode {code}; add it to OUTCOMES")
    if code in OURS:
        log.error("wechat.message_refused", errcode=code)
    return Receipt(refusal=OUTCOMES[code])
