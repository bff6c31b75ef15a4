"""Who has WeChat on which telephone, and the codes that telephone hands to the mini-program.

A code lives five minutes and works once; the person is known to the app by openid, to the developer's account by
unionid. Source: developers.weixin.qq.com, code2Session and getPhoneNumber.
"""

import base64
import secrets
from datetime import datetime, timedelta

from sandbox.keys import token
from sandbox.phones import inbox
from sandbox.store import Record
from sandbox.wechat.errors import Refused
from sandbox.world import World

CODE_LIFE = timedelta(minutes=5)


def on_phone(world: World, number: str) -> Record:
    """The WeChat user of a telephone; every telephone here has one."""
    phone = inbox.national(number)
    known = world.store.find("wechat_user", phone=phone)
    if known:
        return known[0]
    inbox.add(world, phone)
    openid = "o" + token(27)
    user: Record = {"openid": openid, "unionid": "o" + token(27), "phone": phone, "consents": {}}
    return world.store.put("wechat_user", openid, user)


def by_openid(world: World, openid: str) -> Record:
    user = world.store.get("wechat_user", openid)
    if user is None:
        raise Refused(40003)
    return user


def issue_code(world: World, number: str, purpose: str) -> str:
    """What wx.login (purpose login) or the phone-number button (purpose phone) gives to the mini-program."""
    user = on_phone(world, number)
    code = token(32) if purpose == "login" else secrets.token_hex(32)
    issued: Record = {
        "purpose": purpose,
        "openid": user["openid"],
        "expires_at": (world.now() + CODE_LIFE).isoformat(),
        "used": False,
    }
    world.store.put("wechat_code", code, issued)
    return code


def redeem_code(world: World, code: str, purpose: str) -> Record:
    """The user a code stands for; the code is used up. Raises Refused 40029 or 40163."""
    issued = world.store.get("wechat_code", code)
    if issued is None or issued["purpose"] != purpose:
        raise Refused(40029)
    if issued["used"]:
        raise Refused(40163 if purpose == "login" else 40029)
    if datetime.fromisoformat(issued["expires_at"]) < world.now():
        raise Refused(40029)
    world.store.put("wechat_code", code, {**issued, "used": True})
    return by_openid(world, issued["openid"])


def session_key() -> str:
    return base64.b64encode(secrets.token_bytes(16)).decode()
