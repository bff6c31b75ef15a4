"""WeChat's message push (消息推送) in secure mode: its address check and what it tells of subscription messages.

Signatures, decryption and the reading of XML are wechatpy's. What it leaves open is closed here: the age of a message,
declarations of entities, JSON, and the many exceptions by which it says that a message is none.
Source: developers.weixin.qq.com, 消息推送 and 订阅消息 (subscribe_msg_popup_event, …_change_event, …_sent_event).
"""

import hashlib
import json
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from struct import error as NotLongEnough  # noqa: N812  (an exception in all but its name)
from typing import Any
from xml.parsers.expat import ExpatError

from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException
from wechatpy.parser import parse_message
from wechatpy.utils import check_signature

from core.errors import BadSignature

NAME = "wechat_push"
WINDOW = timedelta(minutes=5)
"""A push is not older, nor from further in the future: one that was overheard is soon worth nothing. Within this time a
repeated one is known by what it says."""
POPUP, CHANGE, SENT = "subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"
ELEMENTS = {POPUP: "SubscribeMsgPopupEvent", CHANGE: "SubscribeMsgChangeEvent", SENT: "SubscribeMsgSentEvent"}
"""Event → the XML element that holds its list; in JSON the list stands in `List`, and of one entry it may be that."""
BAD = (
    WeChatException,
    ExpatError,
    NotBase64,
    NotLongEnough,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
)
"""What wechatpy raises for something that is no message: bad padding, no base64, a foreign appid, broken XML …"""


@dataclass(frozen=True)
class PushAccount:
    """Of the mini-program's message push; the key is 43 characters of base64."""

    app_id: str
    token: str = field(repr=False)
    aes_key: str = field(repr=False)

    @classmethod
    def of(cls, party: Mapping[str, Any]) -> "PushAccount":
        return cls(party["appid"], party["push_token"], party["push_aes_key"])


@dataclass(frozen=True)
class Pushed:
    """One thing WeChat tells: a person's answer about a template, or what became of a message (`message_id`).

    `word` is WeChat's own: accept, reject …, or 0 and other numbers for a message.
    """

    event: str
    address: str
    at_s: int
    template_id: str
    word: str
    message_id: str = ""

    @property
    def id(self) -> str:
        """The same however often and in whatever envelope it comes."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


class WechatPush:
    """The ear of one mini-program."""

    def __init__(self, account: PushAccount) -> None:
        self._account = account
        try:
            self._crypto = WeChatCrypto(account.token, account.aes_key, account.app_id)
        except (AssertionError, ValueError):
            raise ValueError("wechat.push_aes_key must be the 43 characters of EncodingAESKey") from None

    def confirm(self, query: Mapping[str, str], *, now: datetime) -> str:
        """WeChat asks whether this address is ours: the word to answer. Raises BadSignature."""
        self._check_age(query, now)
        try:
            check_signature(self._account.token, query["signature"], query["timestamp"], query["nonce"])
            return query["echostr"]
        except BAD:
            raise BadSignature() from None

    def read(self, query: Mapping[str, str], body: bytes, *, now: datetime) -> list[Pushed]:
        """What a push says of subscription messages; nothing for other events. Raises BadSignature."""
        self._check_age(query, now)
        try:
            signed = query["msg_signature"], query["timestamp"], query["nonce"]
            message = _opened(self._crypto.decrypt_message(_envelope(body), *signed))
            return list(_entries(message))
        except BAD:
            raise BadSignature() from None

    def _check_age(self, query: Mapping[str, str], now: datetime) -> None:
        stamp = query.get("timestamp", "")
        if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
            raise BadSignature()
        if abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
            raise BadSignature()


def _envelope(body: bytes) -> dict[str, Any] | str:
    """What wechatpy takes: the JSON object, or the XML as text."""
    text = body.decode()
    return dict(json.loads(text)) if text.lstrip().startswith("{") else _without_entities(text)


def _opened(text: str) -> dict[str, Any]:
    if text.lstrip().startswith("{"):
        return dict(json.loads(text))
    message = parse_message(_without_entities(text))
    return {"Event": "", **message._data}


def _without_entities(xml: str) -> str:
    # WeChat declares nothing; whoever does wants the parser to unfold a bomb or to read a file.
    if "<!DOCTYPE" in xml or "<!ENTITY" in xml:
        raise ValueError("declarations are not WeChat's")
    return xml


def _entries(message: dict[str, Any]) -> Iterator[Pushed]:
    event = str(message.get("Event") or "")
    if message.get("MsgType") != "event" or event not in ELEMENTS:
        return
    found = message.get("List") or (message.get(ELEMENTS[event]) or {})
    if isinstance(found, dict):
        found = found.get("List", found)
    for entry in found if isinstance(found, list) else [found]:
        yield Pushed(
            event,
            str(message["FromUserName"]),
            int(message["CreateTime"]),
            str(entry["TemplateId"]),
            str(entry["ErrorCode"] if event == SENT else entry["SubscribeStatusString"]),
            str(entry["MsgID"]) if event == SENT else "",
        )
