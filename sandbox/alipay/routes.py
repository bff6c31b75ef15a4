"""`/gateway.do` and the table of the methods it knows."""

import base64
import secrets

from sanic import Blueprint, HTTPResponse, Request

from sandbox.alipay import users
from sandbox.alipay.gateway import Method, respond
from sandbox.keys import token
from sandbox.wire import party
from sandbox.world import World

routes = Blueprint("alipay")

METHODS: dict[str, Method] = {
    "alipay.system.oauth.token": users.oauth_token,
    "alipay.user.info.share": users.info_share,
}
FAULTS = {
    "bad_signature": "应答签名错误 · the reply's signature is wrong",
    "no_signature": "应答无签名 · the reply bears no signature",
    "bad_code": "授权码无效 · authorisation code refused",
}


def set_up(world: World) -> None:
    ring = world.keyring
    world.faults.declare("alipay", FAULTS)
    ring.private_key("alipay.app")
    ring.private_key("alipay.platform")
    world.credentials["alipay"] = {
        "gateway": f"{world.address}/gateway.do",
        "app_id": ring.secret("alipay.app_id", f"2021{secrets.randbelow(10**12):012d}"),
        "seller_id": ring.secret("alipay.seller_id", f"2088{secrets.randbelow(10**12):012d}"),
        "app_private_key_path": str(ring.private_path("alipay.app").resolve()),
        "alipay_public_key_path": str(ring.public_path("alipay.platform").resolve()),
        "aes_key": ring.secret("alipay.aes_key", base64.b64encode(token(16).encode()).decode()),
    }


@routes.get("/gateway.do", name="gateway_by_address")
@routes.post("/gateway.do")
@party("alipay")
async def gateway(request: Request) -> HTTPResponse:
    return respond(request, METHODS)
