"""Message push (消息推送) in secure mode, JSON: encrypted for the app's EncodingAESKey and signed over the cipher text.

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

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sandbox.keys import token
from sandbox.outbox import Letter
from sandbox.store import Record
from sandbox.wechat import users
from sandbox.world import World

FAULTS = {"push_bad_signature": "推送 msg_signature 错误 · the push's msg_signature is wrong"}
PUSH_PATH = "/api/v1/callbacks/wechat"
_BLOCK = 32


class Pushes:
    """What the outbox needs to know of message push."""

    schedule = (5.0, 5.0, 5.0)

    def write(self, world: World, notice: Record) -> Letter:
        account = world.credentials["wechat"]
        message = json.dumps(notice["facts"]["message"], ensure_ascii=False).encode()
        sealed = _encrypt(account["push_aes_key"], message, account["appid"])
        stamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
        wrong = world.faults.strikes("wechat", "push_bad_signature")
        query = {
            "signature": _sha1(account["push_token"], stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": notice["facts"]["message"]["FromUserName"],
            "encrypt_type": "aes",
            "msg_signature": _sha1(account["push_token"], stamp, nonce, "forged" if wrong else sealed),
        }
        body = json.dumps({"ToUserName": account["original_id"], "Encrypt": sealed}).encode()
        return Letter({"Content-Type": "application/json"}, body, urlencode(query))

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


def _encrypt(aes_key: str, message: bytes, appid: str) -> str:
    key = base64.b64decode(f"{aes_key}=")
    plain = token(16).encode() + len(message).to_bytes(4, "big") + message + appid.encode()
    padding = _BLOCK - len(plain) % _BLOCK
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(plain + bytes([padding]) * padding) + cipher.finalize()).decode()


def _sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()
