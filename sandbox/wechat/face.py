"""WeChat's face check (微信人脸核身): getVerifyId, the check on the telephone, queryVerifyInfo.

Source: developers.weixin.qq.com, getVerifyId and queryVerifyInfo. How cert_hash is formed is not confirmed; the sandbox
asks for 64 hexadecimal digits. A check that has not been made yet is answered -1 (unconfirmed).
"""

import re
from datetime import datetime, timedelta
from typing import Any

from sandbox.keys import token
from sandbox.store import Record
from sandbox.wechat import users
from sandbox.wechat.errors import Refused
from sandbox.world import World

LIFE_SECONDS = 3600
OUTCOMES = {"passed": 10000, "no_face": 10002, "mismatch": 10004, "cancelled": 90004, "timeout": 90017}
"""How a check can end on the telephone -> verify_ret."""


def begin(world: World, body: dict[str, Any]) -> Record:
    """getVerifyId: a session for this person; the telephone turns it into a check."""
    user = users.by_openid(world, str(body.get("openid")))
    cert = body.get("cert_info") or {}
    if cert.get("cert_type") != "IDENTITY_CARD" or not cert.get("cert_name") or not cert.get("cert_no"):
        raise Refused(47003, "cert_info")
    if not body.get("out_seq_no"):
        raise Refused(47003, "out_seq_no")
    verify_id = token(64)
    session: Record = {
        "verify_id": verify_id,
        "openid": user["openid"],
        "out_seq_no": str(body["out_seq_no"]),
        "ends_at": (world.now() + timedelta(seconds=LIFE_SECONDS)).isoformat(),
        "outcome": "",
    }
    world.store.put("wechat_face", verify_id, session)
    return {"errcode": 0, "errmsg": "ok", "verify_id": verify_id, "expires_in": LIFE_SECONDS}


def check(world: World, number: str, verify_id: str, outcome: str) -> int | None:
    """The check on the telephone (wx.requestFacialVerify), ending as told; None when it cannot begin."""
    session = world.store.get("wechat_face", verify_id)
    if session is None or session["openid"] != users.on_phone(world, number)["openid"]:
        return None
    if datetime.fromisoformat(session["ends_at"]) < world.now():
        return None
    world.store.put("wechat_face", verify_id, {**session, "outcome": outcome})
    return OUTCOMES[outcome]


def query(world: World, body: dict[str, Any]) -> Record:
    """queryVerifyInfo: verify_ret 10000 is the only pass."""
    session = world.store.get("wechat_face", str(body.get("verify_id")))
    if session is None or session["openid"] != body.get("openid"):
        raise Refused(40003)
    if session["out_seq_no"] != body.get("out_seq_no"):
        raise Refused(47003, "out_seq_no")
    if not re.fullmatch(r"[0-9a-fA-F]{64}", str(body.get("cert_hash"))):
        raise Refused(47003, "cert_hash")
    if not session["outcome"]:
        raise Refused(-1)
    return {"errcode": 0, "errmsg": "ok", "verify_ret": OUTCOMES[session["outcome"]]}
