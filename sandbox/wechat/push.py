"""Message push (消息推送) in secure mode, JSON or XML: encrypted with the app's EncodingAESKey, signed over the cipher.

Source: developers.weixin.qq.com, 消息推送. msg_signature = sha1 of token, timestamp, nonce and cipher text, sorted and
joined; AES-256-CBC with the key's first 16 bytes as initialisation vector, padded to 32; the plain text is 16 random
bytes, the length in 4 bytes, the message, the appid. The answer is `success`; three more attempts five seconds apart.
"""

import base64
import hashlib
import json
import secrets
import time
from urllib.parse import urlencode

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sandbox.keys import token
from sandbox.outbox import Letter, reachable
from sandbox.store import Record
from sandbox.wechat import users
from sandbox.wechat.messages import Sent
from sandbox.world import World

FAULTS = {
    "push_bad_signature": "推送 msg_signature 错误 · the push's msg_signature is wrong",
    "push_wrong_app": "推送属于别的小程序 · the push is sealed for another app",
    "push_old": "推送时间戳已过时 · the push's timestamp is an hour old",
    "push_xml": "以 XML 格式推送 · this push comes as XML",
    "message_lost": "消息未送达 · a message is taken and then not delivered",
}
PUSH_PATH = "/api/v1/callbacks/wechat"
OLD_SECONDS = 3600
_BLOCK = 32


class Pushes:
    """What the outbox needs to know of message push."""

    schedule = (5.0, 5.0, 5.0)

    def write(self, world: World, notice: Record) -> Letter:
        account, strikes = world.credentials["wechat"], world.faults.strikes
        xml = strikes("wechat", "push_xml")
        message = as_xml(notice["facts"]["message"]) if xml else json.dumps(notice["facts"]["message"])
        app = "wx-another-app" if strikes("wechat", "push_wrong_app") else account["appid"]
        sealed = _encrypt(account["push_aes_key"], message.encode(), app)
        age = OLD_SECONDS if strikes("wechat", "push_old") else 0
        stamp, nonce = str(int(time.time()) - age), str(secrets.randbelow(10**10))
        wrong = strikes("wechat", "push_bad_signature")
        query = {
            "signature": _sha1(account["push_token"], stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": notice["facts"]["message"]["FromUserName"],
            "encrypt_type": "aes",
            "msg_signature": _sha1(account["push_token"], stamp, nonce, "forged" if wrong else sealed),
        }
        envelope = {"ToUserName": account["original_id"], "Encrypt": sealed}
        body = as_xml(envelope) if xml else json.dumps(envelope)
        return Letter({"Content-Type": "text/xml" if xml else "application/json"}, body.encode(), urlencode(query))

    def accepted(self, status: int, body: bytes) -> bool:
        return status == 200 and body.strip(b'" \n') in (b"success", b"")


def tell(world: World, number: str, event: str, more: Record) -> Record:
    """Push an event of this telephone's user, e.g. subscribe_msg_popup_event or wxa_media_check."""
    account = world.credentials["wechat"]
    message: Record = {
        "ToUserName": account["original_id"],
        "FromUserName": users.on_phone(world, number)["openid"],
        "CreateTime": int(world.now().timestamp()),
        "MsgType": "event",
        "Event": event,
        **more,
    }
    return world.outbox.send("wechat", account["push_url"], {"event": event, "message": message})


def tell_of_answer(world: World, number: str, template_id: str, *, accept: bool, settings: bool) -> Record:
    """The person answered the mini-program's question, or changed their mind on WeChat's settings page."""
    entry = {"TemplateId": template_id, "SubscribeStatusString": "accept" if accept else "reject"}
    if settings:
        return tell(world, number, "subscribe_msg_change_event", {"List": [entry]})
    return tell(world, number, "subscribe_msg_popup_event", {"List": [{**entry, "PopupScene": "0"}]})


def tell_of_message(world: World, sent: Sent) -> Record:
    """What became of a message that WeChat took."""
    code, status = ("0", "success") if sent.arrived else ("2", "system error")
    entry = {"TemplateId": sent.template.id, "MsgID": sent.id, "ErrorCode": code, "ErrorStatus": status}
    return tell(world, sent.user["phone"], "subscribe_msg_sent_event", {"List": entry})


async def confirm_address(world: World) -> bool:
    """What the console does when the address of the push is saved: ask it, and compare its answer."""
    account = world.credentials["wechat"]
    stamp, nonce, word = str(int(time.time())), str(secrets.randbelow(10**10)), token(16)
    query = {"timestamp": stamp, "nonce": nonce, "echostr": word}
    query["signature"] = _sha1(account["push_token"], stamp, nonce)
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        try:
            answer = await client.get(reachable(world, account["push_url"]), params=query)
        except httpx.HTTPError:
            return False
    return answer.status_code == httpx.codes.OK and answer.text == word


def as_xml(message: Record) -> str:
    """The same in WeChat's XML: text in CDATA, and what is listed inside an element that bears the event's name."""
    inside = {name: value for name, value in message.items() if name != "List"}
    parts = [f"<{name}><![CDATA[{value}]]></{name}>" for name, value in inside.items()]
    if "List" in message:
        holder = "".join(word.capitalize() for word in message["Event"].split("_"))
        entries = message["List"] if isinstance(message["List"], list) else [message["List"]]
        listed = "".join(f"<List>{as_xml(entry)[5:-6]}</List>" for entry in entries)
        parts.append(f"<{holder}>{listed}</{holder}>")
    return f"<xml>{''.join(parts)}</xml>"


def _encrypt(aes_key: str, message: bytes, appid: str) -> str:
    key = base64.b64decode(f"{aes_key}=")
    plain = token(16).encode() + len(message).to_bytes(4, "big") + message + appid.encode()
    padding = _BLOCK - len(plain) % _BLOCK
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(plain + bytes([padding]) * padding) + cipher.finalize()).decode()


def _sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()
