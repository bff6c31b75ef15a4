"""Sign-in by Alipay: authorisation code to token, the user's basic data, and the phone number of the mini-program.

New apps know people by open_id only. Source: opendocs.alipay.com, alipay.system.oauth.token,
alipay.user.info.share, my.getPhoneNumber (content AES, signed with its quotes).
"""

import base64
import json
import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sandbox.alipay import signing
from sandbox.alipay.errors import Refused
from sandbox.alipay.gateway import Call, alipay_key
from sandbox.keys import token
from sandbox.phones import inbox
from sandbox.store import Record
from sandbox.world import SHANGHAI, World

CODE_LIFE = timedelta(days=1)
TOKEN_LIFE = timedelta(days=15)
REFRESH_LIFE = timedelta(days=30)


def on_phone(world: World, number: str) -> Record:
    """The Alipay user of a telephone; every telephone here has one."""
    phone = inbox.national(number)
    known = world.store.find("alipay_user", phone=phone)
    if known:
        return known[0]
    inbox.add(world, phone)
    open_id = token(32)
    user: Record = {"open_id": open_id, "user_id": f"2088{secrets.randbelow(10**12):012d}", "phone": phone}
    return world.store.put("alipay_user", open_id, user)


def issue_code(world: World, number: str) -> str:
    """What my.getAuthCode gives to the mini-program."""
    user = on_phone(world, number)
    code = secrets.token_hex(16)
    ends = (world.now() + CODE_LIFE).isoformat()
    world.store.put("alipay_code", code, {"open_id": user["open_id"], "ends_at": ends, "used": False})
    return code


def oauth_token(call: Call) -> Record:
    """alipay.system.oauth.token: a code, or a refresh token, becomes an access token."""
    if call.world.faults.strikes("alipay", "bad_code"):
        raise Refused("40002", "isv.code-invalid", "授权码code无效")
    grant = call.parameters.get("grant_type")
    if grant == "authorization_code":
        return _grant(call.world, _redeem(call.world, call.parameters.get("code", "")))
    if grant == "refresh_token":
        known = call.world.store.get("alipay_refresh", call.parameters.get("refresh_token", ""))
        if known is None or datetime.fromisoformat(known["ends_at"]) < call.world.now():
            raise Refused("40002", "isv.refresh-token-invalid", "刷新令牌refresh_token无效")
        return _grant(call.world, known["open_id"])
    raise Refused("40002", "isv.grant-type-invalid", "grant_type参数不正确")


def info_share(call: Call) -> Record:
    """alipay.user.info.share: the basic data of the person an access token stands for."""
    known = call.world.store.get("alipay_token", call.parameters.get("auth_token", ""))
    if known is None or datetime.fromisoformat(known["ends_at"]) < call.world.now():
        raise Refused("20001", "aop.invalid-auth-token", "无效的访问令牌")
    user = call.world.store.get("alipay_user", known["open_id"])
    assert user is not None
    return {"open_id": user["open_id"], "nick_name": f"用户{user['phone'][-4:]}", "avatar": "", "gender": "F"}


def shared_phone(world: World, number: str) -> Record:
    """What my.getPhoneNumber gives to the mini-program: cipher text and a signature over it with its quotes."""
    user = on_phone(world, number)
    plain = json.dumps({"code": "10000", "msg": "Success", "mobile": user["phone"]}).encode()
    cipher = encrypt(world.credentials["alipay"]["aes_key"], plain)
    signature = signing.sign(alipay_key(world), f'"{cipher}"'.encode())
    return {"response": cipher, "sign": signature, "sign_type": "RSA2", "encrypt_type": "AES", "charset": "UTF-8"}


def encrypt(key: str, plain: bytes) -> str:
    """AES-128-CBC under an all-zero initialisation vector, as Alipay's content encryption has it."""
    padder = padding.PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(base64.b64decode(key)), modes.CBC(bytes(16))).encryptor()
    return base64.b64encode(cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()).decode()


def _redeem(world: World, code: str) -> str:
    known = world.store.get("alipay_code", code)
    if known is None or known["used"] or datetime.fromisoformat(known["ends_at"]) < world.now():
        raise Refused("40002", "isv.code-invalid", "授权码code无效")
    world.store.put("alipay_code", code, {**known, "used": True})
    return str(known["open_id"])


def _grant(world: World, open_id: str) -> Record:
    now = world.now()
    access, refresh = f"auth{token(36)}", f"ref{token(37)}"
    world.store.put("alipay_token", access, {"open_id": open_id, "ends_at": (now + TOKEN_LIFE).isoformat()})
    world.store.put("alipay_refresh", refresh, {"open_id": open_id, "ends_at": (now + REFRESH_LIFE).isoformat()})
    return {
        "access_token": access,
        "auth_start": now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
        "expires_in": int(TOKEN_LIFE.total_seconds()),
        "open_id": open_id,
        "re_expires_in": int(REFRESH_LIFE.total_seconds()),
        "refresh_token": refresh,
    }
